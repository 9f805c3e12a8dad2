import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { linesOfText, rewritten, textOf, withLines } from '../../src/core/text-lines.ts';

const anyText = fc
  .array(fc.constantFrom('a', 'b c', '\n', '\r\n', '\r', '\uFEFF', '\t', ' '), { maxLength: 40 })
  .map((pieces) => pieces.join(''));

suite('lines of a text', () => {
  test('joined again are the text', () => {
    fc.assert(fc.property(anyText, (text) => assert.equal(textOf(linesOfText(text)), text)));
  });

  test('replaced by themselves are the text', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, from, length) => {
        const file = linesOfText(text);
        const start = from % (file.lines.length + 1);
        const count = length % (file.lines.length - start + 1);
        const lines = file.lines.slice(start, start + count);
        assert.equal(textOf(withLines(file, start, count, lines)), text);
      }),
    );
  });

  test('leave the lines around them byte for byte as they were', () => {
    fc.assert(
      fc.property(anyText, fc.nat(), (text, from) => {
        const file = linesOfText(text);
        const start = from % Math.max(1, file.lines.length);
        const after = textOf(withLines(file, start, 1, ['new', 'lines']));
        const before = textOf({ ...file, lines: file.lines.slice(0, start) });
        assert.ok(after.startsWith(before), JSON.stringify({ text, after }));
        const rest = {
          mark: '',
          lines: file.lines.slice(start + 1),
          endings: file.endings.slice(start + 1),
        } as const;
        assert.ok(after.endsWith(textOf(rest)), JSON.stringify({ text, after }));
      }),
    );
  });

  test('of a whole new text take the ways of the old one', () => {
    assert.equal(textOf(rewritten(linesOfText('\uFEFFa\r\nb'), 'x\ny\n')), '\uFEFFx\r\ny');
  });
});
