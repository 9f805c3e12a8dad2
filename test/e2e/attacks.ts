import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The body of a request, its length announced or not. */
export interface Flood {
  readonly bytes: number;
  readonly isAnnounced: boolean;
}

const path = '/api/github/webhooks';
const falseSignature = `sha256=${'0'.repeat(64)}`;

/** What each request carries to be read at all: a signature that looks like one. */
const headers = {
  'content-type': 'application/json',
  'x-github-delivery': 'hostile',
  'x-github-event': 'pull_request',
  'x-hub-signature-256': falseSignature,
};

const chunk = Buffer.alloc(256 * 1024, 'x');

/** Sends so many bytes as fast as they are taken; answers the status, or `hung up` where the server just closes. */
export function postBytes(url: string, { bytes, isAnnounced }: Flood): Promise<number | 'hung up'> {
  const { promise, resolve } = Promise.withResolvers<number | 'hung up'>();
  const length = isAnnounced ? { 'content-length': bytes } : {};
  const request = httpRequest(`${url}${path}`, {
    method: 'POST',
    agent: false,
    headers: { ...headers, ...length },
  });
  request.on('response', (response) => {
    resolve(response.statusCode ?? 0);
    response.resume();
  });
  request.on('error', () => resolve('hung up'));
  request.on('close', () => resolve('hung up'));
  let left = bytes;
  function send(): void {
    while (left > 0 && !request.destroyed) {
      left -= chunk.length;
      if (!request.write(left >= 0 ? chunk : chunk.subarray(0, chunk.length + left))) return;
    }
    request.end();
  }
  request.on('drain', send);
  send();
  return promise;
}

/** Sends so many bytes of body, each in a chunk of its own. */
export function postCrumbs(url: string, count: number): Promise<number | 'hung up'> {
  const { promise, resolve } = Promise.withResolvers<number | 'hung up'>();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('data', (data) => resolve(Number(/^HTTP\/1\.1 (\d+) /.exec(data.toString())?.[1])));
  socket.on('error', () => resolve('hung up')).on('close', () => resolve('hung up'));
  const crumbs = Buffer.from('1\r\nx\r\n'.repeat(10_000));
  let left = count;
  function send(): void {
    while (left > 0) {
      left -= 10_000;
      if (!socket.write(crumbs)) return;
    }
    socket.end('0\r\n\r\n');
  }
  socket.on('drain', send);
  socket.write(headWith({ 'transfer-encoding': 'chunked' }));
  send();
  return promise;
}

/** Posts one small body with a false signature after another until it is told to stop; answers how many of which status came back. */
export async function postBadSignatures(
  url: string,
  body: Buffer,
  stop: AbortSignal,
): Promise<ReadonlyMap<number | 'hung up', number>> {
  const counts = new Map<number | 'hung up', number>();
  while (!stop.aborted) {
    const status = await postBytes(url, { bytes: body.length, isAnnounced: true });
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}

export interface Drip {
  /** What is sent at once. */
  readonly first: string | Buffer;
  readonly everyMs: number;
}

/** Sends a beginning, then a byte at a time and no end, until the server hangs up or `stop`; answers what the server said. */
export async function drip(url: string, { first, everyMs }: Drip, stop: AbortSignal): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let said = '';
  socket.on('data', (data) => (said += data.toString()));
  socket.on('error', () => undefined);
  socket.write(first);
  while (!stop.aborted && !isOver(socket)) {
    await pause(everyMs);
    if (!isOver(socket)) socket.write('x');
  }
  socket.destroy();
  return said;
}

function isOver(socket: Socket): boolean {
  return socket.destroyed || socket.readableEnded;
}

/** The head of a request whose body of so many bytes is to come. */
export function headOf(bytes: number): string {
  return headWith({ 'content-length': String(bytes) });
}

function headWith(length: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: 'here', ...length, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
