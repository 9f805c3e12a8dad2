import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, request, type ServerResponse, STATUS_CODES } from 'node:http';
import { BlockList, connect, isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';

/** The only way out of a jail that may install packages: an HTTP proxy on a Unix socket that knows whom it may reach. */
export interface Proxy extends AsyncDisposable {
  /** `name:port` of what was asked for and refused, each once. */
  readonly refused: ReadonlySet<string>;
}

/** Listens at a path for CONNECT and plain requests; `hosts` are the `name:port` that may be reached. */
export async function openProxy(path: string, hosts: ReadonlySet<string>): Promise<Proxy> {
  const refused = new Set<string>();
  const sockets = new Set<Duplex>();
  const server = createServer((incoming, response) => {
    void forward(incoming, response, judge).catch(() => response.destroy());
  });
  server.on('connection', (socket) => hold(socket));
  server.on('connect', (incoming, socket) => void tunnel(incoming.url ?? '', socket));
  server.on('clientError', (_, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(path, resolve);
  });
  return {
    refused,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };

  async function judge(target: string): Promise<Verdict> {
    if (hosts.has(target.toLowerCase())) return addressOf(target);
    refused.add(target);
    return { is: 'refused', status: 403, text: foreign(target) };
  }

  async function tunnel(target: string, socket: Duplex): Promise<void> {
    hold(socket);
    const verdict = await judge(target);
    if (verdict.is === 'refused') return void socket.end(refusal(verdict));
    const remote = connect(verdict.address, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      remote.pipe(socket).pipe(remote);
    });
    hold(remote);
    remote.setTimeout(idleMs, () => remote.destroy());
    remote.on('close', () => socket.destroy());
    socket.on('close', () => remote.destroy());
  }

  function hold(socket: Duplex): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  }
}

const idleMs = 60_000;

type Verdict =
  | { readonly is: 'allowed'; readonly address: { readonly host: string; readonly port: number } }
  | { readonly is: 'refused'; readonly status: 403 | 502; readonly text: string };

/** The name is looked up once, judged, and used as it was judged: a second answer could be another. */
async function addressOf(target: string): Promise<Verdict> {
  const [, host = '', port = ''] = /^(.+):([0-9]+)$/.exec(target) ?? [];
  const found = await lookup(host.replaceAll(/^\[|\]$/g, '')).catch(() => undefined);
  if (found === undefined)
    return { is: 'refused', status: 502, text: `${target} cannot be found by this machine.\n` };
  if (nowhere.check(found.address, isIPv6(found.address) ? 'ipv6' : 'ipv4'))
    return { is: 'refused', status: 403, text: foreign(target) };
  return { is: 'allowed', address: { host: found.address, port: Number(port) } };
}

/**
 * No package comes from here, whoever says so: a cloud's metadata service, everybody, nobody. Private addresses are fine, since only
 * names that the operator has set up get this far.
 */
const nowhere = new BlockList();
nowhere.addSubnet('169.254.0.0', 16, 'ipv4');
nowhere.addSubnet('0.0.0.0', 8, 'ipv4');
nowhere.addSubnet('224.0.0.0', 3, 'ipv4');
nowhere.addSubnet('fe80::', 10, 'ipv6');
nowhere.addSubnet('ff00::', 8, 'ipv6');
nowhere.addAddress('::', 'ipv6');
nowhere.addAddress('fd00:ec2::254', 'ipv6');

function foreign(target: string): string {
  return `${target} cannot be reached from here: only the package registries that this machine is set up for.\n`;
}

function refusal({ status, text }: { readonly status: 403 | 502; readonly text: string }): string {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: text/plain',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${text}`;
}

/** A plain request names its whole address: `GET http://name/path`. */
async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  judge: (target: string) => Promise<Verdict>,
): Promise<void> {
  const url = webAddress(incoming.url ?? '');
  if (url === undefined) return answer(response, 400, 'This is a proxy: ask for a whole http address.\n');
  const verdict = await judge(`${url.hostname}:${url.port || 80}`);
  if (verdict.is === 'refused') return answer(response, verdict.status, verdict.text);
  const onwards = request({
    ...verdict.address,
    method: incoming.method,
    path: `${url.pathname}${url.search}`,
    headers: { ...incoming.headers, host: url.host },
    setHost: false,
    timeout: idleMs,
  });
  onwards.on('response', (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  onwards.on('timeout', () => onwards.destroy());
  onwards.on('error', () => response.destroy());
  incoming.pipe(onwards);
}

function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' ? url : undefined;
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}
