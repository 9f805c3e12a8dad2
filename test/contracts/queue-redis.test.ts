import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../src/ports/log.ts';
import { freePort } from '../services/process.ts';
import { type Service, withService } from '../services/service.ts';
import { type ClosingQueue, complaints, openBackend, openClosing, openWorld, silent } from './backends.ts';
import { isBusy } from './busy.ts';
import { hear, settled, take, until } from './queue.ts';

await withService('redis', 'Redis', (start) => {
  let service: Service;
  before(async () => {
    service = await start();
  });
  after(() => service[Symbol.asyncDispose]());

  test('is refused where it may evict jobs', async () => {
    await using evicting = await start(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru']);

    await assert.rejects(openAt(evicting.url), {
      message:
        'Redis evicts what it holds when its memory is full (maxmemory-policy allkeys-lru), and would lose jobs. ' +
        'Set maxmemory-policy to noeviction.',
    });
  });

  test('is warned of where it keeps jobs in memory alone', async () => {
    await using forgetful = await start(['--appendonly', 'no']);
    const warnings: string[] = [];
    const log = { ...silent, warn: (_fields: unknown, message: string) => void warnings.push(message) };

    await (await openAt(forgetful.url, log)).close(0);
    await (await openAt(service.url, log)).close(0);

    assert.deepEqual(warnings, [
      'Redis keeps jobs in memory alone: a crash loses them. Set appendonly yes (appendfsync everysec).',
    ]);
  });

  test('is refused in words where it cannot be reached, without its password', async () => {
    const port = await freePort();

    await assert.rejects(openAt(`redis://me:secret@127.0.0.1:${port}`), {
      message:
        `Redis at 127.0.0.1:${port} does not answer (connect ECONNREFUSED 127.0.0.1:${port}). ` +
        'Check REDIS_URL and the server behind it.',
    });
  });

  test('is waited for while it starts', async () => {
    await using late = await start();
    await late.stop();
    const opening = openClosing({ backend: { kind: 'redis', url: late.url }, ...quiet });
    await late.start();

    await (await opening).close(0);
  });

  test('takes no jobs while it is away, and says so at once; afterwards all goes on by itself', async () => {
    const backend = await openBackend('redis', service.url);
    await using queue = await backend.openQueue('outage');
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const done: unknown[] = [];
    await queue.work('quick', 1, async (job) => {
      await gate;
      done.push(job);
      return { is: 'done' };
    });
    const [during, between, later] = [hear('during'), hear('between'), hear('later')];
    await queue.add(during);
    await until(async () => (await queue.counts('quick')).active === 1);
    await service.stop();

    const before = Date.now();
    await assert.rejects(queue.add(between), isBusy('the queue does not answer'));
    assert(Date.now() - before < 1_000);
    open();
    await until(() => refusals().length > 0);
    await wait(1_000);
    await service.start();
    await until(() => added(() => queue.add(later)));
    await until(() => done.length === 2);

    assert.deepEqual(done, [during, later]);
    assert.equal(refusals().length, 1, 'complained once, not once for each try');
    await settled(queue, 'quick');
    await queue.close(0);
  });

  test('closes a queue while it is away', async () => {
    await using gone = await start();
    await using queue = await openAt(gone.url);
    await queue.work('quick', 1, () => Promise.resolve({ is: 'done' }));
    await gone.kill();

    const before = Date.now();
    await queue.close(0);
    assert(Date.now() - before < 6_000);
  });

  test('ends a job that kills its worker four times: the fifth only says so', async () => {
    const world = await openWorld('redis', service.url);
    const timing = { lockMs: 200, stalledMs: 200, backoffMs: 10 };
    const job = hear('poison');
    const numbers = [];
    for (let death = 1; death <= 4; death += 1) numbers.push(await world.killWorkerOf(job, 'poison', timing));

    await using queue = await world.open('poison', timing);
    assert.deepEqual(numbers, [1, 2, 3, 4]);
    assert.deepEqual(await take(queue, 'quick', 1), [{ job, number: 5, isLast: true, isSpent: true }]);
    await queue.close(0);
  });
});

const quiet = { log: silent, onError: () => undefined };

function openAt(url: string, log: Log = silent): Promise<ClosingQueue> {
  return openClosing({ backend: { kind: 'redis', url }, patienceMs: 300, ...quiet, log });
}

function refusals(): readonly unknown[] {
  return complaints.filter((complaint) => String(complaint).includes('ECONNREFUSED'));
}

function added(add: () => Promise<void>): Promise<boolean> {
  return add().then(
    () => true,
    () => false,
  );
}
