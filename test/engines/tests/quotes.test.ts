import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { passageOf, quotesIn, says } from '../../../src/engines/tests/quotes.ts';

suite('what a claim quotes', () => {
  const claims: readonly (readonly [claim: string, ...quotes: readonly string[]])[] = [
    ['README: "members pay less", once', 'members pay less'],
    ["it doesn't say, but 'members pay less' isn't far", 'members pay less'],
    ['“members pay less” and `others pay all of it`', 'members pay less', 'others pay all of it'],
    ['"a `price()` for members" is told', 'a `price()` for members'],
    ['"members pay less ... and others pay all"', 'members pay less', 'and others pay all'],
    ['"12" is short, and so is "a b"'],
    ['members pay less'],
  ];
  for (const [claim, ...quotes] of claims)
    test(claim, () => {
      assert.deepEqual(quotesIn(claim), quotes);
    });
});

suite('words are found', () => {
  const found: readonly (readonly [quote: string, text: string, isThere: boolean])[] = [
    ['>=1.2.3 is lower than >1.2.3', '// >=1.2.3 is lower than >1.2.3', true],
    ['> 5 euros are free for members', 'Whatever is < 5 euros are free for members', false],
    ['Members pay less on Sundays', '> Members pay less\n>\n> on Sundays', true],
    ['> Members pay less on Sundays', 'We say:\n> Members pay less on Sundays', true],
    ['Members pay less on Sundays', 'Members pay less\n===\non Sundays', true],
    ['Members pay <= 5 on Sundays', 'Members pay < 5 on Sundays', false],
  ];
  for (const [quote, text, isThere] of found)
    test(`${isThere ? 'in' : 'not in'} ${JSON.stringify(text)}: ${quote}`, () => {
      assert.equal(says(text, quote), isThere);
    });
});

test('any lines of a text are found where they stand', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const line = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), fc.nat(), fc.nat(4), (lines, at, more) => {
      const start = at % lines.length;
      const quote = lines.slice(start, start + more + 1).join('\n');
      const found = passageOf(lines.join('\n'), quote);
      fc.pre(quote.replaceAll(/\s+/g, ' ').trim().length >= 12);
      assert.ok(found !== undefined);
      assert.equal(found.text, lines.slice(found.from - 1, found.to).join('\n'));
      assert.ok(found.text.replaceAll(/\s+/g, ' ').includes(quote.replaceAll(/\s+/g, ' ').trim()));
      assert.ok(found.text.length <= quote.length + 700);
    }),
  );
});

test('a text that is made to be slow to look through is not', () => {
  const start = process.cpuUsage();
  const slow = ['\n', ' ', '=', '>', '-', '="\n', "'"].map((sign) => `${sign.repeat(100_000)}x`);
  for (const text of slow) assert.equal(passageOf(text, 'members pay less'), undefined);
  for (const text of slow) quotesIn(text.slice(0, 4_000));
  assert.ok(process.cpuUsage(start).user < 3_000_000);
});
