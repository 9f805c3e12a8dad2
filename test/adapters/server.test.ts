import assert from 'node:assert/strict';
import { afterEach, suite, test } from 'node:test';
import type { Delivery, Received } from '../../src/adapters/server/receive.ts';
import { createServer, type Server, type ServerParts } from '../../src/adapters/server/server.ts';
import { listeningLog } from './listening-log.ts';
import { breakOff, post, postChunks, sendHeadOnly, sendSlowly, signed, told } from './server-requests.ts';

const running: Server[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

suite('the web server', () => {
  test('hands a signed delivery on as it came and answers 200', async () => {
    const seen: Delivery[] = [];
    const url = await serve({
      receive: async (delivery) => {
        seen.push(delivery);
        return 'accepted';
      },
    });
    const payload = '{"a": "ä\\u00e4", "b":1}';

    const answer = await post(url, payload);

    assert.deepEqual(await told(answer), [200, { ok: true }]);
    assert.deepEqual(seen, [
      { id: 'delivery-1', name: 'issues', payload: Buffer.from(payload), signature: signed(payload) },
    ]);
  });

  test('says in its own words what a receiver answers', async () => {
    const answers = [];
    for (const received of ['bad-signature', 'not-json', 'unavailable'] as const) {
      const url = await serve({ receive: async () => received });
      answers.push(await told(await post(url, '{}')));
    }
    assert.deepEqual(answers, [
      [401, { error: 'the signature does not fit the body' }],
      [400, { error: 'the body is not JSON' }],
      [503, { error: 'not taken: send it again later' }],
    ]);
  });

  test('refuses a missing, short, non-hexadecimal or SHA-1 signature before it reads the body', async () => {
    const url = await serve({ receive: never });
    const statuses = [];
    for (const signature of [
      '',
      'sha256=',
      `sha256=${'z'.repeat(64)}`,
      `sha1=${'a'.repeat(40)}`,
      undefined,
    ]) {
      statuses.push((await sendHeadOnly(url, { 'x-hub-signature-256': signature })).status);
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401]);
  });

  test('refuses a delivery without id or event', async () => {
    const url = await serve({ receive: never });
    const withoutId = await sendHeadOnly(url, { 'x-github-delivery': undefined });
    const withoutEvent = await sendHeadOnly(url, { 'x-github-event': undefined });
    assert.deepEqual([withoutId.status, withoutEvent.status], [400, 400]);
  });

  test('answers 413 to an announced body over 26 MB at once', async () => {
    const url = await serve({ receive: never });
    const { status } = await sendHeadOnly(url, { 'content-length': '26000001' });
    assert.equal(status, 413);
  });

  test('takes a body of 26 MB and answers 413 to one byte more that was not announced', async () => {
    const url = await serve({
      receive: async ({ payload }) => (payload.length === 26_000_000 ? 'accepted' : 'not-json'),
    });
    const fits = await postChunks(url, 26_000_000);
    const exceeds = await postChunks(url, 26_000_001);
    assert.deepEqual([fits.status, exceeds.status], [200, 413]);
  });

  test('answers 503 while all bodies together are too large, and takes them again afterwards', async () => {
    const first = Promise.withResolvers<'accepted'>();
    const arrived = Promise.withResolvers<void>();
    const limits = { oneBodyBytes: 1000, allBodiesBytes: 1500 };
    const url = await serve({
      limits,
      receive: ({ payload }) => {
        if (payload.toString().startsWith('b')) return Promise.resolve('accepted');
        arrived.resolve();
        return first.promise;
      },
    });

    const held = post(url, 'a'.repeat(900));
    await arrived.promise;
    const refused = await post(url, 'b'.repeat(900));
    first.resolve('accepted');
    const taken = await held;
    const afterwards = await post(url, 'b'.repeat(900));

    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '30']);
    assert.deepEqual([taken.status, afterwards.status], [200, 200]);
  });

  test('answers 503 when the receiver takes too long, and logs what becomes of it', async () => {
    const slow = Promise.withResolvers<'accepted'>();
    const log = listeningLog();
    const url = await serve({ receive: () => slow.promise, limits: { answerMs: 50 }, log });

    const answer = await post(url, '{}');
    slow.reject(new Error('too late'));
    const line = await log.next('delivery failed after its answer');

    assert.equal(answer.status, 503);
    assert.deepEqual(line, { delivery: 'delivery-1', event: 'issues', error: new Error('too late') });
  });

  test('ends a request whose body never comes to an end', async () => {
    const url = await serve({ receive: never, limits: { requestMs: 200, headersMs: 200 } });
    assert.match(await sendSlowly(url), /^HTTP\/1\.1 408 /);
  });

  test('gives back the memory of a body that breaks off', async () => {
    const log = listeningLog();
    const url = await serve({
      receive: async () => 'accepted',
      limits: { oneBodyBytes: 1000, allBodiesBytes: 1000 },
      log,
    });
    await breakOff(url, 900);
    await log.next('delivery broke off');
    assert.equal((await post(url, 'x'.repeat(1000))).status, 200);
  });

  test('answers 500 to a bug, without its text', async () => {
    const url = await serve({ receive: () => Promise.reject(new Error('a secret detail')) });
    assert.deepEqual(await told(await post(url, '{}')), [500, { error: 'something broke on our side' }]);
  });

  test('shows a plain page and its health', async () => {
    const url = await serve({ receive: never, health: () => ({ queue: 'ready' }) });
    const page = await fetch(url);
    const health = await fetch(`${url}/healthz`);
    assert.match(await page.text(), /^Patchwright is a GitHub App/);
    assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/plain; charset=utf-8']);
    assert.deepEqual(await told(health), [200, { queue: 'ready' }]);
  });

  test('takes webhooks where it is told to', async () => {
    const url = await serve({ receive: async () => 'accepted', webhookPath: '/hooks' });
    const usual = await post(url, '{}');
    const asked = await post(url, '{}', {}, '/hooks');
    assert.deepEqual([usual.status, asked.status], [404, 200]);
  });
});

async function serve(parts: Pick<ServerParts, 'receive'> & Partial<ServerParts>): Promise<string> {
  const server = createServer({ health: () => ({}), ready, log: listeningLog(), ...parts });
  running.push(server);
  return server.listen({ host: '127.0.0.1', port: 0 });
}

function ready(): Promise<{ readonly ok: boolean }> {
  return Promise.resolve({ ok: true });
}

function never(): Promise<Received> {
  return Promise.reject(new Error('nothing should have been received'));
}
