import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Timing } from '../../src/adapters/bullmq/lane.ts';
import { type Job, jobId, type Lane, type WorkJob } from '../../src/core/job.ts';
import type { Attempt, Handler, Queue } from '../../src/ports/queue.ts';
import type { ClosingQueue } from './backends.ts';

export interface QueueWorld {
  /** Another queue over the same backend, as another process would open it. Queues of one prefix are one queue. */
  open(prefix: string, timing?: Partial<Timing>): Promise<ClosingQueue>;
  /**
   * Starts a process (victim.ts) that adds the job, takes it and never ends it; kills it as soon as it says that it has begun, and
   * answers which attempt that was. A backend that belongs to one process is lent to that one.
   */
  killWorkerOf(job: Job, prefix: string, timing: Timing): Promise<number>;
}

/** What every queue does, whatever it is kept in. `world` answers the one that is there while a test runs. */
export function queueContract(world: () => QueueWorld): void {
  test('a job is handed over whole, once', async () => {
    await using queue = await opened(world);
    const job = hear('a text with \u0000, \ud800 and "quotes": {}');
    await queue.add(job);

    const taken = await take(queue, 'quick', 1);

    assert.deepEqual(taken, [{ job, number: 1, isLast: false, isSpent: false }]);
    await settled(queue, 'quick');
  });

  test('a job whose id is known is not added again, waiting, at work or done', async () => {
    await using queue = await opened(world);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const [job, last] = [hear('one'), hear('last')];
    await queue.add(job);
    await queue.add(job);
    const seen: unknown[] = [];
    await queue.work('quick', 1, async (data) => {
      seen.push(data);
      await gate;
      return { is: 'done' };
    });
    await until(() => seen.length === 1);
    await queue.add(job);
    open();
    await settled(queue, 'quick');
    await queue.add(job);
    await queue.add(last);
    await until(() => seen.length === 2);

    assert.deepEqual(seen, [job, last]);
    await settled(queue, 'quick');
  });

  test('a delayed job waits for its time', async () => {
    await using queue = await opened(world);
    const [late, soon] = [hear('late'), hear('soon')];
    const before = Date.now();
    await queue.add(late, { delayMs: 400 });
    await queue.add(soon);

    const taken = await take(queue, 'quick', 2);

    assert.deepEqual(
      taken.map(({ job }) => job),
      [soon, late],
    );
    assert(Date.now() - before >= 400);
  });

  test('a job that is put off comes again after its time, as often as it likes, and no attempt is used up', async () => {
    await using queue = await opened(world);
    await queue.add(hear('again'));
    const starts: number[] = [];
    const attempts: Attempt[] = [];
    await queue.work('quick', 1, async (_data, attempt) => {
      starts.push(Date.now());
      attempts.push(attempt);
      return starts.length < 7 ? { is: 'later', ms: starts.length === 1 ? 200 : 0 } : { is: 'done' };
    });
    await until(() => starts.length === 7);

    assert.deepEqual(
      attempts.map(({ number, isLast }) => ({ number, isLast })),
      Array.from({ length: 7 }, () => ({ number: 1, isLast: false })),
    );
    assert((starts[1] ?? 0) - (starts[0] ?? 0) >= 195);
    await settled(queue, 'quick');
  });

  test('a job that fails is tried four times, told when it is the last time, and kept as failed', async () => {
    await using queue = await opened(world, { backoffMs: 10 });
    const job = hear('fails');
    await queue.add(job);
    const attempts: unknown[] = [];
    await queue.work('quick', 1, async (_data, { number, isLast, isSpent }) => {
      attempts.push({ number, isLast, isSpent });
      throw new Error('broken');
    });
    await until(async () => (await queue.counts('quick')).failed === 1);
    await queue.add(job);

    assert.deepEqual(attempts, [
      { number: 1, isLast: false, isSpent: false },
      { number: 2, isLast: false, isSpent: false },
      { number: 3, isLast: false, isSpent: false },
      { number: 4, isLast: true, isSpent: false },
    ]);
    assert.deepEqual(await queue.counts('quick'), { waiting: 0, active: 0, delayed: 0, failed: 1 });
  });

  test('the long lane keeps the quick one from nothing, and each has its own number of jobs at once', async () => {
    await using queue = await opened(world);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const long = [work('a'), work('b'), work('c')];
    for (const job of long) await queue.add(job);
    let atOnce = 0;
    let most = 0;
    await queue.work('long', 2, async () => {
      most = Math.max(most, (atOnce += 1));
      await gate;
      atOnce -= 1;
      return { is: 'done' };
    });
    await until(() => atOnce === 2);
    const quick = hear('quick');
    await queue.add(quick);

    assert.deepEqual(
      (await take(queue, 'quick', 1)).map(({ job }) => job),
      [quick],
    );
    assert.deepEqual(await queue.counts('long'), { waiting: 1, active: 2, delayed: 0, failed: 0 });
    open();
    await settled(queue, 'long');
    assert.equal(most, 2);
  });

  test('closing takes no more jobs and lets those that run come to their end', async () => {
    await using queue = await opened(world);
    await queue.add(hear('runs'));
    await queue.add(hear('waits'));
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const ended: boolean[] = [];
    await queue.work('quick', 1, async (_data, { signal }) => {
      begin();
      await gate;
      ended.push(signal.aborted);
      return { is: 'done' };
    });
    await begun;
    const closing = queue.close(10_000);
    open();
    await closing;

    await using other = await opened(world, {}, queue.prefix);
    assert.deepEqual(ended, [false]);
    assert.deepEqual(await other.counts('quick'), { waiting: 1, active: 0, delayed: 0, failed: 0 });
  });

  const farewells: Record<string, Handler> = {
    'puts its job off': async (_data, { signal }) => {
      await once(signal, 'abort');
      return { is: 'later', ms: 0 };
    },
    throws: async (_data, { signal }) => {
      await once(signal, 'abort');
      throw new Error('interrupted');
    },
    'goes on all the same': () => new Promise(() => undefined),
  };
  for (const [does, handle] of Object.entries(farewells)) {
    test(`a job whose handler ${does} when the worker closes is taken at once by an idle one, as if never begun`, async () => {
      const timing = { lockMs: 30_000, stalledMs: 30_000 };
      await using queue = await opened(world, timing);
      const [first, job] = [hear('first'), hear(does)];
      await queue.add(job);
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      await queue.work('quick', 1, async (data, attempt) => {
        begin();
        return handle(data, attempt);
      });
      await begun;
      await using other = await opened(world, timing, queue.prefix);
      await queue.add(first);
      const taken = await take(other, 'quick', 1);
      const before = Date.now();
      await queue.close(10);
      await until(() => taken.length === 2);

      assert.deepEqual(
        taken,
        [first, job].map((one) => ({ job: one, number: 1, isLast: false, isSpent: false })),
      );
      assert(Date.now() - before < 4_000, `it took ${Date.now() - before} ms`);
    });
  }

  test('a job whose worker is killed is taken by another, and an attempt is used up', async () => {
    const timing = { lockMs: 1_000, stalledMs: 1_000, backoffMs: 10 };
    const [job, prefix] = [hear('orphan'), newPrefix()];

    assert.equal(await world().killWorkerOf(job, prefix, timing), 1);

    await using queue = await opened(world, timing, prefix);
    assert.deepEqual(await take(queue, 'quick', 1), [{ job, number: 2, isLast: false, isSpent: false }]);
  });
}

