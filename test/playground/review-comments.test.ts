import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lines, openTwoHunks, refusedWith, startHub } from './start-hub.ts';

suite('a review comment', () => {
  test('by itself is wrapped into a review of its own', async (t) => {
    const hub = await startHub(t);
    const { at, api, pull } = await openTwoHunks(hub);
    const head = hub.github.state.pull(pull).head.sha;
    await api.pulls.createReviewComment({ ...at, commit_id: head, path: 'count.txt', line: 5, body: 'Loud' });
    assert.deepEqual(
      hub.github.state.reviews(pull).map(({ state, comments }) => [state, comments.map(({ body }) => body)]),
      [['COMMENTED', ['Loud']]],
    );
  });

  test('off the diff is refused with the name of the field', async (t) => {
    const hub = await startHub(t);
    const { at, api, pull } = await openTwoHunks(hub);
    const head = hub.github.state.pull(pull).head.sha;
    await assert.rejects(
      api.pulls.createReviewComment({ ...at, commit_id: head, path: 'count.txt', line: 11, body: 'Hm' }),
      refusedWith(422, 'Validation Failed', [
        {
          resource: 'PullRequestReviewComment',
          code: 'custom',
          field: 'pull_request_review_thread.line',
          message: 'pull_request_review_thread.line must be part of the diff',
        },
      ]),
    );
  });

  test('is answered in its thread, whatever comment of the thread is answered', async (t) => {
    const hub = await startHub(t);
    const { at, api, alice, pull } = await openTwoHunks(hub);
    const root = await alice.reviewComment(pull, { path: 'count.txt', line: 5, body: 'Loud' });
    const { data: first } = await api.pulls.createReplyForReviewComment({
      ...at,
      comment_id: root.id,
      body: 'Yes',
    });
    const { data: second } = await api.pulls.createReplyForReviewComment({
      ...at,
      comment_id: first.id,
      body: 'Very',
    });
    assert.deepEqual([first.in_reply_to_id, second.in_reply_to_id], [root.id, root.id]);
    assert.deepEqual(
      hub.github.state.threads(pull).map(({ comments }) => comments.map(({ body }) => body)),
      [['Loud', 'Yes', 'Very']],
    );
  });

  test('can be edited and deleted', async (t) => {
    const hub = await startHub(t);
    const { api, alice, pull, at } = await openTwoHunks(hub);
    const { id } = await alice.reviewComment(pull, { path: 'count.txt', line: 5, body: 'Loud' });
    const named = { owner: 'alice', repo: 'app', comment_id: id };
    assert.equal((await api.pulls.updateReviewComment({ ...named, body: 'Quiet' })).data.body, 'Quiet');
    await api.pulls.deleteReviewComment(named);
    assert.deepEqual((await api.pulls.listReviewComments(at)).data, []);
  });

  test('moves with its line when lines are added above it', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, at, api } = await openTwoHunks(hub);
    await alice.reviewComment(pull, { path: 'count.txt', line: 18, body: 'Loud' });
    const grown = `zero\n${lines({ 5: 'FIVE', 18: 'EIGHTEEN' })}`;
    const head = await alice.push('alice/app', 'feature', { files: { 'count.txt': grown } });
    const { data } = await api.pulls.listReviewComments(at);
    assert.deepEqual(
      data.map((one) => [one.line, one.original_line, one.commit_id]),
      [[19, 18, head]],
    );
  });

  test('is outdated once its line has changed, and stays on its commit', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, at, api } = await openTwoHunks(hub);
    const before = hub.github.state.pull(pull).head.sha;
    await alice.reviewComment(pull, { path: 'count.txt', line: 5, body: 'Loud' });
    await alice.push('alice/app', 'feature', {
      files: { 'count.txt': lines({ 5: 'five', 18: 'EIGHTEEN' }) },
    });
    const { data } = await api.pulls.listReviewComments(at);
    assert.deepEqual(
      data.map((one) => [one.line, one.position, one.original_line, one.commit_id]),
      [[null, null, 5, before]],
    );
  });
});
