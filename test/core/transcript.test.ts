import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Entry, redactedEntry } from '../../src/core/transcript.ts';

const cost = { tokensIn: 1, tokensCached: 0, tokensOut: 1, usd: null, ms: 1 };

/** One of each kind, with the secret wherever somebody else's words may stand. */
const entries: readonly Entry[] = [
  { is: 'system', conversation: 'c', model: 'm', system: 'swordfish', task: 'swordfish', tools: ['read'] },
  { is: 'mail', by: 'ada', text: 'swordfish' },
  { is: 'nudge', about: 'unreadable', text: 'swordfish' },
  { is: 'said', step: 1, model: 'm', text: 'swordfish', ended: 'calls', ...cost },
  { is: 'called', tool: 'swordfish', input: 'swordfish' },
  { is: 'observed', tool: 'read', how: 'seen', text: 'swordfish', ms: 1 },
  { is: 'ended', how: 'model-failed', why: 'swordfish', steps: 1 },
];

test('every kind of entry can be kept, and loses its secrets before', () => {
  assert.deepEqual(
    new Set(entries.map(({ is }) => is)),
    new Set(Entry.options.map((one) => one.unwrap().shape.is.value)),
  );
  for (const entry of entries) {
    const redacted = redactedEntry(entry, (text) => text.replaceAll('swordfish', 'x'));
    assert.deepEqual(Entry.parse(JSON.parse(JSON.stringify(redacted))), redacted);
    assert.equal(JSON.stringify(redacted), JSON.stringify(entry).replaceAll('swordfish', 'x'));
  }
});
