import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Fault } from '../../playground/github/server/faults.ts';
import { divisionAnswer, World } from '../world.ts';
import { patient } from './patience.ts';
import { promised, resultOf } from './result.ts';
import { silences, timingFor } from './silences.ts';
import { booksOf } from './victim.ts';

const review = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const checks = '/repos/{owner}/{repo}/check-runs';
const check = '/repos/{owner}/{repo}/check-runs/{check_run_id}';
const checksOfHead = '/repos/{owner}/{repo}/commits/{ref}/check-runs';
const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
const reactions = '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions';
const replies = '/repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies';
const reactionsInThread = '/repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions';

const writes: Readonly<Record<string, Fault['match']>> = {
  'the review': { method: 'POST', template: review },
  'the new check': { method: 'POST', template: checks },
  "the check's first change": { method: 'PATCH', template: check, nth: 1 },
  "the check's last change": { method: 'PATCH', template: check, nth: 2 },
};

suite('what GitHub does without saying so is not done again', { concurrency: 4 }, () => {
  for (const [answer, act] of silences()) {
    test(`when each write of a review is ${answer}`, async (t) => {
      const world = await World.still(t, { timing: timingFor(act) });
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

  for (const [answer, act] of silences()) {
    test(`when a comment, a reply in a thread and the reactions are ${answer}`, async (t) => {
      const world = await World.open(t, { timing: timingFor(act) });
      world.model.always('review', divisionAnswer);
      const pull = await world.divisionPull();
      await world.quiet();
      const faults = [comments, replies, reactions, reactionsInThread].map((template) => ({
        match: { method: 'POST', template, nth: 1 },
        act,
      }));
      for (const fault of faults) world.github.faults.add(fault);
      const [ada, eve] = [world.github.as('ada'), world.github.as('eve')];
      const root = await ada.reviewComment(pull, { path: 'math.js', line: 4, body: 'Hm.' });
      const asked = ada.comment(pull, '/help');
      await world.quiet();
      const askedInThread = ada.reply(root.id, '/help');
      eve.reply(root.id, '/review');
      await world.quiet();
      const bot = `${world.github.app.slug}[bot]`;
      assert.deepEqual(
        world.comments(pull).map(({ author }) => author),
        ['ada', bot, bot],
      );
      assert.deepEqual(repliesTo(world, root.id), ['ada', 'eve', bot]);
      assert.equal(reactionsOn(world, 'issue-comment', asked), 1);
      assert.equal(reactionsOn(world, 'review-comment', askedInThread), 1);
      assert.deepEqual(
        faults.map((fault) => world.github.faults.struck.get(fault)),
        [1, 1, 1, 1],
      );
    });
  }

  test('although GitHub shows it only after a while', async (t) => {
    const world = await World.still(t, { timing: { ...patient, doubtMs: 8_000 } });
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

function repliesTo({ github }: World, rootId: number): readonly string[] {
  const all = [...github.state.data.reviewComments.values()];
  return all.filter(({ inReplyTo }) => inReplyTo === rootId).map(({ author }) => author.login);
}

type Commented = 'issue-comment' | 'review-comment';

function reactionsOn({ github }: World, kind: Commented, { id }: { readonly id: number }): number {
  return github.state.reactions({ kind, id }).length;
}
