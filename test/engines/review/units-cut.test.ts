import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type Diff, type DiffLine, hunksOf } from '../../../src/core/diff.ts';
import type { Units } from '../../../src/engines/review/units.ts';
import { anyDiff, fixture } from '../../core/diff-writer.ts';
import { cutChange, cutDiff, inWorkspace } from './unit-world.ts';

suite('A change is cut', () => {
  test('into one unit when it is small, whatever it touches', async () => {
    const { units } = await cutChange(
      {},
      { 'README.md': 'Read me\n', 'src/a.ts': 'a();\n', 'test/b.ts': 'b();\n' },
    );
    assert.deepEqual(
      units.map(({ name }) => name),
      ['src/a.ts and 2 more files'],
    );
  });

  test('so that a file stays with its test, and a header with what it declares', async () => {
    const { units } = await cutChange(
      {},
      {
        'src/cart.ts': functions('cart', 20),
        'src/order.ts': functions('order', 20),
        'test/cart.test.ts': functions('tests', 5),
        'test/order.test.ts': functions('checks', 5),
        'lib/pool.c': functions('pool', 20),
        'include/pool.h': functions('declared', 5),
      },
    );
    assert.deepEqual(pathsOf(units), [
      ['include/pool.h', 'lib/pool.c'],
      ['src/cart.ts', 'test/cart.test.ts'],
      ['src/order.ts', 'test/order.test.ts'],
    ]);
  });

  test('so that a definition stays with its use', async () => {
    const { units } = await cutChange(
      {},
      {
        'a/first.ts': `${functions('left', 15)}far();\n`,
        'b/second.ts': functions('right', 15),
        'c/third.ts': `${functions('other', 5)}export function far() {}\n`,
      },
    );
    assert.deepEqual(pathsOf(units), [['a/first.ts', 'c/third.ts'], ['b/second.ts']]);
  });

  test('between functions where a file is too long', async () => {
    const { units } = await cutChange({}, { 'long.ts': `const first = 1;\n${functions('f', 60)}` });
    assert.deepEqual(
      units.map(({ name }) => name),
      ['long.ts, lines 1 to 146', 'long.ts, lines 147 to 296', 'long.ts, lines 297 to 301'],
    );
    for (const { text } of units)
      assert.match(
        text,
        /Other changes of this file are looked at apart from these\.\n@@ lines \d+ to \d+ @@\n *\d+ \+(?:const first = 1;\n *2 \+)?function f/,
      );
  });

  test('with the riskiest first, and the rest is named when there are too many', async () => {
    const files = {
      'docs/guide.md': 'word\n'.repeat(90),
      'src/plain.ts': functions('plain', 20),
      'src/login.ts': `${functions('login', 20)}const token = crypto.createHmac('sha256', secret);\n`,
      'test/login.more.ts': functions('tests', 25),
    };
    const { units, left } = await cutChange({}, files, { limits: { most: 2 } });
    const reason = 'the change is too large: only its 2 riskiest parts are looked at';
    assert.deepEqual(pathsOf(units), [['src/login.ts'], ['src/plain.ts']]);
    assert.deepEqual(left, [
      { path: 'test/login.more.ts', reason },
      { path: 'docs/guide.md', reason },
    ]);
  });

  test('with a reason for each file that has nothing to look at', async () => {
    const before = { 'a.txt': 'a\n'.repeat(9), 'b.bin': 'b\0', 'yarn.lock': '1\n' };
    const after = { 'moved.txt': before['a.txt'], 'b.bin': 'c\0', 'yarn.lock': '2\n' };
    const result = await cutChange(before, after, {
      ignored: (path) => (path.endsWith('.lock') ? 'a lockfile' : undefined),
    });
    assert.deepEqual(result, {
      units: [],
      left: [
        { path: 'b.bin', reason: 'no lines to show: modified binary file' },
        { path: 'moved.txt', reason: 'no lines to show: renamed, from a.txt' },
        { path: 'yarn.lock', reason: 'a lockfile' },
      ],
    });
  });

  test('in a moment, though it has three thousand files', async () => {
    const files = Array.from({ length: 3_000 }, (_, index) => [`src/${index}.ts`, 'a();\nb();\n'] as const);
    const diff: Diff = files.map(([path, text]) => addedFile(path, text.trimEnd().split('\n')));
    await inWorkspace({ 'src/0.ts': 'a();\nb();\n' }, async (head) => {
      const { units, left } = await cutDiff(diff, head, { limits: { most: 10 } });
      assert.equal(units.length, 10);
      assert.equal(new Set([...pathsOf(units).flat(), ...left.map(({ path }) => path)]).size, 3_000);
    });
  });

  test('without losing a changed line or showing one twice', async () => {
    await inWorkspace({ 'src/a.ts': 'function a() {\n}\n', 'README.md': 'x\n' }, async (head) => {
      const limits = fc.record({
        changedLines: fc.integer({ min: 1, max: 40 }),
        contextTokens: fc.integer({ min: 0, max: 200 }),
        most: fc.integer({ min: 1, max: 9 }),
      });
      await fc.assert(
        fc.asyncProperty(anyDiff, limits, async (diff, limits) => {
          const result = await cutDiff(diff, head, { limits });
          assertWhole(diff, result);
          assert.equal(new Set(result.units.map(({ name }) => name)).size, result.units.length);
        }),
        { numRuns: 200 },
      );
      for (const name of ['kinds', 'names', 'like-headers', 'line-ends', 'no-context', 'binary-patch']) {
        const diff = fixture(name);
        assertWhole(diff, await cutDiff(diff, head));
      }
    });
  });
});

/** Every changed line is in one unit, or its file is named; a file with none is in no unit, and named. */
function assertWhole(diff: Diff, { units, left }: Units): void {
  const named = new Set(left.map(({ path }) => path));
  for (const file of diff) {
    const wanted = changed(hunksOf(file).flatMap(({ lines }) => lines));
    const parts = units.flatMap(({ parts }) => parts).filter((part) => part.file === file);
    const found = changed(parts.flatMap(({ hunks }) => hunks).flatMap(({ lines }) => lines));
    assert.ok(found.length > 0 || wanted.length === 0 || named.has(file.path), `${file.path} is nowhere`);
    assert.equal(new Set(found).size, found.length, `${file.path} has a line in two units`);
    if (!named.has(file.path)) assert.deepEqual(found.toSorted(), wanted.toSorted());
  }
}

function changed(lines: readonly DiffLine[]): readonly string[] {
  return lines.flatMap((line) => {
    if (line.kind === 'context') return [];
    return line.kind === 'added' ? [`+${line.new} ${line.text}`] : [`-${line.old} ${line.text}`];
  });
}

function pathsOf(units: Units['units']): readonly (readonly string[])[] {
  return units.map(({ parts }) => parts.map(({ file }) => file.path));
}

/** Functions of five lines, the last of them blank. */
function functions(name: string, count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `function ${name}${index}() {\n  one();\n  return two(${index});\n}\n\n`,
  ).join('');
}

function addedFile(path: string, texts: readonly string[]): Diff[number] {
  const lines = texts.map((text, index) => ({ kind: 'added', new: index + 1, text }) as const);
  const hunk = { oldStart: 0, oldLines: 0, newStart: 1, newLines: lines.length, section: '', lines };
  return {
    path,
    oldPath: path,
    status: 'added',
    content: { kind: 'text', hunks: [hunk] },
    oldMode: null,
    newMode: '100644',
    added: lines.length,
    removed: 0,
    noNewlineAtEnd: { old: false, new: false },
  };
}
