import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { hunksOf, linesOn, parseDiff } from '../../src/core/diff.ts';
import type { Diff, Hunk } from '../../src/core/diff.ts';
import { render } from '../../src/core/part.ts';
import { split } from '../../src/core/split.ts';
import type { SplitOptions } from '../../src/core/split.ts';
import { anyDiff, diffOf, fixture, hunkAt } from './diff-writer.ts';

/** One token a character, so that sizes can be read off the text. */
function options(more: Partial<SplitOptions> = {}): SplitOptions {
  return {
    limit: 1000,
    overhead: 0,
    maxParts: 9,
    count: (text) => text.length,
    ignored: () => undefined,
    ...more,
  };
}

function added(lines: number, text = 'step();'): string {
  return hunkAt(
    1,
    Array.from({ length: lines }, () => `+${text}`),
  );
}

/** What each part shows: the path and new lines of every piece. */
function shown(diff: Diff, more: Partial<SplitOptions>) {
  const { parts, left } = split(diff, options(more));
  const pieces = parts.map((part) =>
    part.map(({ file, hunks }) => `${file.path} ${hunks.map(rangeOf).join(' ')}`.trim()),
  );
  return { parts: pieces, left: left.map(({ path, reason }) => `${path}: ${reason}`) };
}

function rangeOf({ newStart, newLines }: Hunk): string {
  return `${newStart}+${newLines}`;
}

suite('a diff is split', () => {
  test('into one part when it fits', () => {
    const diff = diffOf({ 'a.ts': [added(2)], 'b/c.ts': [added(2)] });
    assert.deepEqual(shown(diff, {}), { parts: [['a.ts 1+2', 'b/c.ts 1+2']], left: [] });
  });

  test('into none when there is nothing', () => {
    assert.deepEqual(shown([], {}), { parts: [], left: [] });
  });

  test('so that files of one directory stay together', () => {
    const diff = diffOf({
      'lib/a.ts': [added(4)],
      'src/a.ts': [added(4)],
      'lib/b.ts': [added(4)],
      'src/b.ts': [added(4)],
    });
    assert.deepEqual(shown(diff, { limit: 250 }), {
      parts: [
        ['lib/a.ts 1+4', 'lib/b.ts 1+4'],
        ['src/a.ts 1+4', 'src/b.ts 1+4'],
      ],
      left: [],
    });
  });

  test('with removed files last', () => {
    const gone = parseDiff(
      `diff --git a/a.ts b/a.ts\ndeleted file mode 100644\nindex 1..0\n--- a/a.ts\n+++ /dev/null\n${hunkAt(1, ['-x'], 0)}`,
    );
    assert.deepEqual(shown([...gone, ...diffOf({ 'b.ts': [added(1)], 'z.ts': [added(1)] })], {}), {
      parts: [['b.ts 1+1', 'z.ts 1+1', 'a.ts 0+0']],
      left: [],
    });
  });

  test('by hunks where a file is too large', () => {
    const diff = diffOf({
      'a.ts': [hunkAt(1, ['+1();', ' 2();']), hunkAt(10, ['+3();', ' 4();']), hunkAt(20, ['+5();', ' 6();'])],
    });
    assert.deepEqual(shown(diff, { limit: 110 }), { parts: [['a.ts 1+2 10+2'], ['a.ts 20+2']], left: [] });
  });

  test('by lines where a hunk is too large', () => {
    const diff = diffOf({
      'a.ts': [hunkAt(1, [' 1();', '-2();', '-3();', '+2();', '+3();', '+4();', ' 5();'])],
    });
    const { parts } = split(diff, options({ limit: 70 }));
    assert.deepEqual(parts.map(render), [
      '### a.ts (modified)\n@@ old 1,3 new 1,1 @@\n1  1();\n  -2();\n  -3();\n',
      '### a.ts (modified)\n@@ old 3,0 new 2,3 @@\n2 +2();\n3 +3();\n4 +4();\n',
      '### a.ts (modified)\n@@ old 4,1 new 5,1 @@\n5  5();\n',
    ]);
  });

  test('within what the rest of the prompt leaves free', () => {
    const diff = diffOf({ 'a.ts': [added(4)], 'b.ts': [added(4)] });
    assert.equal(split(diff, options({ limit: 200 })).parts.length, 1);
    assert.equal(split(diff, options({ limit: 200, overhead: 50 })).parts.length, 2);
  });
});

