import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { demandsSignOff, type SignOffSigns } from '../../src/core/sign-off.ts';

const none: SignOffSigns = { isChecked: false, guides: [], commits: [] };

suite('a repository demands that commits are signed off', () => {
  const asking = [
    'All commits must carry a `Signed-off-by:` line.',
    'Please sign your work with `git commit -s`.',
    'Use `git commit --signoff -m "..."` so that the check passes.',
    'We follow the DCO. Commits that are not signed off cannot be merged.',
    'Changes without a Signed-off-by line will not be taken.',
    'You need to sign off your commits.',
  ];
  for (const guide of asking)
    test(`where its guide says: ${guide}`, () => {
      assert.equal(demandsSignOff({ ...none, guides: ['# Hello\n', `# Contributing\n\n${guide}\n`] }), true);
    });

  test('where it has settings of a check for it', () => {
    assert.equal(demandsSignOff({ ...none, isChecked: true }), true);
  });

  test('where most of its newest commits are, with merges and those of bots left out', () => {
    const commits = [true, null, null, null, null, null, true, false, true, true];
    assert.equal(demandsSignOff({ ...none, commits }), true);
  });
});

suite('a repository does not demand it', () => {
  const silent = [
    'Fork the repository, and open a pull request.',
    'A `Signed-off-by` line is not required.',
    'You do not need to sign off your commits.',
    'Run `git commit -m "message"`, then push.',
    'The release is signed off by a maintainer.',
  ];
  for (const guide of silent)
    test(`where its guide says: ${guide}`, () => {
      assert.equal(demandsSignOff({ ...none, guides: [guide] }), false);
    });

  test('where only some of its newest commits are, or there are too few to tell', () => {
    const [half, few] = [
      [true, true, true, false, false, false],
      [true, true, true, true, null],
    ];
    assert.equal(demandsSignOff({ ...none, commits: half }), false);
    assert.equal(demandsSignOff({ ...none, commits: few }), false);
  });

  test('where it was the custom long ago', () => {
    const now = Array.from({ length: 40 }, () => false);
    const then = Array.from({ length: 60 }, () => true);
    assert.equal(demandsSignOff({ ...none, commits: [...now, ...then] }), false);
  });
});