export type Opened = ClosingQueue & { readonly prefix: string };

/** A queue of its own, or another one over the same jobs where it is given their prefix. */
export async function opened(
  world: () => QueueWorld,
  timing: Partial<Timing> = {},
  prefix = newPrefix(),
): Promise<Opened> {
  return { ...(await world().open(prefix, timing)), prefix };
}

let prefixes = 0;

/** A name that no other test of this or another process has. */
function newPrefix(): string {
  prefixes += 1;
  return `test-${process.pid}-${prefixes}`;
}

type Taken = Pick<Attempt, 'number' | 'isLast' | 'isSpent'> & { readonly job: unknown };

/** Works on the lane until so many jobs are done, and answers them in the order they came. */
export async function take(queue: Queue, lane: Lane, count: number): Promise<readonly Taken[]> {
  const taken: Taken[] = [];
  await queue.work(lane, 1, (job, { number, isLast, isSpent }) => {
    taken.push({ job, number, isLast, isSpent });
    return Promise.resolve({ is: 'done' });
  });
  await until(() => taken.length >= count);
  return taken;
}

/** Waits until nothing is left to do on the lane. */
export async function settled(queue: Queue, lane: Lane): Promise<void> {
  await until(async () => {
    const { waiting, active, delayed } = await queue.counts(lane);
    return waiting + active + delayed === 0;
  });
}

/** Waits for what another process, or the queue's own clock, brings about. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) assert.fail('waited in vain for 20 s');
    await wait(10);
  }
}

/** A job of the quick lane; its id depends on the text. */
export function hear(text: string): Job {
  const ref = { id: 1, owner: 'octo', repo: 'demo', number: 1 };
  const event = {
    kind: 'commented',
    ref,
    isPull: true,
    commentId: 1,
    threadRootId: null,
    added: text,
  } as const;
  return { version: 1, id: jobId('hear', text), kind: 'hear', event, cause: { kind: 'command-line' } };
}

/** A job; its id depends on the name. */
export function work(name: string, more: Partial<WorkJob> = {}): WorkJob {
  return {
    version: 1,
    id: jobId('work', name),
    kind: 'work',
    lane: 'long',
    run: name,
    generation: 1,
    installation: 3,
    repository: 1,
    ...more,
  };
}
