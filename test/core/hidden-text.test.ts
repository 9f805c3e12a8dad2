import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { array, assert as check, constantFrom, oneof, property, string } from 'fast-check';
import { visible } from '../../src/core/hidden-text.ts';
import { hiddenIn } from './hidden.ts';

suite('code in a prompt', () => {
  test('shows each hidden character and keeps everything else', () => {
    assert.equal(
      visible('if (admin\u202E) { // \u2066check\u2069\n\tlet a\u200Bb = "\u{E0041}";\r\n<!-- kept -->\f\0'),
      String.raw`if (admin\u{202E}) { // \u{2066}check\u{2069}` +
        '\n\t' +
        String.raw`let a\u{200B}b = "\u{E0041}";` +
        '\r\n' +
        String.raw`<!-- kept -->\u{C}\u{0}`,
    );
  });

  test('keeps emoji and words whose spelling needs joiners', () => {
    const fine = '❤️ 👩🏽‍💻 1️⃣ ✔︎ می‌خواهم क्‍ष Zoë 日本語';
    assert.equal(visible(fine), fine);
  });

  test('shows a presentation mark or joiner that has nothing to present or join', () => {
    assert.equal(visible('a\uFE0F ❤️\uFE0F a\u200Db'), String.raw`a\u{FE0F} ❤️\u{FE0F} a\u{200D}b`);
  });

  test('keeps its lines, hides nothing, and is the same when done twice', () => {
    check(
      property(array(hiddenOrPlain(), { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const shown = visible(text);
        assert.equal(lines(shown), lines(text));
        assert.deepEqual(hiddenIn(shown), []);
        assert.equal(visible(shown), shown);
      }),
      { numRuns: 2000 },
    );
  });
});

function lines(text: string): number {
  return text.split('\n').length;
}

function hiddenOrPlain() {
  const some = '\u200B \u202E \u{E0041} \uFE0F \u200D ❤ 👩 💻 1 \u20E3 ي \uD800 \0 \u3164'.split(' ');
  return oneof(constantFrom(...some, '\r', '\n', '\u2028'), string({ unit: 'binary', maxLength: 3 }));
}
