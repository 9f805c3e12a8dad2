import { createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

/** What the requests are signed with. */
export const secret = 'the secret of the webhook';

const path = '/api/github/webhooks';

export function signed(payload: string | Uint8Array): string {
  return `sha256=${createHmac('sha256', secret).update(payload).digest('hex')}`;
}

function headersFor(payload: string | Uint8Array): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-github-delivery': 'delivery-1',
    'x-github-event': 'issues',
    'x-hub-signature-256': signed(payload),
  };
}

export function post(
  url: string,
  payload: string | Uint8Array<ArrayBuffer>,
  headers = {},
  at = path,
): Promise<Response> {
  return fetch(`${url}${at}`, {
    method: 'POST',
    body: payload,
    headers: { ...headersFor(payload), ...headers },
  });
}

export async function told(answer: Response): Promise<[number, unknown]> {
  return [answer.status, await answer.json()];
}

interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Sends the head of a request and waits for the answer without sending a body. */
export function sendHeadOnly(
  url: string,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const all = { ...headersFor('{}'), 'content-length': '2', ...changes };
  const headers = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const outgoing = httpRequest(`${url}${path}`, { method: 'POST', headers, agent: false });
  outgoing.on('response', (answer) => {
    resolve({ status: answer.statusCode, headers: answer.headers });
    outgoing.destroy();
  });
  outgoing.on('error', reject);
  outgoing.flushHeaders();
  return promise;
}

/** Sends a body in chunks, so that its length is not announced. */
export function postChunks(url: string, bytes: number): Promise<Response> {
  const chunk = new Uint8Array(1_000_000).fill(120);
  let left = bytes;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (left === 0) return controller.close();
      controller.enqueue(chunk.subarray(0, Math.min(left, chunk.length)));
      left -= Math.min(left, chunk.length);
    },
  });
  return fetch(`${url}${path}`, {
    method: 'POST',
    body,
    duplex: 'half',
    headers: headersFor('x'),
  });
}

/** Sends half a body, waits, and gives what comes back until the connection is closed. */
export function sendSlowly(url: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.on('close', () => resolve(answer));
  socket.write(rawHead(100) + 'half of it');
  return promise;
}

export async function breakOff(url: string, bytes: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('close', () => resolve());
  socket.write(rawHead(1000) + 'x'.repeat(bytes), () => socket.resetAndDestroy());
  await promise;
}

function rawHead(length: number): string {
  const headers = Object.entries({ host: 'here', 'content-length': String(length), ...headersFor('{}') });
  return `POST ${path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}
