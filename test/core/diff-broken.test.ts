import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { hunksOf, parseDiff } from '../../src/core/diff.ts';
import type { Diff } from '../../src/core/diff.ts';
import { anyDiff, written } from './diff-writer.ts';

/** Why a diff is not read; undefined where it is. */
function refusal(text: string): string | undefined {
  try {
    parseDiff(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

suite('a broken diff', () => {
  const title = 'diff --git a/src/a.ts b/src/a.ts';
  const header = `${title}\nindex 1111111..2222222 100644\n--- a/src/a.ts\n+++ b/src/a.ts\n`;

  test('is refused with its line and file', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['hello\n', 'line 1: "hello" is neither a hunk nor "diff --git a/PATH b/PATH"'],
      [`${header}@@ -1 +1 @@\n-a\n+b`, 'line 7: the last line is cut off'],
      [
        `${header}@@ -1,2 +1,2 @@\n-a\n+b\n`,
        'line 5: this hunk of src/a.ts says 2 old and 2 new lines, but line 8 is not one of them',
      ],
      [
        `${header}@@ -1 +1,2 @@\n-a\n+b\n c\n`,
        'line 5: this hunk of src/a.ts says 1 old and 2 new lines, but line 8 is not one of them',
      ],
      [
        `${header}@@ -1,2 +1,2 @@\n-a\nb\n`,
        'line 5: this hunk of src/a.ts says 2 old and 2 new lines, but line 7 is not one of them',
      ],
      [`${header}@@ -1 +1 @@\n-a\n+b\n+c\n`, 'line 8: "+c" is neither a hunk nor "diff --git a/PATH b/PATH"'],
      [`${header}@@ -x +1 @@\n`, 'line 5: "@@ -x +1 @@" is no hunk header, in src/a.ts'],
      [
        `${header}@@ -5 +5 @@\n-a\n+b\n@@ -5 +6 @@\n-a\n+b\n`,
        'line 8: this hunk of src/a.ts begins before the end of the last one',
      ],
      [header, 'line 1: the hunks of src/a.ts are missing'],
      [`${title}\n`, 'line 1: the hunks of src/a.ts are missing'],
      [`${title}\n--- a/src/a.ts\n`, 'line 1: the hunks of src/a.ts are missing'],
      [
        `${title}\nnew file mode 100644\nindex 0000000..1111111\n`,
        'line 1: the hunks of src/a.ts are missing',
      ],
      [
        `${title}\nold mode 100644\n`,
        'line 1: "old mode" and "new mode" belong together, in "a/src/a.ts b/src/a.ts"',
      ],
      [
        'diff --git a/x b/y\nrename from x\n',
        'line 1: "rename from" and "rename to" belong together, in "a/x b/y"',
      ],
      [
        'diff --git src/a.ts src/a.ts\n',
        'line 1: the names are not "a/PATH b/PATH" (set diff.noprefix and diff.mnemonicPrefix to false), in "src/a.ts src/a.ts"',
      ],
      [
        `${title}\r\n`,
        'line 1: the names are not "a/PATH b/PATH" (set diff.noprefix and diff.mnemonicPrefix to false), in "a/src/a.ts b/src/a.ts\\r"',
      ],
      [`${title}\nnew file mode 100644\n`, 'line 1: the hunks of src/a.ts are missing'],
      ['diff --git "a/\\q" "b/\\q"\n', 'line 1: git has no escape \\q, in "\\"a/\\\\q\\" \\"b/\\\\q\\""'],
      ['diff --git "a/x "b/x\n', 'line 1: the quoted path "a/x does not end, in "\\"a/x \\"b/x"'],
      [`${title}\nSubmodule x 1..2:\n`, 'line 2: "Submodule x 1..2:" is nothing that git says about a file'],
      [
        `${title}\n${'x'.repeat(100)}\n`,
        `line 2: "${'x'.repeat(60)}…" is nothing that git says about a file`,
      ],
      [
        'diff --cc src/a.ts\n',
        'line 1: it compares a merge with all its parents; compare it with one of them',
      ],
    ];
    for (const [text, fault] of cases) assert.equal(refusal(text), `The diff is broken at ${fault}.`);
  });

  test('is refused wherever it is cut, unless the cut leaves whole hunks of whole files', () => {
    fc.assert(
      fc.property(anyDiff, (diff) => {
        const rows = written(diff).split('\n');
        const read = rows
          .map((_, index) =>
            rows
              .slice(0, index)
              .map((row) => `${row}\n`)
              .join(''),
          )
          .filter((part) => refusal(part) === undefined);
        assert.deepEqual(read, wholePrefixes(diff));
      }),
    );
  });

  test('is refused when a line of a hunk is missing', () => {
    fc.assert(
      fc.property(
        anyDiff.filter((diff) => diff.length > 0),
        fc.nat(),
        (diff, seed) => {
          const rows = written(diff).split('\n').slice(0, -1);
          const isLine = linesOfHunks(diff, rows);
          const at = isLine[seed % isLine.length] ?? 0;
          assert.match(
            refusal(`${rows.toSpliced(at, 1).join('\n')}\n`) ?? 'read',
            /^The diff is broken at line/,
          );
        },
      ),
    );
  });
});

/** Every text that begins the diff and ends with a hunk, and the empty one. */
function wholePrefixes(diff: Diff): string[] {
  const ends = diff.flatMap((file, index) => hunksOf(file).map((_, last) => ({ file, index, last })));
  const cut = ends.map(({ file, index, last }) => {
    const hunks = hunksOf(file).slice(0, last + 1);
    return written(diff.slice(0, index).concat({ ...file, content: { kind: 'text', hunks } }));
  });
  return ['', ...cut];
}

/** The indexes of all rows that are lines of a hunk, not a header. */
function linesOfHunks(diff: Diff, rows: readonly string[]): number[] {
  const found: number[] = [];
  let at = 0;
  for (const file of diff) {
    while (!rows[at]?.startsWith('@@')) at += 1;
    for (const hunk of hunksOf(file)) {
      for (const [index] of hunk.lines.entries()) found.push(at + 1 + index);
      at += 1 + hunk.lines.length;
    }
  }
  return found;
}
