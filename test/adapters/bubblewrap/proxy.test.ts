import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, suite, test } from 'node:test';
import { openProxy, type Proxy } from '../../../src/adapters/bubblewrap/proxy.ts';

let folder: string;
let socketPath: string;
let registry: string;
let proxy: Proxy;
const server = createServer((incoming, response) => response.end(`${incoming.method} ${incoming.url}`));

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-proxy-'));
  socketPath = join(folder, 'proxy.sock');
  await once(server.listen(0, '127.0.0.1'), 'listening');
  registry = `localhost:${(server.address() as AddressInfo).port}`;
  const hosts = [registry, 'no-such-name.invalid:443', '169.254.169.254:80', '[::ffff:169.254.169.254]:80'];
  proxy = await openProxy(socketPath, new Set(hosts));
});
after(async () => {
  await proxy[Symbol.asyncDispose]();
  server.close();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly text: string;
}

/** Asks the proxy to fetch an address by itself. */
async function plain(url: string): Promise<Answer> {
  const sent = request({ socketPath, path: url, headers: { host: new URL(url).host } }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, text: await text(response) };
}

/** Asks it for a tunnel, and for a page through it. */
async function tunnelled(target: string): Promise<Answer> {
  const sent = request({ socketPath, method: 'CONNECT', path: target }).end();
  const [response, socket] = (await once(sent, 'connect')) as [IncomingMessage, NodeJS.ReadWriteStream];
  if (response.statusCode === 200) socket.end('GET /page HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const answer = await text(socket);
  return { status: response.statusCode, text: answer.split('\r\n\r\n').at(-1) ?? '' };
}

function foreign(target: string): string {
  return `${target} cannot be reached from here: only the package registries that this machine is set up for.\n`;
}

suite('the way out of a jail', () => {
  test('leads to a registry, by a tunnel and by a plain request', async () => {
    assert.deepEqual(await tunnelled(registry), { status: 200, text: 'GET /page' });
    assert.deepEqual(await plain(`http://${registry}/a?b=c`), { status: 200, text: 'GET /a?b=c' });
  });

  test('leads to nobody else, not even at another port or by address', async () => {
    const port = registry.split(':')[1];
    const targets = ['example.com:443', 'localhost:1', `127.0.0.1:${port}`, `[::1]:${port}`];
    for (const target of targets) assert.equal((await tunnelled(target)).status, 403, target);
    const other = await plain('http://example.com/');
    assert.deepEqual(other, { status: 403, text: foreign('example.com:80') });
    assert(proxy.refused.has('example.com:443'));
  });

  test('leads to no metadata service, whoever allows it', async () => {
    assert.equal((await tunnelled('169.254.169.254:80')).status, 403);
    assert.equal((await tunnelled('[::ffff:169.254.169.254]:80')).status, 403);
    assert.deepEqual(await plain('http://169.254.169.254/latest'), {
      status: 403,
      text: foreign('169.254.169.254:80'),
    });
  });

  test('says so when a registry cannot be found', async () => {
    const answer = await tunnelled('no-such-name.invalid:443');
    assert.equal(answer.status, 502);
  });

  test('is an HTTP proxy and nothing else', async () => {
    const sent = request({ socketPath, path: '/etc/passwd' }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    response.resume();
    assert.equal(response.statusCode, 400);
  });
});
