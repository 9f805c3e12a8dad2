import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mendedReply } from '../../src/text/mended.ts';

test('what is said in a thread whose code was mended is one line with the commit and the reason', () => {
  assert.equal(
    mendedReply('0123456789abcdef', ' A zero is\nrefused   now. '),
    'Mended in 0123456: A zero is refused now.',
  );
});
