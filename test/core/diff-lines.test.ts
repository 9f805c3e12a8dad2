import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { anchors, hunkOf, hunksOf, linesOn, slicedHunk } from '../../src/core/diff.ts';
import { anyDiff, diffOf, fixture, hunkAt } from './diff-writer.ts';

suite('the lines of a diff', () => {
  const diff = diffOf({
    'src/a.ts': [hunkAt(3, [' a', '-b', '+B', ' c']), hunkAt(20, ['+d', ' e'], 21)],
  });
  const file = diff[0]!;

  test('take comments on the old side where removed, on the new where added, on both as context', () => {
    assert.deepEqual(anchors(file), { old: [3, 4, 5, 20], new: [3, 4, 5, 21, 22] });
  });

  test('take no comments in binary files and submodules', () => {
    const silent = fixture('kinds').filter((file) => file.content.kind !== 'text');
    assert.equal(silent.length, 7);
    for (const file of silent) assert.deepEqual(anchors(file), { old: [], new: [] });
  });

  test('belong to the hunk that shows them', () => {
    const [first, second] = hunksOf(file);
    assert.equal(hunkOf(file, 'old', 5), first);
    assert.equal(hunkOf(file, 'old', 6), undefined);
    assert.equal(hunkOf(file, 'old', 20), second);
    assert.equal(hunkOf(file, 'new', 20), undefined);
    assert.equal(hunkOf(file, 'new', 22), second);
    assert.equal(hunkOf(file, 'new', 2), undefined);
  });

  test('belong to exactly one hunk each, at the number they have there', () => {
    fc.assert(
      fc.property(anyDiff, fc.constantFrom('old', 'new'), (diff, side) => {
        for (const file of diff) {
          const shown = hunksOf(file).flatMap((hunk) => linesOn(side, hunk).map((line) => ({ line, hunk })));
          assert.deepEqual(
            shown.map(({ line }) => line.number),
            anchors(file)[side],
          );
          for (const { line, hunk } of shown) assert.equal(hunkOf(file, side, line.number), hunk);
        }
      }),
    );
  });

  test('keep their numbers in a slice of their hunk', () => {
    fc.assert(
      fc.property(anyDiff, fc.nat(12), (diff, at) => {
        for (const hunk of diff.flatMap(hunksOf)) {
          const halves = [slicedHunk(hunk, 0, at), slicedHunk(hunk, at, hunk.lines.length)];
          for (const side of ['old', 'new'] as const) {
            assert.deepEqual(
              halves.flatMap((half) => linesOn(side, half)),
              linesOn(side, hunk),
            );
          }
        }
      }),
    );
  });

  test('make a whole hunk again when all are taken', () => {
    fc.assert(
      fc.property(anyDiff, (diff) => {
        for (const hunk of diff.flatMap(hunksOf))
          assert.deepEqual(slicedHunk(hunk, 0, hunk.lines.length), hunk);
      }),
    );
  });
});