suite('what is left out is named', () => {
  test('with the reason it is ignored for', () => {
    const diff = diffOf({ 'a.ts': [added(1)], 'a.lock': [added(1)] });
    assert.deepEqual(shown(diff, { ignored: (path) => (path === 'a.lock' ? 'a lock file' : undefined) }), {
      parts: [['a.ts 1+1']],
      left: ['a.lock: a lock file'],
    });
  });

  test('when there is no prompt left for it', () => {
    const diff = diffOf({ 'a.ts': [added(4)], 'b.ts': [added(4)], 'c.ts': [added(30)] });
    assert.deepEqual(shown(diff, { limit: 200, maxParts: 2 }), {
      parts: [['a.ts 1+4', 'b.ts 1+4'], ['c.ts 1+13']],
      left: ['c.ts: lines 14 to 30: no room in 2 prompts'],
    });
    assert.deepEqual(shown(diff, { limit: 200, maxParts: 1 }).left, ['c.ts: no room in one prompt']);
  });

  test('when one of its lines is longer than a prompt', () => {
    const diff = diffOf({ 'a.ts': [hunkAt(1, ['+short();', `+${'x'.repeat(300)}`, '+short();'])] });
    assert.deepEqual(shown(diff, { limit: 200 }), {
      parts: [['a.ts 1+1 3+1']],
      left: ['a.ts: line 2: too long for one prompt'],
    });
  });

  test('when it has no lines and the list is full', () => {
    const silent = fixture('kinds').filter((file) => hunksOf(file).length === 0);
    const { parts, left } = shown(silent, { limit: 800 });
    assert.deepEqual(parts, [['binary-added.bin', 'binary-changed.bin', 'binary-to-link.bin']]);
    assert.deepEqual(left, [
      'copied-to.txt: no lines to show: copied, from copied-from.txt',
      'empty-added.txt: no lines to show: added empty file',
      'mode-only.sh: no lines to show: mode 100644 → 100755',
      'new name.txt: no lines to show: renamed, from renamed.txt',
      'submodule-added: no lines to show: added submodule, none → 444444444444',
      'submodule-changed: no lines to show: modified submodule, 111111111111 → 555555555555',
      'binary-removed.bin: no lines to show: removed binary file',
      'submodule-removed: no lines to show: removed submodule, 222222222222 → none',
    ]);
    assert.deepEqual(shown(silent, { limit: 10 }).parts, []);
  });

  test('when it has no lines and the prompts are full', () => {
    const mode = parseDiff('diff --git a/x.sh b/x.sh\nold mode 100644\nnew mode 100755\n');
    const diff = [...diffOf({ 'a.ts': [added(25)] }), ...mode];
    assert.deepEqual(shown(diff, { limit: 450 }), { parts: [['a.ts 1+25', 'x.sh']], left: [] });
    const two = [...diffOf({ 'a.ts': [added(20)], 'b.ts': [added(20)] }), ...mode];
    assert.deepEqual(shown(two, { limit: 450 }).parts, [['a.ts 1+20', 'x.sh'], ['b.ts 1+20']]);
    const full = { limit: 400 };
    assert.deepEqual(shown(diff, full), { parts: [['a.ts 1+25'], ['x.sh']], left: [] });
    assert.deepEqual(shown(diff, { ...full, maxParts: 1 }), {
      parts: [['a.ts 1+25']],
      left: ['x.sh: no lines to show: mode 100644 → 100755'],
    });
  });
});

suite('any diff', () => {
  const anyOptions = fc.record({
    limit: fc.integer({ min: 20, max: 600 }),
    overhead: fc.nat(50),
    maxParts: fc.integer({ min: 1, max: 5 }),
    count: fc.constantFrom<(text: string) => number>(
      (text) => text.length,
      (text) => Math.ceil(text.length / 4),
    ),
    ignored: fc.constantFrom<SplitOptions['ignored']>(
      () => undefined,
      (path) => (path === 'README.md' ? 'prose' : undefined),
    ),
  });

  test('fits its prompts', () => {
    fc.assert(
      fc.property(anyDiff, anyOptions, (diff, options) => {
        const { parts } = split(diff, options);
        assert.ok(parts.length <= options.maxParts);
        for (const part of parts) assert.ok(options.count(render(part)) <= options.limit - options.overhead);
      }),
      { numRuns: 300 },
    );
  });

  test('is shown line by line once, or its file is named', () => {
    fc.assert(
      fc.property(anyDiff, anyOptions, (diff, options) => {
        const { parts, left } = split(diff, options);
        const named = new Set(left.map(({ path }) => path));
        for (const file of diff) {
          const hunks = parts.flat().flatMap((piece) => (piece.file === file ? piece.hunks : []));
          for (const side of ['old', 'new'] as const) {
            const shown = hunks.flatMap((hunk) => linesOn(side, hunk));
            const all = hunksOf(file).flatMap((hunk) => linesOn(side, hunk));
            const numbers = new Set(shown.map(({ number }) => number));
            assert.equal(numbers.size, shown.length);
            assert.deepEqual(
              shown,
              all.filter(({ number }) => numbers.has(number)),
            );
            assert.ok(shown.length === all.length || named.has(file.path));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
