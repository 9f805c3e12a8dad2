import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Skip, skipSentence } from '../../src/text/skip.ts';

const sentences: readonly (readonly [Skip, string])[] = [
  [
    { is: 'draft' },
    'Drafts are not reviewed by themselves. Mark the pull request as ready for review, comment `/review`, or set `review.drafts` to true in `.github/patchwright.yml`.',
  ],
  [
    { is: 'bot' },
    'Pull requests by bots are not reviewed by themselves. Comment `/review`, or set `review.bots` to true in `.github/patchwright.yml`.',
  ],
  [
    { is: 'description' },
    'The description of the pull request says `patchwright: ignore`. Take that out before the next push, or comment `/review`.',
  ],
  [
    { is: 'event', key: 'open' },
    'Pull requests are not reviewed when they are opened. Comment `/review`, or set `review.on.open` to true in `.github/patchwright.yml`.',
  ],
  [
    { is: 'event', key: 'push' },
    'Pull requests are not reviewed again after a push. Comment `/review`, or set `review.on.push` to true in `.github/patchwright.yml`.',
  ],
  [
    { is: 'event', key: 'ready' },
    'Drafts are not reviewed when they are marked as ready. Comment `/review`, or set `review.on.ready` to true in `.github/patchwright.yml`.',
  ],
  [
    { is: 'author', login: 'renovate[bot]' },
    '`review.skip.authors` of `.github/patchwright.yml` names `renovate[bot]`, whose pull requests are not reviewed by themselves. Comment `/review` for a review.',
  ],
  [
    { is: 'label', label: 'wip' },
    '`review.skip.labels` of `.github/patchwright.yml` names `wip`, which this pull request has. Take the label off, or comment `/review`.',
  ],
  [
    { is: 'no-label', label: 'review me' },
    '`.github/patchwright.yml` has only pull requests with the label `review me` reviewed by themselves. Add the label, or comment `/review`.',
  ],
  [
    { is: 'title', words: 'WIP' },
    '`review.skip.titles` of `.github/patchwright.yml` names `WIP`, which stands in the title. Change the title before the next push, or comment `/review`.',
  ],
  [
    { is: 'branch', branch: 'release/1.0' },
    '`review.skip.branches` of `.github/patchwright.yml` names `release/1.0`, which this pull request is for. Comment `/review` for a review.',
  ],
];

suite('a check says why there is no review, and how to get one', () => {
  for (const [skip, sentence] of sentences) {
    test(Object.values(skip).join(' '), () => {
      assert.equal(skipSentence(skip), sentence);
    });
  }
});
