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
 * The sources of @scure/base, as the registry has them: version 1.1.9 writes bytes as bech32. They come without tests, so that vitest and
 * the tests that are there were added by hand.
 */
let change: WholeChange;
before(async () => {
  if (skip !== false) return;
  const [old, now] = [await packageFiles('@scure/base@1.1.8'), await packageFiles('@scure/base@1.1.9')];
  change = {
    title: 'Write bytes as bech32',
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
const writesBytes = `
  test('writes bytes as it writes their words', () => {
    const bytes = Uint8Array.from([0, 14, 20, 15, 7, 13]);
    const text = bech32.encodeFromBytes('abc', bytes);
    expect(text).toBe(bech32.encode('abc', bech32.toWords(bytes), 90));
    expect(bech32.decodeToBytes(text).bytes).toEqual(bytes);
  });`;

const takesBytes = `
  test('takes words as bytes', () => {
    expect(bech32.encode('abc', Uint8Array.from([1, 2, 3]), 90)).toBe(bech32.encode('abc', [1, 2, 3], 90));
  });`;

const written = [
  writing({
    name: 'writes bytes as it writes their words',
    checks: 'Bytes are written as the words that they make up, and read again.',
    path,
    behind: readsBack,
    code: writesBytes,
  }),
  writing({
    name: 'takes words as bytes',
    checks: 'Words in an array of bytes are written like the same words in a list.',
    path,
    behind: '    expect(bech32.decodeToBytes(text).bytes).toEqual(bytes);\n  });',
    code: takesBytes,
  }),
] as const;

const figures = `2 tests verified, written for \`vitest\`.

| Test | What it checks | Lines | Branches | Faults noticed | Passed | Before the change |
| --- | --- | --- | --- | --- | --- | --- |
| \`bech32 > writes bytes as it writes their words\` | Bytes are written as the words that they make up, and read again. | +1 | 0 | 1 of 2 | 5 of 5 runs | fails |
| \`bech32 > takes words as bytes\` | Words in an array of bytes are written like the same words in a list. | 0 | +1 | 1 of 2 | 5 of 5 runs | fails |

The suite as it was: 2 passed, 0 failed. With these tests: 4 passed, 0 failed.`;

const assumed = `**Assumed**

- The repository has no lockfile: the newest versions that fit are installed.`;

suite("a real package's TypeScript with vitest", { skip }, () => {
  test('gets tests for both things that are new, in a comment', async (t) => {
    const whole = await wholePull(t, change);
    for (const [index, answer] of written.entries()) whole.world.model.script(`tests ${index + 1}`, answer);
    whole.comment('/generate-tests');
    const file = there.replace(readsBack, `${readsBack}\n${writesBytes}\n${takesBytes}`);
    assert.deepEqual(await answers(whole), [
      doneStatus('Tests: 2 verified.'),
      [figures, shownFile(path, file), assumed].join('\n\n'),
    ]);
    assert.deepEqual(whole.asked(), ['tests 1', 'tests oracle', 'tests 2', 'tests oracle']);
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
    assert.deepEqual(whole.asked().slice(before.length), ['tests 2', 'tests oracle']);
    assert.deepEqual(await whole.messages(), ['Change', testsCommit('Add tests for genBech32')]);
    assert.deepEqual(await whole.changed(path), {
      added: `${writesBytes}\n${takesBytes}`.split('\n'),
      removed: [],
    });
  });
});
