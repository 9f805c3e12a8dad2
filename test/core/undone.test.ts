import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { changeDiff } from '../../src/core/change-diff.ts';
import { undone } from '../../src/core/undone.ts';
import { diffBetween } from '../engines/review/unit-world.ts';

suite('a change undone', () => {
  test('gives the text back that was there, whatever lines it had', () => {
    const line = fc.constantFrom('', 'a', 'b', 'c', '\r', '--- d', '+++ e');
    const text = fc
      .tuple(fc.array(line, { maxLength: 40 }), fc.boolean())
      .map(([lines, isOpen]) => lines.join('\n') + (isOpen || lines.length === 0 ? '' : '\n'));
    const texts = fc.tuple(text, text).filter(([before, after]) => before !== after);
    fc.assert(
      fc.property(texts, ([before, after]) => {
        const [file] = changeDiff([{ path: 'a', before, after, mode: 'plain' }]);
        assert.ok(file);
        assert.equal(undone(file, after), before);
      }),
    );
  });

  test('follows what git says: new, gone and renamed files, and ends without a line break', () => {
    const long = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');
    const before = {
      'gone.js': 'gone\n',
      'old.js': long,
      'open.js': 'one\ntwo',
      'shut.js': 'one\r\ntwo\r\n',
    };
    const after = {
      'made.js': 'made\n',
      'new.js': long.replace('line 3', 'line three'),
      'open.js': 'one\ntwo\n',
      'shut.js': 'one\r\ntwo',
    };
    const texts = new Map<string, string>(Object.entries(after));
    const told = diffBetween(before, after).map((file) => {
      return [file.oldPath, undone(file, texts.get(file.path) ?? null)];
    });
    assert.deepEqual(Object.fromEntries(told), { ...before, 'made.js': null });
  });

  test('is not known of a text that the diff does not lead to, or of what is no text', () => {
    const [file] = changeDiff([{ path: 'a', before: 'one\n', after: 'two\n', mode: 'plain' }]);
    assert.ok(file);
    assert.equal(undone(file, 'three\n'), undefined);
    assert.equal(undone({ ...file, content: { kind: 'binary' } }, null), undefined);
  });
});
