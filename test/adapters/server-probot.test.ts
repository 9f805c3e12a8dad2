import assert from 'node:assert/strict';
import { afterEach, suite, test } from 'node:test';
import { pino } from 'pino';
import { Probot } from 'probot';
import { receiveByProbot } from '../../src/adapters/server/receive.ts';
import { createServer, type Server } from '../../src/adapters/server/server.ts';
import { transientFailure } from '../../src/core/failure.ts';
import { listeningLog } from './listening-log.ts';
import { post, secret, signed } from './server-requests.ts';

const running: Server[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

suite('a receiver by Probot', () => {
  test('checks the signature over the bytes as they came, then the JSON', async () => {
    const { url, heard } = await serveProbot();
    const answers = [];
    const texts = [
      '{"action":"opened","n":1}',
      '{"action":"opened","n":1} ',
      '{"action":',
      '3',
      '',
      '\u{feff}{}',
    ];
    for (const text of texts) answers.push((await post(url, text)).status);
    const reencoded = await post(url, '{"action":"opened", "n":1}', {
      'x-hub-signature-256': signed('{"action":"opened","n":1}'),
    });
    const invalid = Buffer.from([0x7b, 0xff, 0x7d]);
    const broken = await post(url, invalid, { 'x-hub-signature-256': signed(invalid) });

    assert.deepEqual(answers, [200, 200, 400, 400, 400, 400]);
    assert.deepEqual([reencoded.status, broken.status], [401, 400]);
    assert.equal(heard.length, 2);
    assert.deepEqual(heard[0], { id: 'delivery-1', name: 'issues', payload: { action: 'opened', n: 1 } });
  });

  test('hands on events that Probot has never heard of', async () => {
    const { url, heard } = await serveProbot();
    const answer = await post(url, '{"action":"x"}', { 'x-github-event': 'brand_new' });
    assert.deepEqual([answer.status, heard[0]?.name], [200, 'brand_new']);
  });

  test('answers 503 when a listener cannot take it now, and 500 when it has a bug', async () => {
    const away = await serveProbot(() => {
      throw transientFailure({ is: 'busy', detail: 'no queue' }, 1000);
    });
    const broken = await serveProbot(() => {
      throw new TypeError('undefined is not a function');
    });
    assert.deepEqual(
      [(await post(away.url, '{}')).status, (await post(broken.url, '{}')).status],
      [503, 500],
    );
  });
});

interface HeardEvent {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
}

async function serveProbot(
  listen: () => void = () => undefined,
): Promise<{ url: string; heard: HeardEvent[] }> {
  const heard: HeardEvent[] = [];
  const probot = new Probot({
    appId: 1,
    privateKey: 'none is needed here',
    secret,
    log: pino({ enabled: false }),
  });
  await probot.ready();
  probot.onAny(({ id, name, payload }) => {
    heard.push({ id, name, payload });
    listen();
  });
  const server = createServer({
    receive: receiveByProbot(probot.webhooks, secret),
    health: () => ({}),
    ready: () => Promise.resolve({ ok: true }),
    log: listeningLog(),
  });
  running.push(server);
  return { url: await server.listen({ host: '127.0.0.1', port: 0 }), heard };
}
