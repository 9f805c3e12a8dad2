import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { type Files, writing } from '../engines/tests/tests-world.ts';
import { lacking } from '../services/lacking.ts';
import {
  answers,
  doneStatus,
  killedAt,
  packageFiles,
  shownFile,
  testsCommit,
  type WholeChange,
  wholePull,
} from './whole-world.ts';

const skip = lacking('bubblewrap');

/**
 * The sources of @scure/base, as the registry has them: version 1.1.6 refuses bech32 without a prefix, and names a text with a wrong checksum
 * as it was given. They come without tests, so that vitest and the tests that are there were added by hand.
 */
let change: WholeChange;
before(async () => {
  if (skip !== false) return;
  const [old, now] = [await packageFiles('@scure/base@1.1.5'), await packageFiles('@scure/base@1.1.6')];
  change = {
    title: 'Refuse empty prefixes, and name texts as they were given',
    before: { ...sourcesOf(old), [path]: there },
    after: sourcesOf(now),
  };
});

function sourcesOf({ 'index.ts': source = '', 'README.md': readme = '', ...files }: Files): Files {
  const { version } = JSON.parse(files['package.json'] ?? '');
  const manifest = {
    name: '@scure/base',
    version,
    type: 'module',
    scripts: { test: 'vitest run' },
    devDependencies: { vitest: '5.1.1', '@vitest/coverage-v8': '5.1.1' },
  };
  return {
    'index.ts': source,
    'README.md': readme,
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
  };
}

const path = 'test/bech32.test.ts';

const readsBack = `  test('reads what it wrote', () => {
    const text = bech32.encode('abc', [1, 2, 3], 90);
    expect(bech32.decode(text)).toEqual({ prefix: 'abc', words: [1, 2, 3] });
  });`;

const there = `import { describe, expect, test } from 'vitest';
import { bech32 } from '../index.ts';

describe('bech32', () => {
  test('writes words behind a prefix, with a checksum', () => {
    expect(bech32.encode('abc', [1, 2, 3], 90)).toMatch(/^abc1pzr.{6}$/);
  });

${readsBack}
});
`;

/** Written by hand, for that version, like the next one. */
const noPrefix = `
  test('refuses to write without a prefix', () => {
    expect(() => bech32.encode('', [1, 2, 3], 90)).toThrow(TypeError);
  });`;

const asGiven = `
  test('names a text with a wrong checksum as it was given', () => {
    expect(() => bech32.decode('ABC1PZRQQQQQQ')).toThrow('Invalid checksum in ABC1PZRQQQQQQ');
  });`;

const written = [
  writing({
    name: 'refuses to write without a prefix',
    checks: 'An empty prefix is refused with a TypeError.',
    path,
    behind: readsBack,
    code: noPrefix,
  }),
  writing({
    name: 'names a text with a wrong checksum as it was given',
    checks: 'A wrong checksum is told with the text in the letters in which it was given.',
    path,
    behind: readsBack,
    code: asGiven,
  }),
] as const;

const figures = `2 tests verified, written for \`vitest\`.

| Test | What it checks | Lines | Branches | Faults noticed | Passed | Before the change |
| --- | --- | --- | --- | --- | --- | --- |
| \`bech32 > refuses to write without a prefix\` | An empty prefix is refused with a TypeError. | 0 | +1 | 2 of 8 | 5 of 5 runs | fails |
| \`bech32 > names a text with a wrong checksum as it was given\` | A wrong checksum is told with the text in the letters in which it was given. | 0 | +1 | 3 of 8 | 5 of 5 runs | fails |

The suite as it was: 2 passed, 0 failed. With these tests: 4 passed, 0 failed.`;

const assumed = `**Assumed**

- The repository has no lockfile: the newest versions that fit are installed.`;

suite("a real package's TypeScript with vitest", { skip }, () => {
  test('gets tests for both things that changed, in a comment', async (t) => {
    const whole = await wholePull(t, change);
    for (const [index, answer] of written.entries()) whole.world.model.script(`tests ${index + 1}`, answer);
    whole.comment('/generate-tests');
    const file = there.replace(readsBack, `${readsBack}\n${asGiven}\n${noPrefix}`);
    assert.deepEqual(await answers(whole), [
      doneStatus('Tests: 2 verified.'),
      [figures, shownFile(path, file), assumed].join('\n\n'),
    ]);
    assert.deepEqual(whole.asked(), ['tests 1', 'tests oracle', 'tests 2', 'tests oracle', 'tests 3']);
    assert.deepEqual(await whole.messages(), ['Change']);
  });

  test('gets them in a commit, once, though the app is killed between the two', async (t) => {
    const whole = await wholePull(t, change, 'apart');
    whole.world.model.script('tests 1', written[0]);
    whole.world.model.script('tests 2', { is: 'hang', after: '' }, written[1]);
    whole.comment('/generate-tests --commit');
    const before = await killedAt('tests 2', whole);
    assert.deepEqual(await answers(whole), [
      doneStatus('Tests: 2 verified.'),
      ['The verified tests are in a new commit on `change`.', figures, assumed].join('\n\n'),
    ]);
    assert.deepEqual(whole.asked().slice(before.length), ['tests 2', 'tests oracle', 'tests 3']);
    assert.deepEqual(await whole.messages(), ['Change', testsCommit('Add tests for genBech32')]);
    assert.deepEqual(await whole.changed(path), {
      added: `${asGiven}\n${noPrefix}`.split('\n'),
      removed: [],
    });
  });
});
