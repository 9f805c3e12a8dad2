import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Fault, FaultAct } from '../../playground/github/server/faults.ts';
import { divisionAnswer, World } from '../world.ts';
import { patient } from './patience.ts';
import { promised, resultOf } from './result.ts';
import { sample } from './sample.ts';
import { booksOf } from './victim.ts';

const answers: Readonly<Record<string, FaultAct>> = {
  'a page for people': { kind: 'html' },
  nothing: { kind: 'empty' },
  'half a body': { kind: 'half-body' },
  '401': { kind: 'fail-with', status: 401, body: { message: 'Bad credentials' } },
};

const review = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';

/** On admission, in mid-review, and at the end of it. */
const requests: readonly Fault['match'][] = [
  { method: 'GET', template: '/repos/{owner}/{repo}/pulls/{pull_number}' },
  { method: 'GET', template: '/repos/{owner}/{repo}/compare/{basehead}' },
  { method: 'GET', template: review },
  { method: 'POST', template: '/repos/{owner}/{repo}/check-runs' },
  { method: 'POST', template: review },
  { method: 'PATCH', template: '/repos/{owner}/{repo}/check-runs/{check_run_id}' },
];

suite('a review goes on by itself', { concurrency: 2 }, () => {
  for (const [name, act] of sample(Object.entries(answers), 2)) {
    test(`after GitHub answered ${name} to each thing that it reads or writes`, async (t) => {
      const world = await World.still(t, { timing: patient });
      const running = await world.start();
      world.model.always('review', divisionAnswer);
      const faults = requests.map((match) => ({ match: { nth: 1, ...match }, act }));
      for (const fault of faults) world.github.faults.add(fault);
      const pull = await world.divisionPull();
      assert.deepEqual(await resultOf(world, pull, (wanted) => booksOf(running, wanted)), promised);
      assert.deepEqual(
        faults.map((fault) => world.github.faults.struck.get(fault)),
        requests.map(() => 1),
      );
    });
  }

  test('after GitHub accepted neither token nor key for a while', async (t) => {
    const world = await World.still(t, { timing: patient });
    const running = await world.start();
    world.model.script('review', { is: 'think', comments: 10, everyMs: 50, text: divisionAnswer });
    const asked = world.model.next();
    const pull = await world.divisionPull();
    await asked;
    const body = { message: 'Bad credentials' };
    const mend = world.github.faults.add({ match: {}, act: { kind: 'fail-with', status: 401, body } });
    await world.until('the review waits', () => world.log.some((line) => line.includes('"job waits"')));
    mend();
    assert.deepEqual(await resultOf(world, pull, (wanted) => booksOf(running, wanted)), promised);
  });
});
