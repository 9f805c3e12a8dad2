import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { FaultAct } from '../../playground/github/server/faults.ts';
import { divisionAnswer, World } from '../world.ts';
import { promised, resultOf } from './result.ts';
import { booksOf } from './victim.ts';

const answers: Readonly<Record<string, FaultAct>> = {
  'a page for people': { kind: 'html' },
  nothing: { kind: 'empty' },
  'half a body': { kind: 'half-body' },
  '401': { kind: 'fail-with', status: 401, body: { message: 'Bad credentials' } },
};

/** Asked for on admission and in mid-review. */
const reads = [
  '/repos/{owner}/{repo}/pulls/{pull_number}',
  '/repos/{owner}/{repo}/compare/{basehead}',
  '/repos/{owner}/{repo}/pulls/{pull_number}/reviews',
];

suite('a review goes on by itself', { concurrency: 2 }, () => {
  for (const [name, act] of Object.entries(answers)) {
    test(`after GitHub answered ${name} to each thing that it reads`, async (t) => {
      const world = await World.still(t);
      const running = await world.start();
      world.model.always('review', divisionAnswer);
      const faults = reads.map((template) => ({ match: { method: 'GET', template, nth: 1 }, act }));
      for (const fault of faults) world.github.faults.add(fault);
      const pull = await world.divisionPull();
      assert.deepEqual(await resultOf(world, pull, (wanted) => booksOf(running, wanted)), promised);
      assert.deepEqual(
        faults.map((fault) => world.github.faults.struck.get(fault)),
        [1, 1, 1],
      );
    });
  }
});
