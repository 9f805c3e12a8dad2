import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import type { Fault, FaultAct } from '../../playground/github/server/faults.ts';
import { World } from '../world.ts';
import { implementing, onPage } from './implementing.ts';
import { heeded, revising } from './revising.ts';
import { silence, silences, timingFor } from './silences.ts';
import { booksOf, type Wanted } from './victim.ts';

const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const comment = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
const reviewers = '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
const replies = '/repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies';

const commit = { method: 'POST', template: '/graphql', says: 'createCommitOnBranch' };

/** All that is written of an issue: the status comment, the branch, its commit, the draft, who is to look at it, and how it ended. */
const ofIssue: readonly Fault['match'][] = [
  { method: 'POST', template: comments },
  { method: 'POST', template: '/repos/{owner}/{repo}/git/refs' },
  commit,
  { method: 'POST', template: '/repos/{owner}/{repo}/pulls' },
  { method: 'POST', template: reviewers },
  { method: 'PATCH', template: comment },
];

/** All that is written of a review of it: the status comment, the commit, the description, both answers, and how it ended. */
const ofReview: readonly Fault['match'][] = [
  { method: 'POST', template: comments, nth: 1 },
  commit,
  { method: 'PATCH', template: '/repos/{owner}/{repo}/pulls/{pull_number}' },
  { method: 'POST', template: replies },
  { method: 'POST', template: comments, nth: 2 },
  { method: 'PATCH', template: comment },
];

suite('what GitHub does for an issue without saying so is not done again', () => {
  for (const [answer, act] of silences()) {
    test(`when each write is ${answer}`, async (t) => {
      const { world, books } = await opened(t, act);
      const play = implementing(onPage);
      play.cast(world, () => false);
      const assertStruck = silence(world, ofIssue, act);
      const issue = await play.begin(world, await play.prepare(world, 1, books));
      assert.deepEqual(await play.result(world, issue, books), onPage.promised);
      assertStruck();
    });

    test(`when each write about a review of its draft is ${answer}`, async (t) => {
      const { world, books } = await opened(t, act);
      revising.cast(world, () => false);
      const pull = await revising.prepare(world, 1, books);
      const assertStruck = silence(world, ofReview, act);
      await revising.begin(world, pull);
      assert.deepEqual(await revising.result(world, pull, books), heeded);
      assertStruck();
    });
  }
});

async function opened(t: TestContext, act: FaultAct) {
  const world = await World.still(t, { timing: timingFor(act) });
  const running = await world.start();
  return { world, books: (wanted: Wanted) => booksOf(running, wanted) };
}
