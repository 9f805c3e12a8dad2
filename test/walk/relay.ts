import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** Stands between GitHub and the app's webhook address: passes deliveries on, keeps them back, or breaks their connections. */
export interface Relay {
  readonly url: string;
  /** Where the app listens; undefined while it does not. */
  setTarget(url: string | undefined): void;
  /** Keeps what comes from now on, unanswered. */
  hold(): void;
  /** Passes on what was kept, one after the other: the next is always the one at that place, modulo how many are left. */
  release(places: readonly number[]): Promise<void>;
  /** Breaks every connection from now on, and those of deliveries that are kept. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

interface Kept {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly response: ServerResponse;
}

export async function openRelay(): Promise<Relay> {
  let mode: 'passing' | 'holding' | 'cut' = 'passing';
  let target: string | undefined;
  let kept: readonly Kept[] = [];
  const server = createServer((incoming, response) => {
    void buffer(incoming).then(
      (body) => take({ headers: incoming.headers, body, response }),
      () => response.destroy(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  async function take(one: Kept): Promise<void> {
    if (mode === 'cut') one.response.destroy();
    else if (mode === 'holding') kept = [...kept, one];
    else await passOn(target, one);
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    setTarget: (url) => {
      target = url;
    },
    hold: () => {
      mode = 'holding';
    },
    release: async (places) => {
      mode = 'passing';
      const order = inOrder(kept, places);
      kept = [];
      for (const one of order) await passOn(target, one);
    },
    cut: () => {
      mode = 'cut';
      for (const { response } of kept) response.destroy();
      kept = [];
    },
    mend: () => {
      mode = 'passing';
    },
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function inOrder(kept: readonly Kept[], places: readonly number[]): readonly Kept[] {
  const left = [...kept];
  return kept.flatMap((_, turn) => left.splice((places[turn % places.length] ?? 0) % left.length, 1));
}

/** Also where GitHub has given up meanwhile: then the app hears of what GitHub thinks has failed. */
async function passOn(target: string | undefined, { headers, body, response }: Kept): Promise<void> {
  if (target === undefined) return void response.destroy();
  const { promise: over, resolve } = Promise.withResolvers<void>();
  function fail(): void {
    response.destroy();
    resolve();
  }
  const { host: _host, connection: _connection, ...rest } = headers;
  const options = { method: 'POST', headers: rest, agent: false };
  const sent = request(`${target}/api/github/webhooks`, options, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { 'content-type': 'text/plain' });
    pipeline(answer, response).then(resolve, fail);
  });
  sent.on('error', fail);
  sent.end(body);
  await over;
}
