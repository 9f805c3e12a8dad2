import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { changeDiff, diffText } from '../../src/core/change-diff.ts';
import type { Change } from '../../src/core/change.ts';
import { diffBetween } from '../engines/review/unit-world.ts';

type Files = Readonly<Record<string, string>>;

const long = Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join('');

const cases: Readonly<Record<string, readonly [before: Files, after: Files]>> = {
  'a line that became another': [{ a: long }, { a: long.replace('line 9\n', 'line nine\n') }],
  'places far apart, and close together': [
    { a: long },
    { a: long.replace('line 2\n', '').replace('line 8\n', 'x\ny\n').replace('line 25\n', 'z\n') },
  ],
  'lines at the beginning and at the end': [{ a: long }, { a: `new\n${long}more\n` }],
  'a new file, and one that is gone': [
    { a: 'one\n', b: 'two\n' },
    { b: 'two\n', c: 'three\nfour\n' },
  ],
  'ends without a line break': [
    { a: 'one\ntwo', b: 'one\n' },
    { a: 'one\ntwo\n', b: 'one' },
  ],
};

function changesOf([before, after]: readonly [Files, Files]): readonly Change[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return paths
    .map((path) => ({
      path,
      before: before[path] ?? null,
      after: after[path] ?? null,
      mode: 'plain' as const,
    }))
    .filter((change) => change.before !== change.after);
}

suite('the diff of changes is the one that git tells:', () => {
  for (const [name, files] of Object.entries(cases))
    test(name, () => {
      const told = diffBetween(...files).map((file) => ({
        ...file,
        content:
          file.content.kind === 'text'
            ? { ...file.content, hunks: file.content.hunks.map((hunk) => ({ ...hunk, section: '' })) }
            : file.content,
      }));
      assert.deepEqual(changeDiff(changesOf(files)), told);
    });
});

test('readers see each file with its hunks', () => {
  const change = { path: 'a.js', before: 'one\ntwo\n', after: 'one\n2\n', mode: 'plain' } as const;
  const added = { path: 'b.js', before: null, after: 'b\n', mode: 'plain' } as const;
  assert.equal(
    diffText(changeDiff([added, change])),
    ['--- a.js', '@@ -1,2 +1,2 @@', ' one', '-two', '+2', '--- b.js (added)', '@@ -0,0 +1,1 @@', '+b'].join(
      '\n',
    ),
  );
});
