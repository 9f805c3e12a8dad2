import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Declined, Draft, Unfinished } from '../../src/core/implemented.ts';
import {
  commitBody,
  declinedText,
  draftBody,
  questionText,
  spentLine,
  unfinishedText,
} from '../../src/text/implement.ts';

const spent = { steps: 12, tokensIn: 40_000, tokensCached: 0, tokensOut: 2_000, usd: null, ms: 185_000 };

const draft: Draft = {
  is: 'draft',
  changes: [],
  title: 'Take ten per cent off for members',
  summary: 'Members pay less.',
  verification: {
    notRun: null,
    reproduction: {
      of: 'bug',
      tests: [{ path: 'test/shop.test.js', name: 'members pay less' }],
      command: 'node --test test/shop.test.js',
      before: '100 !== 90',
      because: 'A member pays 100.',
      after: 'passed',
    },
    noReproduction: null,
    earlier: [],
    suites: [
      {
        before: { command: 'node --test', passed: 3, failed: ['tax'], because: null },
        after: { command: 'node --test', passed: 4, failed: ['tax'], because: null },
        broken: [],
      },
    ],
    checks: [
      { task: 'types', command: 'tsc', before: 0, after: 0, fresh: [], because: null },
      {
        task: 'lint',
        command: 'npm run lint',
        before: null,
        after: null,
        fresh: [],
        because: 'It printed nothing.',
      },
    ],
    faults: [],
  },
  refused: [],
  notDone: [],
  lookAt: ['Whether prices are rounded elsewhere.'],
  split: null,
  incomplete: null,
  plan: [{ text: 'Test', verify: 'It fails' }],
  planDone: 1,
  tail: [],
  spent,
};

test('a draft tells what and why, how it was verified, and where to look', () => {
  assert.equal(
    draftBody(draft, 7),
    `Members pay less.

Fixes #7

### How it was verified

- Shown by \`members pay less\` in \`test/shop.test.js\`, run with \`node --test test/shop.test.js\`. A member pays 100. With the change it passes. Without the change:

  \`\`\`text
  100 !== 90
  \`\`\`
- All tests, \`node --test\`: before, 3 passed and 1 failed; with the change 4 passed and 1 failed. Failing already before: \`tax\`.
- \`tsc\`: nothing new (before 0, now 0).
- \`npm run lint\` came to no result. It printed nothing.

### What to look at

- Whether prices are rounded elsewhere.`,
  );
});

test('a draft that was revised goes on telling what showed it, and tells each round', () => {
  const { reproduction, ...verification } = draft.verification;
  assert.ok(reproduction);
  const told = { ...verification, reproduction: null, noReproduction: 'It is a word.', checks: [] };
  const revised = { ...draft, verification: { ...told, earlier: [reproduction] }, lookAt: ['Rounding.'] };
  const rounds = ['Heed the remarks of bob: Name the share.', "Merge branch 'main' into fix."];
  assert.equal(
    draftBody(revised, null, 'the pull request', {
      rounds,
      open: ['The page is not done.', 'Rounding.'],
      opened: null,
    }),
    `Members pay less.

### How it was verified

- Shown by \`members pay less\` in \`test/shop.test.js\`, run with \`node --test test/shop.test.js\`. A member pays 100. With the change it passes. Without the change, when it was written:

  \`\`\`text
  100 !== 90
  \`\`\`
- All tests, \`node --test\`: before the last round, 3 passed and 1 failed; after it 4 passed and 1 failed. Failing already before: \`tax\`.

### What was done since it was opened

- Heed the remarks of bob: Name the share.
- Merge branch 'main' into fix.

### What to look at

- Rounding.

### What earlier rounds left open or to look at

- The page is not done.`,
  );
});

