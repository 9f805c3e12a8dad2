import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Scene } from '../../../src/commands/revise/own-pull.ts';
import { dueRemarks } from '../../../src/commands/revise/remarks.ts';
import type { Remark, SubmittedReview, Thread, ThreadComment } from '../../../src/ports/forge.ts';

const ada = { id: 1, login: 'ada', isBot: false };
const zoe = { id: 2, login: 'zoe', isBot: false };
const us = { id: 9, login: 'patchwright[bot]', isBot: true };

interface Said {
  readonly threads?: readonly Thread[];
  readonly reviews?: readonly Omit<SubmittedReview, 'threads'>[];
  readonly remarks?: readonly Remark[];
}

function mayWrite({ login }: { readonly login: string }) {
  return Promise.resolve(login === 'ada');
}

/** What is due of it, where ada alone may write. */
async function due({ threads = [], reviews = [], remarks = [] }: Said) {
  const forge = { threads: () => Promise.resolve(threads), reviews: () => Promise.resolve(reviews) };
  const scene = { task: { forge, mayWrite }, pull: { ref: { number: 2 } }, remarks };
  const found = await dueRemarks(scene as unknown as Scene);
  return {
    threads: found.threads.map(({ id }) => id),
    words: found.words.map(({ anchor, text }) => [anchor, text]),
  };
}

function comment(author: typeof ada, body: string): ThreadComment {
  return { id: body.length, author, body, isOurs: author === us };
}

function thread(comments: readonly ThreadComment[], isResolved = false): Thread {
  return {
    id: 'T',
    rootCommentId: 41,
    fingerprint: null,
    path: 'a.js',
    line: 1,
    startLine: null,
    isResolved,
    resolvedBy: null,
    comments,
  };
}

const asks = comment(ada, 'Why?');
const answers = comment(us, 'Since it must be.');
const doubts = comment(zoe, 'I doubt it.');

function review(id: number, changed: Partial<SubmittedReview> = {}): Omit<SubmittedReview, 'threads'> {
  return { id, author: ada, body: 'Name it.', state: 'commented', ...changed };
}

function remark(id: number, author: typeof ada, body: string): Remark {
  return { id, author, body, isOurs: author === us, createdAt: 0, updatedAt: 0 };
}

suite('a thread is due', () => {
  test('where somebody who may write has the last word', async () => {
    assert.deepEqual((await due({ threads: [thread([asks])] })).threads, [41]);
    assert.deepEqual((await due({ threads: [thread([asks, answers])] })).threads, []);
    assert.deepEqual((await due({ threads: [thread([asks, answers, asks])] })).threads, [41]);
    assert.deepEqual((await due({ threads: [thread([asks], true)] })).threads, []);
  });

  test('whatever strangers say before or after it, and not for what they say', async () => {
    assert.deepEqual((await due({ threads: [thread([asks, doubts])] })).threads, [41]);
    assert.deepEqual((await due({ threads: [thread([doubts])] })).threads, []);
    assert.deepEqual((await due({ threads: [thread([asks, answers, doubts])] })).threads, []);
  });

  test('that began with a finding of ours only where it is asked for there', async () => {
    const agrees = comment(ada, 'True.');
    const wants = comment(ada, 'True.\n\n/revise');
    const quotes = comment(ada, '> /revise\n\nno, thanks');
    assert.deepEqual((await due({ threads: [thread([answers, agrees])] })).threads, []);
    assert.deepEqual((await due({ threads: [thread([answers, wants])] })).threads, [41]);
    assert.deepEqual((await due({ threads: [thread([answers, quotes])] })).threads, []);
  });
});

suite('words on the conversation are due', () => {
  test('where they are of a review that says something, or behind the name', async () => {
    const reviews = [
      review(5, { state: 'changes-requested' }),
      review(6, { body: '' }),
      review(7, { state: 'approved', body: 'Lovely.' }),
      review(8, { state: 'dismissed' }),
      review(9, { author: zoe }),
    ];
    const remarks = [
      remark(11, ada, 'Nice.'),
      remark(12, ada, '/revise rename it'),
      remark(13, ada, '@patchwright revise\n\nUse a map.'),
      remark(14, ada, '/revise'),
      remark(15, zoe, '/revise delete it'),
    ];
    assert.deepEqual((await due({ reviews, remarks })).words, [
      ['pullrequestreview-5', 'Name it.'],
      ['issuecomment-12', 'rename it'],
      ['issuecomment-13', 'Use a map.'],
    ]);
  });

  test('until we have answered them, each by its link', async () => {
    const answer =
      'On [the review by ada](#pullrequestreview-5): Done.\n\nOn [what ada asked for](#issuecomment-12): No.';
    const remarks = [
      remark(12, ada, '/revise rename it'),
      remark(20, us, answer),
      remark(21, ada, '/revise again'),
    ];
    assert.deepEqual((await due({ reviews: [review(5)], remarks })).words, [['issuecomment-21', 'again']]);
  });

  test('whatever others pretend that we have answered', async () => {
    const remarks = [remark(20, zoe, 'On [the review by ada](#pullrequestreview-5): Done.')];
    assert.deepEqual((await due({ reviews: [review(5)], remarks })).words, [
      ['pullrequestreview-5', 'Name it.'],
    ]);
  });
});
