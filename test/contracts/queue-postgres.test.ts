import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresPool } from '../../src/adapters/bullmq/postgres.ts';
import { openQueue } from '../../src/adapters/bullmq/queue.ts';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import type { Queue } from '../../src/ports/queue.ts';
import { type Start, withService } from '../services/service.ts';
import { complaints, openBackend, silent } from './backends.ts';
import { isBusy } from './busy.ts';
import { hear, settled, until } from './queue.ts';

await withService('postgres', 'the queue on PostgreSQL', (start) => {
  test('goes on by itself when the server was away, with every job done and few words about it', async () => {
    await using service = await start();
    const backend = await openBackend('postgres', service.url);
    await using queue = await backend.openQueue('outage', { lockMs: 2_000, stalledMs: 500, backoffMs: 10 });
    const jobs = Array.from({ length: 20 }, (_, index) => hear(`job ${index}`));
    for (const job of jobs) await queue.add(job);
    const done = new Set<string>();
    await queue.work('quick', 2, async (job) => {
      done.add(JSON.stringify(job));
      await wait(20);
      return { is: 'done' };
    });
    await until(() => done.size >= 5);
    await service.kill();
    await assert.rejects(queue.add(hear('away')), isBusy('the queue does not answer'));
    await wait(1_500);
    await service.start();
    await settled(queue, 'quick');

    assert.deepEqual([...done].toSorted(), jobs.map((job) => JSON.stringify(job)).toSorted());
    assert.deepEqual(await queue.counts('quick'), { waiting: 0, active: 0, delayed: 0, failed: 0 });
    assert(complaints.length < 20, `${complaints.length} complaints`);
    await queue.close(0);
    await backend.close();
  });

  test('asks a server that is not ready now and then, not all the time', async () => {
    await using world = await startingWorld(start);
    const { queue, server } = world;
    const { promise: worked, resolve } = Promise.withResolvers<void>();
    await queue.work('quick', 2, () => {
      if (server.asked === 0) server.isStarting = true;
      resolve();
      return Promise.resolve({ is: 'done' });
    });
    for (let number = 1; number <= 9; number += 1) {
      await queue.add(hear(`job ${number}`)).catch(() => undefined);
    }
    await worked;
    const before = server.asked;
    await wait(2_000);
    const often = server.asked - before;
    server.isStarting = false;
    await settled(queue, 'quick');

    assert(often > 0 && often < 50, `asked ${often} times in two seconds`);
  });

  test('puts a job off that is put off while the server is not ready, in its last attempt too', async () => {
    await using world = await startingWorld(start);
    const { queue, server } = world;
    const numbers: number[] = [];
    await queue.work('quick', 1, async (_job, { number }) => {
      numbers.push(number);
      if (number < 4) throw new Error('broken');
      if (numbers.length > 4) return { is: 'done' };
      server.isStarting = true;
      return { is: 'later', ms: 10 };
    });
    await queue.add(hear('put off'));
    await until(() => server.asked > 0);
    server.isStarting = false;
    await until(() => numbers.length === 5);

    assert.deepEqual(numbers, [1, 2, 3, 4, 4]);
    await settled(queue, 'quick');
    assert.equal((await queue.counts('quick')).failed, 0);
  });

  test('closes while the server is away', async () => {
    await using service = await start();
    const backend = await openBackend('postgres', service.url);
    await using queue = await backend.openQueue('closing');
    await queue.add(hear('runs'));
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    await queue.work('quick', 1, async (_job, { signal }) => {
      begin();
      await once(signal, 'abort');
      return { is: 'later', ms: 0 };
    });
    await begun;
    await service.kill();

    const before = Date.now();
    await queue.close(0);
    await backend.close();
    assert(Date.now() - before < 11_000);
  });
});

interface StartingWorld extends AsyncDisposable {
  readonly queue: Queue;
  /** While it is starting it refuses every question of the queue's; `asked` counts those. */
  readonly server: { isStarting: boolean; asked: number };
}

async function startingWorld(start: Start): Promise<StartingWorld> {
  const service = await start();
  const { pool, close } = await openPostgres(service.url);
  const server = { isStarting: false, asked: 0 };
  const startingPool: PostgresPool = {
    query: async (text, values) => {
      if (!server.isStarting) return pool.query(text, values);
      server.asked += 1;
      await wait(1);
      throw Object.assign(new Error('the database system is starting up'), { code: '57P03' });
    },
    connect: () => pool.connect(),
  };
  const backend = { kind: 'postgres', pool: startingPool } as const;
  const onError = complaints.push.bind(complaints);
  const queue = await openQueue({ backend, backoffMs: 10, log: silent, onError });
  return {
    queue,
    server,
    [Symbol.asyncDispose]: async () => {
      server.isStarting = false;
      await queue.close(0);
      await close();
      await service[Symbol.asyncDispose]();
    },
  };
}
