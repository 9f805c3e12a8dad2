import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../src/core/job.ts';
import { World } from '../world.ts';

test('a job of another version ends in the record under its id', async (t) => {
  const world = await World.still(t);
  const { queue, ledger } = await world.start();
  const old: unknown = { version: 0, id: 'jold', kind: 'hear', payload: 'of long ago' };
  await queue.add(old as Job);
  await world.quiet();
  assert.deepEqual(await ledger.outcomes.get('jold'), {
    id: 'jold',
    outcome: 'not-understood',
    detail:
      'Another version of Patchwright wrote this job, and this one cannot read it. A comment that asks for the same is heard.',
  });
});
