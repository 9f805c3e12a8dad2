import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Fault, FaultAct } from '../../playground/github/server/faults.ts';
import { divisionAnswer, World } from '../world.ts';
import { promised, resultOf } from './result.ts';
import { booksOf } from './victim.ts';

const review = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const checks = '/repos/{owner}/{repo}/check-runs';
const check = '/repos/{owner}/{repo}/check-runs/{check_run_id}';
const checksOfHead = '/repos/{owner}/{repo}/commits/{ref}/check-runs';
const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const reactions = '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions';

/** The ways in which GitHub does what it was asked, and does not say so. */
const silences: Readonly<Record<string, FaultAct>> = {
  'answered with 502': { kind: 'commit-then', status: 502 },
  'answered with a connection that breaks': { kind: 'reset-mid-body' },
  'answered with half a body': { kind: 'half-body' },
};

const writes: Readonly<Record<string, Fault['match']>> = {
  'the review': { method: 'POST', template: review },
  'the new check': { method: 'POST', template: checks },
  "the check's first change": { method: 'PATCH', template: check, nth: 1 },
  "the check's last change": { method: 'PATCH', template: check, nth: 2 },
};

suite('what GitHub does without saying so is not done again', { concurrency: 4 }, () => {
  for (const [answer, act] of Object.entries(silences)) {
    test(`when each write of a review is ${answer}`, async (t) => {
      const world = await World.still(t);
      const running = await world.start();
      world.model.always('review', divisionAnswer);
      for (const [name, match] of Object.entries(writes)) {
        const fault = { match: { nth: 1, ...match }, act };
        const mend = world.github.faults.add(fault);
        const pull = await world.divisionPull({ repository: `octo/${name.replaceAll(/\W+/g, '-')}` });
        const result = await resultOf(world, pull, (wanted) => booksOf(running, wanted));
        assert.deepEqual(result, promised, name);
        assert.equal(world.github.faults.struck.get(fault), 1, name);
        mend();
      }
    });
  }

  for (const [answer, act] of Object.entries(silences)) {
    test(`when a comment and a reaction are ${answer}`, async (t) => {
      const world = await World.open(t);
      world.model.always('review', divisionAnswer);
      const pull = await world.divisionPull();
      await world.quiet();
      const faults = [comments, reactions].map((template) => ({
        match: { method: 'POST', template, nth: 1 },
        act,
      }));
      for (const fault of faults) world.github.faults.add(fault);
      const asked = world.github.as('ada').comment(pull, '/help');
      await world.quiet();
      assert.deepEqual(
        world.comments(pull).map(({ author }) => author),
        ['ada', `${world.github.app.slug}[bot]`],
      );
      assert.equal(reactionsOn(world, asked), 1);
      assert.deepEqual(
        faults.map((fault) => world.github.faults.struck.get(fault)),
        [1, 1],
      );
    });
  }

  test('although GitHub shows it only after a while', async (t) => {
    const world = await World.still(t, { timing: { doubtMs: 8_000 } });
    const running = await world.start();
    world.model.always('review', divisionAnswer);
    for (const template of [review, checksOfHead]) {
      world.github.faults.add({
        match: { method: 'GET', template },
        act: { kind: 'stale', milliseconds: 7_000 },
      });
    }
    for (const template of [review, checks]) {
      const match = { method: 'POST', template, nth: 1 };
      world.github.faults.add({ match, act: { kind: 'commit-then', status: 502 } });
    }
    const pull = await world.divisionPull();
    assert.deepEqual(await resultOf(world, pull, (wanted) => booksOf(running, wanted)), promised);
  });
});

function reactionsOn(world: World, comment: { readonly id: number }): number {
  return world.github.state.reactions({ kind: 'issue-comment', id: comment.id }).length;
}