test('a draft that is not whole says so first, with all that is wrong, open or taken out', () => {
  const { reproduction: _, ...verification } = draft.verification;
  const broken: Draft = {
    ...draft,
    verification: {
      ...verification,
      reproduction: null,
      noReproduction: 'It is about a document.',
      suites: [
        {
          before: { command: 'node --test', passed: 3, failed: [], because: null },
          after: { command: 'node --test', passed: 2, failed: ['tax'], because: null },
          broken: [{ path: 'test/tax.test.js', name: 'tax' }],
        },
      ],
      checks: [{ task: 'types', command: 'tsc', before: 0, after: 1, fresh: ['a.ts:1: no'], because: null }],
      faults: ['The test `tax` passed before and fails now.'],
    },
    refused: ['What was changed in `a.yml` was taken out again.'],
    notDone: ['The page.'],
    lookAt: [],
    split: 'The page, and the rest.',
    incomplete: { is: 'limit', which: 'time', most: 3_600_000 },
    plan: [
      { text: 'Test', verify: 'It fails' },
      { text: 'Mend', verify: 'It passes' },
    ],
  };
  assert.equal(
    draftBody(broken, null, 'the pull request'),
    `**This draft is incomplete.** The work reached its limit of 60 minutes. Comment \`/revise\` and what is left to do.

Members pay less.

### How it was verified

- No test shows it: It is about a document.
- All tests, \`node --test\`: before, 3 passed and 0 failed; with the change 2 passed and 1 failed. These passed before and do not now: \`tax\`.
- \`tsc\` says what it did not say before: \`a.ts:1: no\`.

### What is wrong with it still

- The test \`tax\` passed before and fails now.

### Not done

- The page.
- Planned, and not marked as done: Mend

### What was refused

- What was changed in \`a.yml\` was taken out again.

### How it could be split

The page, and the rest.`,
  );
  assert.match(commitBody(broken), /^Members pay less\.\n\nThis is incomplete\. The work reached/);
  assert.equal(commitBody(draft), 'Members pay less.');
});

suite('what is said', () => {
  test('of a question tells how to answer it', () => {
    assert.equal(
      questionText({ question: 'Of what? ', because: 'price() knows no tax.' }),
      'Of what?\n\nprice() knows no tax.\n\nAnswer in a comment here, and the work goes on.',
    );
  });

  test('of an issue that is declined tells what can be done', () => {
    const said: readonly (readonly [Declined, RegExp])[] = [
      [{ is: 'no-instruction' }, /Describe it in the issue, then ask again\.$/],
      [{ is: 'unrelated-things', things: ['One', 'Two'] }, /\n\n- One\n- Two\n\nOpen an issue for each/],
      [{ is: 'too-large', parts: ['One', 'Two'] }, /\n\n- One\n- Two\n\nOpen an issue for the one/],
      [{ is: 'asks-for-secrets', what: 'It wants the key.' }, /does not do\. It wants the key\.$/],
      [{ is: 'changes-own-limits', what: '' }, /for people to change, by hand\.$/],
      [{ is: 'already-done', where: 'See price().' }, /See price\(\)\. If it does not for you/],
      [{ is: 'not-possible', why: 'It is elsewhere.' }, /would do this\. It is elsewhere\.$/],
    ];
    for (const [because, expected] of said) assert.match(declinedText(because), expected);
  });

  test('of work that ended early tells why', () => {
    const said: readonly (readonly [Unfinished, RegExp])[] = [
      [{ is: 'limit', which: 'steps', most: 250 }, /limit of 250 steps/],
      [{ is: 'limit', which: 'tokens', most: 6_000_000 }, /limit of 6,000,000 tokens/],
      [
        { is: 'budget', reason: { is: 'too-large', what: 'a prompt', limit: '10' } },
        /is more than one request may take/,
      ],
      [{ is: 'stuck' }, /went in circles and was stopped\. Say in a comment what/],
      [{ is: 'cancelled', by: { is: 'person', login: 'ada' } }, /^Stopped by ada/],
      [{ is: 'model', reason: { is: 'no-model' } }, /^No model is set up/],
      [{ is: 'not-mended' }, /was not mended/],
    ];
    for (const [ended, expected] of said) assert.match(unfinishedText(ended), expected);
    const steps = { is: 'limit', which: 'steps', most: 250 } as const;
    assert.deepEqual(
      [unfinishedText(steps), unfinishedText(steps, null)],
      [
        'The work reached its limit of 250 steps. Comment `/continue` on the issue to go on.',
        'The work reached its limit of 250 steps.',
      ],
    );
  });

  test('of what it took has steps, tokens and minutes', () => {
    assert.equal(spentLine(spent), '12 steps, 42,000 tokens, 3 minutes.');
    assert.equal(spentLine({ ...spent, steps: 1, ms: 1 }), '1 step, 42,000 tokens, 1 minute.');
  });
});
