import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dollarsText, tokensText } from '../../src/core/amount.ts';

test('tokens are told in words', () => {
  assert.deepEqual([0, 1, 48_200].map(tokensText), ['0 tokens', '1 token', '48,200 tokens']);
});

test('dollars are told to the cent, and small amounts to two digits that tell something', () => {
  const amounts: readonly (readonly [number, string])[] = [
    [12_345.678, '$12,345.68'],
    [2.5, '$2.50'],
    [0.0999, '$0.10'],
    [0.05, '$0.05'],
    [0.004_23, '$0.0042'],
    [0.0001, '$0.0001'],
    [0.000_099, 'less than $0.0001'],
    [0, '$0.00'],
  ];
  for (const [usd, text] of amounts) assert.equal(dollarsText(usd), text);
});
