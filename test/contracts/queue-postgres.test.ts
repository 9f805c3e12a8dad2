import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { withService } from '../services/service.ts';
import { complaints, openBackend } from './backends.ts';
import { isBusy } from './busy.ts';
import { hear, settled, until } from './queue.ts';

await withService('postgres', 'the queue on PostgreSQL', (start) => {
  test('goes on by itself when the server was away, with every job done and few words about it', async () => {
    await using service = await start();
    const backend = await openBackend('postgres', service.url);
    const queue = await backend.openQueue('outage', { lockMs: 2_000, stalledMs: 500, backoffMs: 10 });
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

  test('closes while the server is away', async () => {
    await using service = await start();
    const backend = await openBackend('postgres', service.url);
    const queue = await backend.openQueue('closing');
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
