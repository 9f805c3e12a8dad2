import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type ClaimFacts, falseClaims } from '../../src/checks/change-claims.ts';
import { changesOf } from './change-world.ts';

const facts: ClaimFacts = {
  changes: changesOf({
    'src/cart.js': ['export function total() {}\n', 'export function total() {\n  return roundUp(1);\n}\n'],
    'test/cart.test.js': ['', "test('adds up');\n"],
  }),
  files: ['src/cart.js', 'src/tax.js', 'README.md', 'test/cart.test.js'],
  commands: [
    { command: 'npx eslint src', isPassed: true },
    { command: 'npm test', isPassed: false },
    { command: 'npm test', isPassed: true },
    { command: 'tsc --noEmit', isPassed: false },
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
