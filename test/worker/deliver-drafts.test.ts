import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Effect } from '../../src/core/effect.ts';
import { marker } from '../../src/core/marker.ts';
import { deliverWorlds, type DeliverWorld, doubtMs, type Performed, secret } from './deliver-world.ts';

const open = deliverWorlds();

type Draft = Extract<Effect, { kind: 'draft-pull' }>;

const pulls = '/repos/{owner}/{repo}/pulls';
const pull = '/repos/{owner}/{repo}/pulls/{pull_number}';
const reviewers = '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
const doubt = 'transient: delivery-in-doubt';

suite('a draft', () => {
  test('is opened once, with our mark, and asks for reviews', async () => {
    await using at = await opened();
    at.world.github.as('ada').setPermission('ada/lib', 'bob', 'write');
    const first = await at.perform(draft(at, { reviewers: ['bob', 'ada'] }));
    const second = await first.again();

    const [made, ...others] = drafts(at);
    assert.deepEqual(others, []);
    assert.deepEqual([first.outcome, second.outcome], [{ is: 'done', id: made?.number }, first.outcome]);
    assert.deepEqual(
      {
        title: made?.title,
        body: made?.body,
        draft: made?.draft,
        ends: [made?.head.ref, made?.base.ref],
        reviewers: made?.requestedReviewers.map(({ login }) => login),
      },
      {
        title: 'Count to two',
        body: `Fixes #7.\n\n${marker(first.key, 'marks')}`,
        draft: true,
        ends: ['ours', 'main'],
        reviewers: ['bob', 'ada'],
      },
    );
  });

  test('is opened although GitHub does not take a reviewer, and asks the others', async () => {
    await using at = await opened();
    const { outcome } = await at.perform(draft(at, { reviewers: ['stranger', 'ada'] }));

    const [made] = drafts(at);
    assert.deepEqual(outcome, { is: 'done', id: made?.number });
    assert.deepEqual(
      made?.requestedReviewers.map(({ login }) => login),
      ['ada'],
    );
  });

  for (const [request, match] of [
    ['the draft', { template: pulls, method: 'POST', nth: 1 }],
    ['the request for a review', { template: reviewers, method: 'POST', nth: 1 }],
  ] as const) {
    test(`is not opened again where GitHub did it without saying so: ${request}`, async () => {
      await using at = await opened();
      at.world.github.faults.add({ match, act: { kind: 'commit-then', status: 502 } });
      const first = await at.perform(draft(at, { reviewers: ['ada'] }));
      const second = await first.again();

      const [made, ...others] = drafts(at);
      assert.deepEqual(others, []);
      assert.deepEqual([first.outcome, second.outcome], [doubt, { is: 'done', id: made?.number }]);
      assert.deepEqual(
        made?.requestedReviewers.map(({ login }) => login),
        ['ada'],
      );
    });

    test(`is opened once GitHub is well again: ${request}`, async () => {
      await using at = await opened();
      const mend = at.world.github.faults.add({ match, act: { kind: 'html' } });
      const first = await at.perform(draft(at, { reviewers: ['ada'] }));
      mend();
      at.world.clock.move(doubtMs);
      const second = await first.again();

      const [made, ...others] = drafts(at);
      assert.deepEqual(others, []);
      assert.deepEqual([first.outcome, second.outcome], [doubt, { is: 'done', id: made?.number }]);
      assert.deepEqual(
        made?.requestedReviewers.map(({ login }) => login),
        ['ada'],
      );
    });
  }

  test('is not opened beside another one from the branch', async () => {
    await using at = await opened();
    const theirs = await at.world.github.as('ada').openPull('ada/lib', { head: 'ours' });
    const { outcome } = await at.perform(draft(at));

    assert.equal(
      reasonOf(outcome),
      `Pull request #${theirs.number} from the branch \`ours\` is open already. Close it, or go on there.`,
    );
    assert.equal(drafts(at).length, 1);
  });

  test('does not count where somebody has copied its mark', async () => {
    await using at = await opened();
    const first = await at.perform(draft(at, { base: 'nowhere' }));
    const ada = at.world.github.as('ada');
    await ada.openPull('ada/lib', { head: 'ours', body: marker(first.key, 'marks') });
    const second = await at.perform(draft(at));

    assert.match(reasonOf(first.outcome), /The commits are on the branch `ours`\.$/);
    assert.match(reasonOf(second.outcome), /is open already/);
  });

  test('is dropped where the branch is gone, or has nothing of its own', async () => {
    await using at = await opened();
    const ada = at.world.github.as('ada');
    const [main] = (await at.forge.branch('main')) ?? [];
    await ada.push('ada/lib', 'empty', { sha: main?.sha ?? '' });
    await ada.deleteBranch('ada/lib', 'ours');
    const gone = await at.perform(draft(at));
    const empty = await at.perform(draft(at, { branch: 'empty' }));

    assert.deepEqual(gone.outcome, { is: 'dropped', because: 'stale', reason: 'the branch is gone' });
    assert.match(reasonOf(empty.outcome), /^There is nothing to merge: the branch has no commits/);
  });

  test('says nothing that notifies, closes what it may not, or tells a secret', async () => {
    await using at = await opened();
    await at.perform(draft(at, { title: `Fixes #9 for @bob`, body: 'Fixes #7, closes #9. Thanks @bob!' }));
    await at.world.github.as('ada').push('ada/lib', 'other', { files: { 'b.txt': 'b\n' } });
    await at.perform(draft(at, { branch: 'other', title: `The key is ${secret}`, body: secret }));

    const [harmless, withheld] = drafts(at);
    assert.equal(harmless?.title, 'Fixes # 9 for @ bob');
    assert.match(harmless?.body ?? '', /^Fixes #7, closes `#9`\. Thanks `@bob`!/);
    assert.equal(withheld?.title, 'Proposed change');
    assert.doesNotMatch(withheld?.body ?? '', /whsec/);
  });
});

suite('the description of a pull request', () => {
  test('is written anew and keeps the mark that it is found again by', async () => {
    await using at = await opened();
    const first = await at.perform(draft(at));
    const described = await at.perform(await description(at));

    const [made] = drafts(at);
    assert.ok(typeof described.outcome !== 'string' && described.outcome.is === 'done');
    assert.deepEqual(
      [made?.title, made?.body],
      ['Count to three', `Closes #7, as asked.\n\n${marker(first.key, 'marks')}`],
    );
  });

  test('is simply written again where GitHub left it open', async () => {
    await using at = await opened();
    await at.perform(draft(at));
    const match = { template: pull, method: 'PATCH', nth: 1 };
    at.world.github.faults.add({ match, act: { kind: 'commit-then', status: 502 } });
    const first = await at.perform(await description(at));
    const second = await first.again();

    assert.equal(first.outcome, doubt);
    assert.ok(typeof second.outcome !== 'string' && second.outcome.is === 'done');
  });

  test('of somebody else is theirs, whatever mark it holds', async () => {
    await using at = await opened();
    const body = marker('r1.1.0', 'marks');
    await at.world.github.as('ada').openPull('ada/lib', { head: 'ours', body });
    const { outcome } = await at.perform(await description(at));

    assert.match(reasonOf(outcome), /was not opened by this app, so its description stays as it is\.$/);
    assert.equal(drafts(at)[0]?.body, body);
  });

  test('is left where the pull request has been closed', async () => {
    await using at = await opened();
    await at.perform(draft(at));
    const effect = await description(at);
    await at.world.github.as('ada').close({ repository: 'ada/lib', number: effect.pull.number });
    const { outcome } = await at.perform(effect);

    assert.deepEqual(outcome, { is: 'dropped', because: 'stale', reason: 'the pull request is closed' });
  });
});

/** With a branch `ours` that has a commit of its own. */
async function opened(): Promise<DeliverWorld> {
  const at = await open();
  await at.world.github.as('ada').push('ada/lib', 'ours', { files: { 'a.txt': '1\n2\n' } });
  return at;
}

function draft(at: DeliverWorld, more: Partial<Draft> = {}): Draft {
  const words = { title: 'Count to two', body: 'Fixes #7.' };
  const { id, owner, repo } = at.ref;
  const repository = { id, owner, repo };
  const ends = { branch: 'ours', base: 'main' };
  return { kind: 'draft-pull', repository, ...ends, ...words, closes: [7], reviewers: [], ...more };
}

/** Of the pull request from `ours`. */
async function description(at: DeliverWorld): Promise<Extract<Effect, { kind: 'describe' }>> {
  const [mention] = await at.forge.pullsFrom('ours');
  assert.ok(mention);
  const words = { title: 'Count to three', body: 'Closes #7, as asked.' };
  return { kind: 'describe', pull: mention.ref, ...words, closes: [7] };
}

/** The pull requests from other branches than `topic`, oldest first. */
function drafts(at: DeliverWorld) {
  return at.world.github.state.pulls('ada/lib').filter(({ head }) => head.ref !== 'topic');
}

function reasonOf(outcome: Performed['outcome']): string {
  assert.ok(typeof outcome !== 'string' && outcome.is === 'dropped' && outcome.because === 'refused');
  return outcome.reason;
}
