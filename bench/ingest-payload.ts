import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const webhookPath = '/api/github/webhooks';

/** A delivery as it goes over the wire: head and body of the request. */
export type MakeRequest = (delivery: string) => Buffer;

const size = 30_000;

/**
 * Makes signed `pull_request` deliveries of 30 KB from GitHub's example: each with its own number and head, which the delivery's
 * id decides.
 */
export function requestMaker(host: string, secret: string): MakeRequest {
  const file = join(import.meta.dirname, '../fixtures/webhooks/pull_request.opened.json');
  const payload = JSON.parse(readFileSync(file, 'utf8')) as {
    pull_request: { body: string; number: number; head: { sha: string } };
  };
  const description = 'x'.repeat(size - JSON.stringify(payload).length);
  return (delivery) => {
    const digest = createHash('sha1').update(delivery).digest();
    const number = digest.readUInt32BE();
    const { pull_request: pull } = payload;
    Object.assign(payload, { number });
    Object.assign(pull, { number, body: description });
    Object.assign(pull.head, { sha: digest.toString('hex') });
    return request(host, secret, delivery, Buffer.from(JSON.stringify(payload)));
  };
}

function request(host: string, secret: string, delivery: string, body: Buffer): Buffer {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const head = [
    `POST ${webhookPath} HTTP/1.1`,
    `host: ${host}`,
    'user-agent: GitHub-Hookshot/bench',
    'content-type: application/json',
    `content-length: ${body.length}`,
    `x-github-delivery: ${delivery}`,
    'x-github-event: pull_request',
    `x-hub-signature-256: sha256=${signature}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}
