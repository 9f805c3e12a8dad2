import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Job, jobId, type Lane, type WorkJob } from '../../src/core/job.ts';
import type { ClosingQueue } from './backends.ts';
import { opened, type QueueWorld, until } from './queue.ts';

const atOnce = 4;

type Owner = Pick<WorkJob, 'installation' | 'repository'>;

interface Case {
  readonly lane: Lane;
  readonly many: number;
  /** Whose the many jobs are, each. */
  readonly busy: (index: number) => Owner;
  /** Whose the single one is. */
  readonly other: Owner;
}

const one = { installation: 1, repository: 1 };
const another = { installation: 2, repository: 2 };

const cases: Readonly<Record<string, Case>> = {
  'a thousand jobs of a repository': { lane: 'long', many: 1_000, busy: () => one, other: another },
  'many jobs of a repository, in the quick lane,': {
    lane: 'quick',
    many: 100,
    busy: () => one,
    other: another,
  },
  'many jobs of another repository in the same installation': {
    lane: 'long',
    many: 100,
    busy: () => one,
    other: { ...one, repository: 2 },
  },
  'many jobs of an installation, one in each of its repositories,': {
    lane: 'quick',
    many: 100,
    busy: (index) => ({ ...one, repository: 100 + index }),
    other: another,
  },
};

/** How every queue lets tenants take turns. */
export function queueTurnsContract(world: () => QueueWorld): void {
  for (const [what, situation] of Object.entries(cases)) {
    test(`${what} do not keep another's single one waiting`, async () => {
      await using queue = await opened(world);
      const before = await begunBefore(queue, situation);
      assert(before <= atOnce + 3, `${before} others were begun before it, ${atOnce} of them before it came`);
    });
  }

  test('a job that was put off, before or by its handler, still goes before those of another that has many', async () => {
    await using queue = await opened(world);
    for (let index = 0; index < 9; index += 1) await queue.add(job(`many ${index}`, 'long', one));
    const begun: string[] = [];
    await queue.work('long', 1, async (data) => {
      const { run } = data as WorkJob;
      begun.push(run);
      if (begun.length === 1) await queue.add(job('one', 'long', another), { delayMs: 50 });
      if (begun.length === 2) return { is: 'later', ms: 50 };
      // Longer than a busy machine takes to notice that a time has come.
      await past(600);
      return { is: 'done' };
    });
    await until(() => begun.length === 5);

    assert.deepEqual(begun, ['many 0', 'one', 'many 1', 'one', 'many 2']);
  });

  test('a probe goes before all', async () => {
    await using queue = await opened(world);
    for (let index = 0; index < 5; index += 1) await queue.add(job(`many ${index}`, 'quick', one));
    await queue.add({ version: 1, id: jobId('probe', 'p'), kind: 'probe' });
    const begun: unknown[] = [];
    await queue.work('quick', 1, (data) => {
      begun.push((data as Job).kind);
      return Promise.resolve({ is: 'done' });
    });
    await until(() => begun.length === 6);

    assert.deepEqual(begun, ['probe', 'work', 'work', 'work', 'work', 'work']);
  });
}

/** How many of the many are begun before the single one, which comes when all of them wait or are at work. */
async function begunBefore(queue: ClosingQueue, { lane, many, busy, other }: Case): Promise<number> {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const begun: string[] = [];
  await fill(queue, many, (index) => job(`many ${index}`, lane, busy(index)));
  await queue.work(lane, atOnce, async (data) => {
    begun.push((data as WorkJob).run);
    await gate;
    return { is: 'done' };
  });
  await until(async () => (await queue.counts(lane)).active === atOnce);
  const counts = { waiting: many - atOnce, active: atOnce, delayed: 0, failed: 0 };
  assert.deepEqual(await queue.counts(lane), counts);
  await queue.add(job('one', lane, other));
  open();
  await until(() => begun.includes('one'));
  return begun.indexOf('one');
}

/** Adds so many jobs, several at a time. */
async function fill(queue: ClosingQueue, many: number, make: (index: number) => Job): Promise<void> {
  for (let first = 0; first < many; first += 50) {
    const indexes = Array.from({ length: Math.min(50, many - first) }, (_, index) => first + index);
    await Promise.all(indexes.map((index) => queue.add(make(index))));
  }
}

function job(name: string, lane: Lane, owner: Owner): WorkJob {
  return {
    version: 1,
    id: jobId(lane, name),
    kind: 'work',
    lane,
    run: name,
    generation: 1,
    ...owner,
  };
}

/** By then is due what was put off. */
async function past(ms: number): Promise<void> {
  const before = Date.now();
  await until(() => Date.now() - before > ms);
}
