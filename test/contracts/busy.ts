import assert from 'node:assert/strict';
import { Failure } from '../../src/core/failure.ts';

/** The Failure by which a ledger says what is wrong with its database. */
export function isBusy(detail: string): (error: unknown) => true {
  return (error) => {
    assert(error instanceof Failure);
    assert.deepEqual(error.why, { kind: 'transient', reason: { is: 'busy', detail }, retryAfterMs: 2_000 });
    return true;
  };
}
