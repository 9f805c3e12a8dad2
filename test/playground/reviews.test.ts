import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lines, openTwoHunks, refusedWith, startHub } from './start-hub.ts';

const noHunk = "Pull request review thread diff hunk can't be blank";
const offTheDiff = `Pull request review thread line must be part of the diff and ${noHunk}`;
const otherHunk = 'Pull request review thread start line must be part of the same hunk as the line.';

suite('a review', () => {
  test('is posted with its comments and shown in the diff', async (t) => {
    const hub = await startHub(t);
    const { at, api, pull } = await openTwoHunks(hub);
    const { data: review } = await api.pulls.createReview({
      ...at,
      event: 'COMMENT',
      body: 'Two things.',
      comments: [
        { path: 'count.txt', line: 5, side: 'RIGHT', body: 'Why so loud?' },
        {
          path: 'count.txt',
          line: 18,
          side: 'LEFT',
          start_line: 16,
          start_side: 'LEFT',
          body: 'This was better.',
        },
      ],
    });
    assert.deepEqual(
      [review.state, review.body, review.user?.login],
      ['COMMENTED', 'Two things.', 'patchwright[bot]'],
    );
    const [shown] = hub.github.state.reviews(pull);
    assert.deepEqual(
      shown?.comments.map(({ body, thread }) => [body, thread.current]),
      [
        ['Why so loud?', { side: 'RIGHT', line: 5, startSide: null, startLine: null, position: 5 }],
        ['This was better.', { side: 'LEFT', line: 18, startSide: 'LEFT', startLine: 16, position: 13 }],
      ],
    );
    const { data: comments } = await api.pulls.listReviewComments(at);
    assert.equal(comments[0]?.diff_hunk, '@@ -2,7 +2,7 @@ line 1\n line 2\n line 3\n line 4\n-line 5\n+FIVE');
  });

  const refused = [
    {
      what: 'a start after the end on the other side',
      comment: { line: 5, side: 'LEFT', start_line: 5, start_side: 'RIGHT' },
      errors: ['Pull request review thread start line must precede the end line.'],
    },
    { what: 'a line between the hunks', comment: { line: 11 }, errors: [offTheDiff] },
    { what: 'a line past the end', comment: { line: 99 }, errors: [offTheDiff] },
    { what: 'a start in another hunk', comment: { line: 18, start_line: 5 }, errors: [otherHunk] },
    { what: 'a start between the hunks', comment: { line: 18, start_line: 11 }, errors: [otherHunk] },
    {
      what: 'a start that is not before the end',
      comment: { line: 5, start_line: 5 },
      errors: ['Pull request review thread start line must precede the end line.'],
    },
    {
      what: 'a file outside of the diff',
      comment: { path: 'README.md', line: 1 },
      errors: [`Pull request review thread path is invalid and ${noHunk}`],
    },
    {
      what: 'an empty comment',
      comment: { line: 5, body: ' ' },
      errors: ["Pull request review thread body can't be blank"],
    },
    {
      what: 'a comment over 65,536 characters',
      comment: { line: 5, body: 'x'.repeat(65_537) },
      errors: ['Body is too long (maximum is 65536 characters)'],
    },
  ];
  for (const { what, comment, errors } of refused) {
    test(`with ${what} is refused as a whole`, async (t) => {
      const hub = await startHub(t);
      const { at, api, pull } = await openTwoHunks(hub);
      const good = { path: 'count.txt', line: 5, side: 'RIGHT', body: 'Fine' };
      const bad = { path: 'count.txt', side: 'RIGHT', body: 'Not fine', ...comment };
      const posting = api.pulls.createReview({
        ...at,
        event: 'COMMENT',
        body: 'Both',
        comments: [good, bad],
      });
      await assert.rejects(posting, refusedWith(422, 'Unprocessable Entity', errors));
      assert.deepEqual(hub.github.state.reviews(pull), []);
    });
  }

  test('takes a comment of 65,536 characters', async (t) => {
    const hub = await startHub(t);
    const { at, api } = await openTwoHunks(hub);
    const comments = [{ path: 'count.txt', line: 5, side: 'RIGHT', body: '😀'.repeat(65_536) }];
    assert.equal((await api.pulls.createReview({ ...at, event: 'COMMENT', comments })).status, 200);
  });

  test('takes the older count of lines below the first hunk header', async (t) => {
    const hub = await startHub(t);
    const { at, api } = await openTwoHunks(hub);
    const comments = [{ path: 'count.txt', position: 4, body: 'Gone' }];
    await api.pulls.createReview({ ...at, event: 'COMMENT', comments });
    const { data } = await api.pulls.listReviewComments(at);
    assert.deepEqual([data[0]?.side, data[0]?.line, data[0]?.position], ['LEFT', 5, 4]);
  });

  test('that says nothing is none', async (t) => {
    const hub = await startHub(t);
    const { at, api } = await openTwoHunks(hub);
    const silent = [
      { review: { event: 'COMMENT' }, error: 'Review must have a body or comments' },
      {
        review: { event: 'REQUEST_CHANGES' },
        error: 'You need to leave a comment indicating the requested changes.',
      },
      {
        review: { event: 'COMMENT', body: 'x'.repeat(65_537) },
        error: 'Body is too long (maximum is 65536 characters)',
      },
    ] as const;
    for (const { review, error } of silent) {
      const posting = api.pulls.createReview({ ...at, ...review });
      await assert.rejects(posting, refusedWith(422, 'Unprocessable Entity', [error]));
    }
  });

  test('of an earlier commit is outdated where the head has changed since', async (t) => {
    const hub = await startHub(t);
    const { at, api, alice, pull } = await openTwoHunks(hub);
    const earlier = hub.github.state.pull(pull).head.sha;
    await alice.push('alice/app', 'feature', {
      files: { 'count.txt': lines({ 5: 'five', 18: 'EIGHTEEN' }) },
    });
    await api.pulls.createReview({
      ...at,
      commit_id: earlier,
      event: 'COMMENT',
      comments: [
        { path: 'count.txt', line: 5, side: 'RIGHT', body: 'Why so loud?' },
        { path: 'count.txt', line: 18, side: 'RIGHT', body: 'And this?' },
      ],
    });
    const { data } = await api.pulls.listReviewComments(at);
    assert.deepEqual(
      data.map((one) => [one.line, one.original_line, one.original_commit_id]),
      [
        [null, 5, earlier],
        [18, 18, earlier],
      ],
    );
  });

  test('on a commit of another branch is refused', async (t) => {
    const hub = await startHub(t);
    const { at, api, alice } = await openTwoHunks(hub);
    const other = await alice.push('alice/app', 'other', { files: { x: 'x' } });
    await assert.rejects(
      api.pulls.createReview({ ...at, event: 'COMMENT', body: 'Hm', commit_id: other }),
      refusedWith(422, 'Unprocessable Entity', ['commit_id is not part of the pull request']),
    );
  });

  test('is not one of the author about their own work', async (t) => {
    const hub = await startHub(t);
    const { at, alice } = await openTwoHunks(hub);
    const api = hub.api(alice.token());
    await assert.rejects(
      api.pulls.createReview({ ...at, event: 'APPROVE' }),
      refusedWith(422, 'Unprocessable Entity', ['Review Can not approve your own pull request']),
    );
    assert.equal((await api.pulls.createReview({ ...at, event: 'COMMENT', body: 'A note' })).status, 200);
  });

  test('without an event is pending: alone of its kind, unseen by others, until it is submitted', async (t) => {
    const hub = await startHub(t);
    const { at, api, alice } = await openTwoHunks(hub);
    const comments = [{ path: 'count.txt', line: 5, side: 'RIGHT', body: 'Why so loud?' }];
    const { data: review } = await api.pulls.createReview({ ...at, comments });
    assert.equal(review.state, 'PENDING');
    const second = 'User can only have one pending review per pull request';
    await assert.rejects(
      api.pulls.createReview({ ...at, comments }),
      refusedWith(422, 'Unprocessable Entity', [second]),
    );
    assert.deepEqual((await hub.api(alice.token()).pulls.listReviews(at)).data, []);
    assert.deepEqual((await api.pulls.listReviewComments(at)).data, []);
    await api.pulls.submitReview({ ...at, review_id: review.id, event: 'REQUEST_CHANGES', body: 'Please' });
    assert.deepEqual(
      (await hub.api(alice.token()).pulls.listReviews(at)).data.map((one) => [one.state, one.body]),
      [['CHANGES_REQUESTED', 'Please']],
    );
  });

  test('does not get in the way of another one posted at the same time', async (t) => {
    const hub = await startHub(t);
    const { at, api, pull } = await openTwoHunks(hub);
    const comments = [5, 18].map((line) => ({
      path: 'count.txt',
      line,
      side: 'RIGHT',
      body: `Line ${line}`,
    }));
    const commits = [undefined, hub.github.state.pull(pull).head.sha, pull.headSha];
    const posted = await Promise.all(
      commits.map((commit_id) =>
        api.pulls.createReview({
          ...at,
          event: 'COMMENT',
          body: 'Mine',
          comments: commit_id === pull.headSha ? comments.slice(0, 1) : comments,
          ...(commit_id === undefined ? {} : { commit_id }),
        }),
      ),
    );
    assert.deepEqual(
      posted.map(({ status, data }) => [status, data.state]),
      posted.map(() => [200, 'COMMENTED']),
    );
    assert.equal((await api.pulls.listReviewComments(at)).data.length, 5);
  });

  test('that is pending can be dropped with its comments', async (t) => {
    const hub = await startHub(t);
    const { at, api, pull } = await openTwoHunks(hub);
    const comments = [{ path: 'count.txt', line: 5, side: 'RIGHT', body: 'Why so loud?' }];
    const { data: review } = await api.pulls.createReview({ ...at, comments });
    await api.pulls.deletePendingReview({ ...at, review_id: review.id });
    assert.deepEqual([hub.github.state.reviews(pull), hub.github.state.threads(pull)], [[], []]);
  });

  test('that asks for changes can be edited and dismissed, one that comments cannot be dismissed', async (t) => {
    const hub = await startHub(t);
    const { at, api } = await openTwoHunks(hub);
    const { data: review } = await api.pulls.createReview({ ...at, event: 'REQUEST_CHANGES', body: 'No' });
    await api.pulls.updateReview({ ...at, review_id: review.id, body: 'No, please' });
    const { data } = await api.pulls.dismissReview({ ...at, review_id: review.id, message: 'Settled' });
    assert.deepEqual([data.state, data.body], ['DISMISSED', 'No, please']);
    const { data: comment } = await api.pulls.createReview({ ...at, event: 'COMMENT', body: 'Hm' });
    await assert.rejects(
      api.pulls.dismissReview({ ...at, review_id: comment.id, message: 'Settled' }),
      refusedWith(422, 'Unprocessable Entity', ['Can not dismiss a commented pull request review']),
    );
  });
});
