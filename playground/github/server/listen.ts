import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReadRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type Respond = (request: ReadRequest, response: ServerResponse) => Promise<void>;

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves HTTP; each request is read whole before it is handed on. What is thrown becomes a 500 with its words. */
export async function listen(options: { host: string; port: number }, respond: Respond): Promise<Listening> {
  const server = createServer((incoming, response) => {
    readRequest(incoming)
      .then((request) => respond(request, response))
      .catch((error: unknown) => giveUp(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<ReadRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', 'http://local'),
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}

function giveUp(response: ServerResponse, error: unknown) {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(`The local GitHub failed: ${message}`);
  if (response.headersSent || response.destroyed) response.destroy();
  else response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
