import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { forget } from '../../src/commands/forget/command.ts';

suite('the numbers that /forget takes', () => {
  const cases = [
    ['3', [3]],
    ['#3', [3]],
    ['3.', [3]],
    ['3, 4 and #5', [3, 4, 5]],
    ['3 3', [3]],
    ['3 please', [3]],
  ] as const;
  for (const [text, numbers] of cases) {
    test(`are read from ${JSON.stringify(text)}`, () => {
      assert.deepEqual(forget.head.args.safeParse([text]).data, numbers);
    });
  }

  for (const text of ['', 'the third', '3rd', '1.5th rule', 'all']) {
    test(`are not read from ${JSON.stringify(text)}`, () => {
      const { error } = forget.head.args.safeParse([text]);
      const sentence = 'it takes the number of a lesson, as `/lessons` lists it';
      assert.deepEqual(
        error?.issues.map(({ message }) => message),
        [sentence],
      );
    });
  }
});
