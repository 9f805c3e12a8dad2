import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { requestMaker } from './ingest-payload.ts';

/** What the client is asked for: so many deliveries over so many connections, after some that do not count. */
export interface Order {
  readonly url: string;
  readonly secret: string;
  /** Keeps the deliveries of two orders apart. */
  readonly name: string;
  readonly connections: number;
  readonly warmUp: number;
  readonly deliveries: number;
}

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Those not answered with 200. */
  readonly refused: number;
}

/** The load: a process of its own, which writes to sockets what was made before, so that it takes little from the servers. */
process.on('message', (order: Order) => {
  void run(order).then((measured) => process.send?.(measured));
});
process.once('disconnect', () => process.exit());

async function run({ url, secret, name, connections, warmUp, deliveries }: Order): Promise<Measured> {
  const { host, port } = new URL(url);
  const make = requestMaker(host, secret);
  const requests = Array.from({ length: warmUp + deliveries }, (_, index) => make(`${name}-${index}`));
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(Number(port))));
  await sendAll(sockets, requests.slice(0, warmUp));
  const start = performance.now();
  const answers = await sendAll(sockets, requests.slice(warmUp));
  const seconds = (performance.now() - start) / 1_000;
  for (const socket of sockets) socket.destroy();
  const times = answers.map(({ ms }) => ms).toSorted((one, other) => one - other);
  return {
    perSecond: deliveries / seconds,
    p50Ms: times[Math.floor(deliveries * 0.5)] ?? Number.NaN,
    p99Ms: times[Math.floor(deliveries * 0.99)] ?? Number.NaN,
    refused: answers.filter(({ status }) => status !== 200).length,
  };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

interface Answer {
  readonly status: number;
  readonly ms: number;
}

/** Each connection takes the next request as soon as its last one is answered. */
async function sendAll(sockets: readonly Socket[], requests: readonly Buffer[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const left = requests.values();
  async function work(socket: Socket): Promise<void> {
    for (const request of left) {
      const start = performance.now();
      const status = await exchange(socket, request);
      answers.push({ status, ms: performance.now() - start });
    }
  }
  await Promise.all(sockets.map(work));
  return answers;
}

/** Sends a request and answers the status, when the whole answer is there. */
function exchange(socket: Socket, request: Buffer): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let answer = '';
  function take(data: Buffer): void {
    answer += data.toString('latin1');
    if (!isWhole(answer)) return;
    socket.off('data', take).off('close', breakOff);
    resolve(Number(answer.slice(9, 12)));
  }
  function breakOff(): void {
    reject(new Error(`the connection broke off after: ${answer}`));
  }
  socket.on('data', take).once('close', breakOff);
  socket.write(request);
  return promise;
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const [, length] = /\r\ncontent-length: (\d+)\r\n/i.exec(answer.slice(0, end + 2)) ?? [];
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= end + 4 + Number(length);
}
