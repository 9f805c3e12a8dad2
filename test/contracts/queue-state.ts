import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hear, opened, type QueueWorld, settled, take, until, work } from './queue.ts';

/** What every queue tells of its jobs, and how it renews its workers. */
export function queueStateContract(world: () => QueueWorld): void {
  test('a job is there from when it is added until it has ended, in its own lane', async () => {
    await using queue = await opened(world, { backoffMs: 10 });
    const job = hear('comes and goes');
    const seen: Record<string, boolean> = {};
    async function look(when: string): Promise<void> {
      seen[when] = await queue.has('quick', job.id);
    }
    await look('before it is added');
    await queue.add(job, { delayMs: 100 });
    await look('put off');
    const other = await queue.has('long', job.id);
    await queue.work('quick', 1, async (_data, { number, isLast }) => {
      await look(`at work for the ${number}. time`);
      if (!isLast) throw new Error('broken');
      return { is: 'done' };
    });
    await settled(queue, 'quick');
    await look('done');

    assert.equal(other, false);
    assert.deepEqual(seen, {
      'before it is added': false,
      'put off': true,
      'at work for the 1. time': true,
      'at work for the 2. time': true,
      'at work for the 3. time': true,
      'at work for the 4. time': true,
      done: false,
    });
  });

  test('a job that waits is there, one that failed is not', async () => {
    await using queue = await opened(world, { backoffMs: 10 });
    const [job, probe] = [hear('fails'), { version: 1, id: 'jprobe', kind: 'probe' } as const];
    for (const one of [job, probe]) await queue.add(one);
    const before = [await queue.has('quick', job.id), await queue.has('quick', probe.id)];
    await queue.work('quick', 1, () => Promise.reject(new Error('broken')));
    await settled(queue, 'quick');

    assert.deepEqual(before, [true, true]);
    assert.deepEqual([await queue.has('quick', job.id), await queue.has('quick', probe.id)], [false, false]);
  });

  test('it tells since when the oldest of the jobs waits whose turn is next, and of no other', async () => {
    await using queue = await opened(world);
    assert.equal(await queue.waitingSince('long'), undefined);
    await queue.add(work('put off'), { delayMs: 60_000 });
    assert.equal(await queue.waitingSince('long'), undefined);

    const before = Date.now();
    await queue.add(work('first'));
    const between = Date.now();
    await until(() => Date.now() > between);
    await queue.add(work('second'));
    await queue.add(work('of another', { installation: 4, repository: 2 }));
    const since = await queue.waitingSince('long');
    assert(since !== undefined && before <= since && since <= between, `${before} ${since} ${between}`);
    assert.equal(await queue.waitingSince('quick'), undefined);

    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await queue.work('long', 3, async () => {
      await gate;
      return { is: 'done' };
    });
    await until(async () => (await queue.counts('long')).active === 3);
    assert.equal(await queue.waitingSince('long'), undefined, 'those at work do not wait');
    open();
  });

  test('renewed workers take the jobs that come, as many at once as before, by the same handler', async () => {
    await using queue = await opened(world);
    let gate = Promise.withResolvers<void>();
    const begun: unknown[] = [];
    await queue.work('quick', 2, async (job) => {
      begun.push(job);
      await gate.promise;
      return { is: 'done' };
    });
    await queue.renewWorkers('quick');
    await queue.renewWorkers('quick');
    const jobs = ['a', 'b', 'c', 'd'].map(hear);
    for (const job of jobs) await queue.add(job);
    await until(async () => (await queue.counts('quick')).active === 2);

    assert.deepEqual(await queue.counts('quick'), { waiting: 2, active: 2, delayed: 0, failed: 0 });
    assert.deepEqual(begun, jobs.slice(0, 2));
    gate.resolve();
    await settled(queue, 'quick');
    assert.deepEqual(begun, jobs);
  });

  test('a job that is at work while the workers are renewed is done once, in whatever lane', async () => {
    await using queue = await opened(world, { lockMs: 1_000, stalledMs: 500 });
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const begun: unknown[] = [];
    const ended: unknown[] = [];
    for (const lane of ['quick', 'long'] as const) {
      await queue.work(lane, 1, async (job) => {
        begun.push(job);
        if (begun.length <= 2) await gate;
        ended.push(job);
        return { is: 'done' };
      });
    }
    const jobs = [hear('at work'), work('at work')];
    for (const job of jobs) await queue.add(job);
    await until(() => begun.length === 2);
    const before = Date.now();
    await Promise.all([queue.renewWorkers('quick'), queue.renewWorkers('long')]);
    const later = [hear('later'), work('later')];
    for (const job of later) await queue.add(job);
    await until(() => ended.length === 2);
    // Longer than a lock lives that nobody renews, and two looks for such locks take.
    await until(() => Date.now() - before > 3_000);
    open();
    for (const lane of ['quick', 'long'] as const) await settled(queue, lane);

    const all = [...jobs, ...later].toSorted(byText);
    assert.deepEqual([begun.toSorted(byText), ended.toSorted(byText)], [all, all]);
  });

  test('a job that was at work when the workers were renewed comes to its end before the queue closes', async () => {
    await using queue = await opened(world);
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await queue.work('quick', 1, async () => {
      begin();
      await gate;
      return { is: 'done' };
    });
    await queue.add(hear('long one'));
    await begun;
    await queue.renewWorkers('quick');
    const closing = queue.close(10_000);
    open();
    await closing;

    await using other = await opened(world, {}, queue.prefix);
    assert.deepEqual(await other.counts('quick'), { waiting: 0, active: 0, delayed: 0, failed: 0 });
    await other.add(hear('next'));
    assert.equal((await take(other, 'quick', 1)).length, 1);
  });
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one).localeCompare(JSON.stringify(other));
}
