import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { interestOf } from '../../../src/engines/implementation/prompt.ts';
import { steady } from '../../../src/engines/implementation/steady.ts';

suite('what is printed is the same in every run of the same thing:', () => {
  const pairs: Readonly<Record<string, readonly [printed: string, kept: string]>> = {
    'times behind the names of tests go': ['✔ adds (12.5ms)\nok 1 - adds # time=3ms', '✔ adds\nok 1 - adds'],
    'sums of times go': ['# duration_ms 12.3\nTime: 1.2 s\n3 passed in 0.12s', '3 passed'],
    'numbers of processes and addresses go': [
      '(node:4711) Warning: at 0x7f00aa11bb22',
      '(node) Warning: at ',
    ],
    'frames of Node go, those of the project stay': [
      'Error: x\n    at add (file:///project/add.js:1:7)\n    at Test.run (node:internal/test:1:1)\n',
      'Error: x\n    at add (file:///project/add.js:1:7)\n',
    ],
    'durations that a project is about stay': ["'1 s' !== '1000 ms'", "'1 s' !== '1000 ms'"],
  };
  for (const [name, [printed, kept]] of Object.entries(pairs))
    test(name, () => {
      assert.equal(steady(printed), kept);
    });
});

test('a map of the repository begins at the files and names that an issue speaks of', () => {
  const files = ['src/shop.js', 'src/cart.js', 'README.md'];
  const text = 'In shop.js, `priceOf(amount)` ignores MAX_PRICE; see src/cart.js and the README.';
  assert.deepEqual(interestOf(text, files), {
    paths: ['src/shop.js', 'src/cart.js'],
    names: ['priceOf', 'MAX_PRICE'],
  });
});
