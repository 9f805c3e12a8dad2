import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens } from '../../../src/adapters/openai/count.ts';

suite('the count of tokens', () => {
  test('is that of the encoding for code and prose', async () => {
    const source = await readFile(new URL(import.meta.url), 'utf8');
    const prose = 'Zażółć gęślą jaźń, 日本語のテキスト 🙂\r\n\tend';
    assert.deepEqual([countTokens(source), countTokens(prose)], [encode(source).length, 21]);
  });

  test('is that of the encoding for whatever a short text holds', () => {
    const asPlainText = { disallowedSpecial: new Set<string>() };
    const usual = fc.constantFrom(..."a,e,E, ,\n,'s,<|,/,09,é,漢,\u0301,🙂,\ud83d".split(','));
    const any = fc.nat(0x10_ff_ff).map((code) => String.fromCodePoint(code));
    const texts = fc.string({ unit: fc.oneof({ weight: 3, arbitrary: usual }, any), maxLength: 60 });
    fc.assert(
      fc.property(texts, (text) => assert.equal(countTokens(text), encode(text, asPlainText).length)),
      { numRuns: 500 },
    );
  });

  const runs = {
    letters: 'a',
    spaces: ' ',
    'line breaks': '\n',
    signs: '=',
    emoji: '🙂',
    ideographs: '漢',
    accents: 'e\u0301',
  };
  for (const [name, unit] of Object.entries(runs)) {
    test(`of a run of ${name} is over in a moment and only a little too high`, () => {
      const short = unit.repeat(400);
      const exact = encode(short).length;
      assert.ok(countTokens(short) >= exact && countTokens(short) <= exact + 10);
      const began = performance.now();
      countTokens(unit.repeat(300_000));
      assert.ok(performance.now() - began < 2_000);
    });
  }

  test('of more than four million characters is an upper bound', () => {
    assert.equal(countTokens('é'.repeat(4_000_001)), 8_000_002);
  });
});
