import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { patched } from '../../../src/checks/suggestion-patch.ts';
import { changedLines, hunksBetween } from '../../../src/commands/fix/hunks.ts';

suite('the hunks between two states of a file', () => {
  test('name the lines that changed, and nothing between them', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f'];
    const after = ['a', 'B', 'c', 'd', 'new', 'e'];
    const hunks = hunksBetween('x.js', before, after);
    assert.deepEqual(hunks, [
      { path: 'x.js', start: 2, end: 2, lines: ['B'] },
      { path: 'x.js', start: 5, end: 4, lines: ['new'] },
      { path: 'x.js', start: 6, end: 6, lines: [] },
    ]);
    assert.equal(changedLines(hunks), 3);
  });

  test('are none where nothing changed', () => {
    assert.deepEqual(hunksBetween('x.js', ['a'], ['a']), []);
  });

  test('make one of the other', () => {
    const file = fc.array(fc.constantFrom('a', 'b', 'c', '}'), { maxLength: 12 });
    fc.assert(
      fc.property(file, file, (before, after) => {
        const text = before.map((line) => `${line}\n`).join('');
        const wanted = after.map((line) => `${line}\n`).join('');
        assert.equal(patched(text, hunksBetween('x.js', before, after)), wanted);
      }),
    );
  });
});
