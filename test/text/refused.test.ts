import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { refusedSentence } from '../../src/text/refused.ts';

suite('what GitHub refuses', () => {
  for (const [detail, sentence] of [
    [
      'Repository was archived so is read-only.',
      /^The repository is archived, .* Unarchive it, then ask again\.$/,
    ],
    [
      'Repository rule violations found\n\nCommits must have verified signatures.\n\n',
      /^The branch's rules demand signed commits, and GitHub did not sign this one\. Let .*, then ask again\.$/,
    ],
    [
      'Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n',
      /^The repository's rules do not let this app make branches of that name\./,
    ],
    ['Reference update failed', /^The repository's rules do not let this app make branches of that name\./],
    [
      'Repository rule violations found\n\nChanges must be made through a pull request.\n\n',
      /^The branch is protected, and its rules refuse a push by this app\. Let .*, then ask again\.$/,
    ],
    ['Protected branch update failed for refs/heads/main.', /^The branch is protected,/],
    ['Validation Failed; No commits between main and topic', /^There is nothing to merge: /],
    [
      'Validation Failed; Draft pull requests are not supported in this repository.',
      /^GitHub has no drafts in this repository: /,
    ],
    ['Resource not accessible by integration', /^This app lacks a permission for it\./],
  ] as const) {
    test(`is told with what can be done about it: ${detail.split('\n').at(-3) ?? detail}`, () => {
      assert.match(refusedSentence({ status: 422, detail }), sentence);
    });
  }

  test("is told in GitHub's own words where nobody knows better", () => {
    assert.equal(
      refusedSentence({ status: 422, detail: 'Body is too long' }),
      'GitHub refused it (422): Body is too long',
    );
  });
});
