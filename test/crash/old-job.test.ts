import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Job } from '../../src/core/job.ts';
import type { Queue } from '../../src/ports/queue.ts';
import { divisionAnswer, noUpkeep, World } from '../world.ts';
import { promised, resultOf } from './result.ts';
import { booksOf } from './victim.ts';

suite('a job of another version', () => {
  test('ends in the record under its id', async (t) => {
    const world = await World.still(t);
    const { queue, ledger } = await world.start();
    const old: unknown = { version: 0, id: 'jold', kind: 'probe', payload: 'of long ago' };
    await queue.add(old as Job);
    await world.quiet();
    assert.deepEqual(await ledger.outcomes.get('jold'), {
      id: 'jold',
      outcome: 'not-understood',
      detail:
        'Another version of Patchwright wrote this job, and this one cannot read it. A comment that asks for the same is heard.',
    });
  });

  test('keeps no review from being done', async (t) => {
    const world = await World.still(t, {
      timing: { upkeep: { ...noUpkeep, lookMs: 100, idleMs: 500, sweepMs: 200 } },
      around: (ports) => ({ ...ports, queue: withOneOldJob(ports.queue) }),
    });
    const running = await world.start();
    world.model.always('review', divisionAnswer);
    const pull = await world.divisionPull();
    await world.until('it is reviewed', () => world.checks(pull)[0]?.status === 'completed');
    assert.deepEqual(await resultOf(world, pull, (wanted) => booksOf(running, wanted)), promised);
  });
});

/** As when the worker is of another version than the one that admitted the run. */
function withOneOldJob(queue: Queue): Queue {
  let isOld = true;
  return {
    ...queue,
    add: (job, options) => {
      if (job.kind !== 'work' || !isOld) return queue.add(job, options);
      isOld = false;
      const old: unknown = { ...job, version: 0 };
      return queue.add(old as Job, options);
    },
  };
}
