import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalOf } from '../../src/adapters/bullmq/refusal.ts';

/** As the servers say it, Redis inside what BullMQ makes of it. */
const words: Readonly<Record<string, string>> = {
  "OOM command not allowed when used memory > 'maxmemory'.":
    'the queue takes no jobs: Redis is full, and its maxmemory may be raised',
  'MISCONF Redis is configured to save RDB snapshots':
    'the queue takes no jobs: Redis cannot write to its disk',
  "READONLY You can't write against a read only replica.": 'the queue takes no jobs: Redis is read-only',
  'cannot execute INSERT in a read-only transaction': 'the queue takes no jobs: the database is read-only',
  'could not extend file: No space left on device': 'the queue takes no jobs: the database has no space left',
  'Connection is closed.': 'the queue does not answer',
};

test('a queue that takes no jobs says why', () => {
  for (const [said, told] of Object.entries(words)) {
    assert.equal(refusalOf(new Error(said)), told);
    assert.equal(refusalOf(new Error('Lost', { cause: new Error(`ReplyError: ${said}`) })), told);
  }
  assert.equal(refusalOf('gone'), 'the queue does not answer');
});
