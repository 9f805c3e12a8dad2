import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Job, jobId, type Lane, laneOf, tenantOf } from '../../src/core/job.ts';
import type { RepositoryRef } from '../../src/core/pull-request.ts';
import type { Ports } from '../../src/outside.ts';
import type { Queue } from '../../src/ports/queue.ts';
import { divisionAnswer, World } from '../world.ts';
import { onEachBackend } from './backends.ts';

const many = 200;
const atOnce: Record<Lane, number> = { quick: 2, long: 1 };

await onEachBackend('a busy repository', (settings) => {
  test('does not keep the review of another one waiting, in either lane', async (t) => {
    const lanes = { quick: openLane(), long: openLane() };
    const world = await World.still(t, {
      settings: { ...settings(), QUICK_CONCURRENCY: '2', LONG_CONCURRENCY: '1' },
      around: (ports) => ({ ...ports, queue: watched(ports.queue, lanes) }),
    });
    const { id } = await world.github.as('ada').createRepository('octo/busy');
    const { queue } = await world.start();
    for (let index = 0; index < many; index += 1) {
      for (const job of busyJobs({ id, owner: 'octo', repo: 'busy' }, index)) await queue.add(job);
    }

    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull({ repository: 'calm/shop' });
    await world.until('the review is there', () => world.checks(pull)[0]?.status === 'completed');

    assert.equal(world.reviews(pull).length, 1);
    for (const lane of ['quick', 'long'] as const) {
      const { begun } = lanes[lane];
      const before = begun.findIndex((repository) => repository !== id);
      assert(before <= atOnce[lane] + 2, `${before} jobs of the ${lane} lane were begun before it`);
    }
    for (const { arrive } of Object.values(lanes)) arrive();
    await world.quiet();
  });
});

/** A lane as it is seen from outside: whose jobs were begun, in their order, and whether the calm repository's has come. */
interface WatchedLane {
  readonly begun: (number | undefined)[];
  readonly arrived: Promise<void>;
  readonly arrive: () => void;
}

function openLane(): WatchedLane {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  return { begun: [], arrived, arrive };
}

/** A queue whose jobs of the busy repository, once begun, go on when the other one's has come: it comes when all slots are taken. */
function watched(queue: Queue, lanes: Record<Lane, WatchedLane>): Ports['queue'] {
  return {
    ...queue,
    add: async (job, options) => {
      await queue.add(job, options);
      if (!isBusy(job)) lanes[laneOf(job)].arrive();
    },
    work: (lane, concurrency, handle) =>
      queue.work(lane, concurrency, async (data, attempt) => {
        const job = Job.parse(data);
        lanes[lane].begun.push(tenantOf(job)?.repository);
        if (isBusy(job)) await lanes[lane].arrived;
        return handle(data, attempt);
      }),
  };
}

function isBusy(job: Job): boolean {
  return job.id.startsWith('busy');
}

/** A comment that names no command, and work for a run that is no more: each is done as soon as it is begun. */
function busyJobs(repository: RepositoryRef, index: number): readonly Job[] {
  const heard = {
    kind: 'hear',
    event: {
      kind: 'commented',
      ref: { ...repository, number: 1 },
      isPull: false,
      commentId: index,
      threadRootId: null,
      added: 'Nice.',
    },
    cause: { kind: 'schedule', id: `busy ${index}`, installation: 1 },
  } as const;
  const worked = {
    kind: 'work',
    lane: 'long',
    run: `busy ${index}`,
    generation: 1,
    installation: 1,
    repository: repository.id,
  } as const;
  return [heard, worked].map((job) => ({ version: 1, id: `busy${jobId(job.kind, index)}`, ...job }));
}
