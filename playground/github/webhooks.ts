import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { App, Clock, Sender } from './github.ts';
import { nextId, type Delivery, type State } from './state.ts';

/** The App's webhook: where it is, what was sent there and how it was answered. */
export interface Webhooks {
  /** Where deliveries go from now on; without an address nothing is sent. */
  setUrl(url: string | undefined): void;
  /** Every attempt so far, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Sends a delivery again under the same guid, as the button and the API of GitHub do. */
  redeliver(guid: string): Promise<Delivery>;
  /** Resolves once every delivery sent so far was answered, or given up after ten seconds. */
  settled(): Promise<void>;
}

/** GitHub closes the connection after this many milliseconds. */
const patience = 10_000;
/** GitHub does not send a larger payload at all. */
const largestPayload = 25 * 1024 * 1024;

interface Parts {
  readonly state: State;
  readonly app: App;
  readonly clock: Clock;
}

export function createWebhooks(parts: Parts): Webhooks & Sender {
  let address: string | undefined;
  const underWay = new Set<Promise<void>>();

  function send(delivery: Delivery) {
    const attempt = deliver(delivery).finally(() => underWay.delete(attempt));
    underWay.add(attempt);
  }

  async function deliver(delivery: Delivery) {
    const body = JSON.stringify(delivery.payload);
    if (address === undefined) {
      delivery.outcome = { kind: 'failed', status: 'no webhook address is set', seconds: 0 };
    } else if (Buffer.byteLength(body) > largestPayload) {
      parts.state.deliveries.splice(parts.state.deliveries.indexOf(delivery), 1);
    } else {
      Object.assign(delivery.requestHeaders, headersOf(parts, delivery, body));
      delivery.outcome = await post(address, delivery.requestHeaders, body);
    }
  }

  function attempt(delivery: Delivery) {
    const again = copyOf(parts, delivery);
    parts.state.deliveries.push(again);
    send(again);
    return again;
  }

  async function redeliver(guid: string) {
    const again = attempt(deliveryOf(parts.state, guid));
    await settled();
    return again;
  }

  async function settled() {
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return {
    setUrl: (url) => {
      address = url;
    },
    url: () => address,
    deliveries: parts.state.deliveries,
    redeliver,
    settled,
    send,
    attempt,
  };
}

function deliveryOf(state: State, guid: string) {
  const delivery = state.deliveries.find((one) => one.guid === guid);
  if (!delivery) throw new Error(`no delivery has the guid ${guid}`);
  return delivery;
}

function copyOf({ state, clock }: Parts, delivery: Delivery): Delivery {
  return {
    ...delivery,
    id: nextId(state, 'delivery'),
    redelivery: true,
    deliveredAt: clock.now(),
    requestHeaders: {},
    outcome: { kind: 'under-way' },
  };
}

function headersOf({ app }: Parts, delivery: Delivery, body: string) {
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': `GitHub-Hookshot/${delivery.guid.slice(0, 7)}`,
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(app.id * 10 + 1),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${createHmac('sha1', app.webhookSecret).update(body).digest('hex')}`,
    'x-hub-signature-256': `sha256=${createHmac('sha256', app.webhookSecret).update(body).digest('hex')}`,
  };
}

/** Posts once, without retry; the time taken is real time, since the App's patience is. */
function post(address: string, headers: Readonly<Record<string, string>>, body: string) {
  const start = performance.now();
  function seconds() {
    return Math.round((performance.now() - start) / 10) / 100;
  }
  return new Promise<Delivery['outcome']>((resolve) => {
    const sent = request(
      address,
      { method: 'POST', headers, signal: AbortSignal.timeout(patience) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            kind: 'answered',
            code: response.statusCode ?? 0,
            seconds: seconds(),
            headers: plainHeaders(response.headers),
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
        response.on('error', () =>
          resolve({ kind: 'failed', status: 'failed to read the answer', seconds: seconds() }),
        );
      },
    );
    sent.on('error', (error) => {
      const status =
        error.name === 'AbortError' || error.name === 'TimeoutError'
          ? 'timed out'
          : 'failed to connect to host';
      resolve({ kind: 'failed', status, seconds: seconds() });
    });
    sent.end(body);
  });
}

function plainHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
