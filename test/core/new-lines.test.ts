import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type Diff, hunksOf } from '../../src/core/diff.ts';
import { newIn } from '../../src/core/new-lines.ts';
import { anyDiff, diffOf, hunkAt } from './diff-writer.ts';

const loop = [' for (;;) {', '-  count();', '+  total();', ' }'];
const before = diffOf({ 'a.js': [hunkAt(10, loop)] });

/** Where the hunks of each file begin. */
function begins(diff: Diff): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(diff.map((file) => [file.path, hunksOf(file).map(({ newStart }) => newStart)]));
}

suite('what is new in a change', () => {
  test('is all of it where nothing was there before, and nothing where it is the same', () => {
    fc.assert(
      fc.property(anyDiff, (diff) => {
        assert.deepEqual(newIn(diff, []), diff);
        assert.deepEqual(newIn(diff, diff), []);
      }),
    );
  });

  test('is nothing after a rebase, which moves lines, whatever their ends are', () => {
    const moved = loop.map((line) => `${line}\r`);
    assert.deepEqual(newIn(diffOf({ 'a.js': [hunkAt(90, moved)] }), before), []);
  });

  test('is a line that was taken out of its loop by its indentation alone', () => {
    const inside = diffOf({
      'a.py': [hunkAt(1, [' for one in all:', '+    total += one', '+    log(total)'])],
    });
    const outside = diffOf({ 'a.py': [hunkAt(1, [' for one in all:', '+    total += one', '+log(total)'])] });
    assert.deepEqual(begins(newIn(outside, inside)), { 'a.py': [1] });
  });

  test('is nothing where other lines around it are shown', () => {
    const more = [' const one = 1;', ...loop, ' return one;'];
    assert.deepEqual(newIn(diffOf({ 'a.js': [hunkAt(9, more)] }), before), []);
  });

  test('is the hunk with a line that was not there, and not the others of its file', () => {
    const after = diffOf({
      'a.js': [hunkAt(10, loop), hunkAt(40, [' b();', '+c();'])],
      'b.js': [hunkAt(1, ['+d();'])],
    });
    assert.deepEqual(begins(newIn(after, before)), { 'a.js': [40], 'b.js': [1] });
  });

  test('is a line that was added before and is removed now', () => {
    const after = diffOf({ 'a.js': [hunkAt(10, [' for (;;) {', '-  total();', ' }'])] });
    assert.deepEqual(begins(newIn(after, before)), { 'a.js': [10] });
  });

  test('is the third of equal lines where two were known', () => {
    const two = diffOf({ 'a.js': [hunkAt(1, ['+log();', '+log();'])] });
    const three = diffOf({ 'a.js': [hunkAt(1, ['+log();', '+log();']), hunkAt(9, ['+log();'])] });
    assert.deepEqual(begins(newIn(three, two)), { 'a.js': [9] });
  });

  test('is nothing where a part of the change was taken back', () => {
    const both = diffOf({ 'a.js': [hunkAt(1, ['+log();']), hunkAt(9, ['+log();'])] });
    const one = diffOf({ 'a.js': [hunkAt(9, ['+log();'])] });
    assert.deepEqual(newIn(one, both), []);
  });
});
