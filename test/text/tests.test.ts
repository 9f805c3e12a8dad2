import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Generated, JudgedTest } from '../../src/core/generated-tests.ts';
import { testsBody } from '../../src/text/tests.ts';

type Done = Extract<Generated, { is: 'generated' }>;

function done(more: Partial<Done>): Done {
  return {
    is: 'generated',
    tests: [],
    changes: [],
    runner: 'vitest',
    unverified: null,
    before: null,
    after: null,
    assumed: [],
    notDone: [],
    dropped: [],
    ended: null,
    ...more,
  };
}

function judged(verdict: JudgedTest['verdict']): JudgedTest {
  return {
    name: 'the price > is lower',
    path: 'src/shop.test.ts',
    code: "it('is lower', () => {});",
    checks: 'Members | pay less.',
    target: { path: 'src/shop.ts', symbol: 'price' },
    verdict,
  };
}

const figures = {
  runs: 5,
  lines: [3, 4],
  branches: 1,
  isMeasured: true,
  mutants: { seeded: 4, killed: 3 },
  onBase: 'not run',
} as const;

suite('what came of a request for tests', () => {
  test('is a table of those that are verified, with the suite, the files and all that was left', () => {
    const body = testsBody(
      done({
        tests: [judged({ is: 'verified', figures })],
        changes: [{ path: 'src/shop.test.ts', before: null, after: 'text\n', mode: 'plain' }],
        before: { command: 'vitest run', passed: 7, failed: ['is red'], because: null },
        after: { command: 'vitest run', passed: 8, failed: ['is red'], because: null },
        assumed: ['The newest versions.'],
        notDone: ['Another project.'],
        dropped: [
          { because: 'asserts nothing', count: 2 },
          { because: 'did not run', count: 1 },
        ],
      }),
    );
    assert.equal(
      body,
      `1 test verified, written for \`vitest\`.

| Test | What it checks | Lines | Branches | Faults noticed | Passed | Before the change |
| --- | --- | --- | --- | --- | --- | --- |
| \`the price > is lower\` | Members \\| pay less. | +2 | +1 | 3 of 4 | 5 of 5 runs | not run |

The suite as it was: 7 passed, 1 failed. With these tests: 8 passed, 1 failed.

Failing already, and not because of these tests:

- \`is red\`

<details><summary>src/shop.test.ts, a new file</summary>

\`\`\`ts
text
\`\`\`

</details>

3 more tests were written and dropped: 2 asserts nothing; 1 did not run.

**Assumed**

- The newest versions.

**Not done**

- Another project.`,
    );
  });

  test('shows of a long file what is added to it, as git takes it', () => {
    const before = Array.from({ length: 900 }, (_, index) => `// line ${index + 1}\n`).join('');
    const after = before.replace('// line 500\n', "// line 500\nit('is lower', () => {});\n");
    const change = { path: 'src/shop.test.ts', before, after, mode: 'plain' } as const;
    assert.match(
      testsBody(done({ changes: [change] })),
      /summary>src\/shop\.test\.ts, as a patch for git apply<\/summary>\n\n```diff\n--- a\/src\/shop\.test\.ts\n\+\+\+ b\/src\/shop\.test\.ts\n@@ -498,6 \+498,7 @@\n( \/\/ line \d+\n){3}\+it\('is lower', \(\) => \{\}\);\n( \/\/ line \d+\n){3}```\n\n<\/details>/,
    );
  });

  test('shows what a test caught with the test and how it fails', () => {
    const finding = {
      path: 'src/shop.ts',
      anchor: { path: 'src/shop.ts', side: 'new', start: 3, end: 3 },
      quote: 'x',
      severity: 'high',
      category: 'bug',
      confidence: 0.9,
      title: 'Members pay more',
      body: 'They pay 110.',
      suggestion: null,
      evidence: null,
    } as const;
    const caught = {
      is: 'catches',
      finding,
      command: 'vitest run src/shop.test.ts',
      message: 'expected 110 to be 90',
      onBase: 'fails',
      stated: 'members pay ten per cent less',
    } as const;
    assert.equal(
      testsBody(done({ tests: [judged(caught)] })),
      `1 test that catches a defect, written for \`vitest\`.

**High, bug:** Members pay more (line 3)

They pay 110.

Members | pay less. What it expects is said in words: \`members pay ten per cent less\` It fails on the code from before the change, too.

\`\`\`ts
it('is lower', () => {});
\`\`\`

\`vitest run src/shop.test.ts\` ends with:

\`\`\`text
expected 110 to be 90
\`\`\``,
    );
  });

  test('says first why nothing was verified, and shows the tests all the same', () => {
    const body = testsBody(
      done({
        tests: [judged({ is: 'unverified', because: 'It has not been run.' })],
        unverified: 'Nothing was run: this machine has no python3.',
      }),
    );
    assert.equal(
      body,
      `**Not verified.** Nothing was run: this machine has no python3.

1 test not verified, written for \`vitest\`.

Not verified: \`the price > is lower\`, for \`src/shop.test.ts\`. Members | pay less. It has not been run.

\`\`\`ts
it('is lower', () => {});
\`\`\``,
    );
  });

  test('names what is there where something else was asked for', () => {
    assert.equal(
      testsBody({ is: 'unknown-target', unknown: ['prize'], there: ['src/shop.ts: price'] }),
      'The change has no `prize` that could be tested. Name a path or one of these:\n\n- `src/shop.ts: price`',
    );
    assert.equal(
      testsBody({ is: 'unknown-framework', name: 'mango', known: ['jest', 'pytest'] }),
      'There is no test runner `mango` that is known here. Those that are: `jest`, `pytest`.',
    );
  });
});
