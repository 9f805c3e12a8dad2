import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { collector } from '../../../src/adapters/bubblewrap/output.ts';

test('output that fits is kept as it came, in whatever pieces', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (pieces) => {
      const { add, output } = collector(10_000);
      for (const piece of pieces) add(Buffer.from(piece));
      const text = pieces.join('');
      assert.deepEqual(output(), { text: text.toWellFormed(), bytes: Buffer.byteLength(text) });
    }),
  );
});

test('of more, the first and last bytes are kept, and how many are missing is said', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 2, max: 30 }), (pieces, kept) => {
      const { add, output } = collector(kept);
      const text = Array.from({ length: pieces.reduce((sum, length) => sum + length, kept) }, (_, index) =>
        String.fromCharCode(97 + (index % 26)),
      ).join('');
      let at = 0;
      for (const length of [...pieces, kept]) {
        add(Buffer.from(text.slice(at, at + length)));
        at += length;
      }
      const half = Math.floor(kept / 2);
      const missing = text.length - kept;
      const expected =
        missing === 0
          ? text
          : `${text.slice(0, half)}\n[${missing} bytes left out]\n${text.slice(half + missing)}`;
      assert.deepEqual(output(), { text: expected, bytes: text.length });
    }),
  );
});
