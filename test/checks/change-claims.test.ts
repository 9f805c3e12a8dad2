import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type ClaimFacts, falseClaims } from '../../src/checks/change-claims.ts';
import { countsPrinted } from '../../src/checks/claim-figures.ts';
import { changesOf } from './change-world.ts';

const facts: ClaimFacts = {
  changes: changesOf({
    'src/cart.js': ['export function total() {}\n', 'export function total() {\n  return roundUp(1);\n}\n'],
    'test/cart.test.js': ['', "test('adds up');\n"],
  }),
  files: ['src/cart.js', 'src/tax.js', 'README.md', 'test/cart.test.js'],
  commands: [
    { command: 'npx eslint src', isPassed: true, tests: null },
    { command: 'npm test', isPassed: false, tests: null },
    { command: 'npm test', isPassed: true, tests: null },
    { command: 'tsc --noEmit', isPassed: false, tests: null },
  ],
  suite: { failed: [], isComplete: true },
};

function told(text: string, more: Partial<ClaimFacts> = {}): readonly string[] {
  return falseClaims(text, { ...facts, ...more }).map(({ is, what }) => `${is} ${what}`.trim());
}

suite('a claim does not hold', () => {
  for (const [text, expected] of Object.entries({
    'Updated `src/tax.js` to round.': 'path-unchanged src/tax.js',
    'I added src/rates/table.js for the rates.': 'path-absent src/rates/table.js',
    '- Fixed `README.md`': 'path-unchanged README.md',
    'Added `roundDown()`, which cuts.': 'symbol-unchanged roundDown',
    'I ran `npm run e2e` and it passed.': 'command-not-run npm run e2e',
    'Verified with `tsc --noEmit`: passes.': 'command-failed tsc --noEmit',
  }))
    test(`where it says: ${text}`, () => assert.deepEqual(told(text), [expected]));

  test('where tests are said to pass that were not all run, or do not', () => {
    const text = 'All tests pass.';
    assert.deepEqual(told(text, { suite: null }), ['tests-not-run']);
    assert.deepEqual(told(text, { suite: { failed: [], isComplete: false } }), ['tests-not-run']);
    assert.deepEqual(told(text, { suite: { failed: ['adds up'], isComplete: true } }), [
      'tests-failed adds up',
    ]);
  });

  test('where it tells figures of tests that no run came to', () => {
    const tests = { passed: 118, failed: 2 };
    const commands = [{ command: 'npm test', isPassed: false, tests }];
    for (const [text, wrong] of Object.entries({
      'The 120 existing tests pass.': '120 existing tests pass',
      'Ran `npm test`: 1,180 passed, 2 failed.': '1,180 passed',
      'It ends with 118 passing and 3 failing.': '3 failing',
    }))
      assert.deepEqual(told(text, { commands }), [`figure-not-seen ${wrong}`], text);
    for (const text of [
      'Ran `npm test`: 118 tests passed, 2 failed.',
      'Before the change, 117 passed.',
      'The 3 new tests pass.',
      'Passing 3 arguments fails in 2.5 versions.',
    ])
      assert.deepEqual(told(text, { commands }), [], text);
    const unknown = [{ command: 'npm test', isPassed: true, tests: null }];
    assert.deepEqual(told('Ran `npm test`: 12 passed.', { commands: unknown }), []);
  });

  test('where a test is said to be added and none is', () => {
    const changes = changesOf({ 'src/cart.js': ['a', 'b'] });
    assert.deepEqual(told('Added a regression test for it.', { changes }), ['no-test-added']);
  });
});

suite('nothing is said against', () => {
  for (const text of [
    'Fixed `total()` in `src/cart.js`, which `src/tax.js` uses.',
    'Added a regression test to `test/cart.test.js`.',
    '`src/tax.js` was not changed.',
    '`src/tax.js` should be updated as well.',
    'I ran `npm test`, and it passes.',
    'I ran `eslint src`: clean.',
    'All 12 tests pass.',
    'Run `npm run e2e` to try it.',
    'Works with Node.js and/or Deno.',
    'The rest of the tests could not be run.',
    'Before the change, 3 tests failed.',
    'Changed how `roundUp` rounds.',
    '```\nAdded `roundDown()`\n```',
    '',
  ])
    test(JSON.stringify(text), () => assert.deepEqual(told(text), []));
});

test('whatever is said, each claim quotes it', () => {
  const part = fc.constantFrom(
    'Updated `src/tax.js`. ',
    'All tests pass.',
    '\n- Added `roundDown()`.',
    '\n\n',
    'I ran `npm run e2e`. ',
    'It rounds up! ',
    '`',
    '```\n',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const { sentence } of falseClaims(text, { ...facts, suite: null }))
        assert.ok(text.includes(sentence));
    }),
  );
});

suite('what a runner printed is counted', () => {
  for (const [text, counts] of Object.entries({
    '  12 passing (1s)\n  2 failing\n': { passed: 12, failed: 2 },
    'Tests:       1 failed, 11 passed, 12 total': { passed: 11, failed: 1 },
    'ℹ tests 4\nℹ pass 3\nℹ fail 1\n': { passed: 3, failed: 1 },
    '# pass 7\n# fail 0\n': { passed: 7, failed: 0 },
    '# { total: 9, pass: 8, fail: 1 }': { passed: 8, failed: 1 },
    '===== 3 passed in 0.1s =====': { passed: 3, failed: 0 },
  }))
    test(JSON.stringify(text), () => assert.deepEqual(countsPrinted(text), counts));

  test('and of anything else nothing is', () => assert.equal(countsPrinted('All 3 files pass.'), null));
});
