import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { DeliveryAttempt } from '../../src/ports/app-forge.ts';
import { isRipe, missed } from '../../src/worker/catch-up-deliveries.ts';

const minute = 60_000;
const every = 5 * minute;

function attempt(id: number, guid: string, isTaken = false): DeliveryAttempt {
  return { id, guid, at: id * 1_000, isTaken };
}

suite('the webhooks that were missed', () => {
  test('come the oldest first, each with its last attempt and how often it failed', () => {
    const attempts = [attempt(5, 'b'), attempt(4, 'a'), attempt(2, 'b'), attempt(1, 'a'), attempt(3, 'c')];
    assert.deepEqual(missed(attempts), [
      { guid: 'a', last: attempt(4, 'a'), failures: 2 },
      { guid: 'b', last: attempt(5, 'b'), failures: 2 },
      { guid: 'c', last: attempt(3, 'c'), failures: 1 },
    ]);
  });

  test('are not those that were taken in the end', () => {
    assert.deepEqual(missed([attempt(2, 'a', true), attempt(1, 'a')]), []);
  });
});

function asks(failures: number, afterMinutes: number): boolean {
  const last = attempt(0, 'a');
  return isRipe({ guid: 'a', last, failures }, afterMinutes * minute, every);
}

suite('a missed webhook', () => {
  test('is asked for at once when it failed once', () => {
    assert.equal(asks(1, 0), true);
  });

  for (const [failures, minutes] of [
    [2, 5],
    [3, 10],
    [6, 80],
    [7, 120],
    [40, 120],
  ] as const) {
    test(`is asked for ${minutes} minutes after failure ${failures}, and not before`, () => {
      assert.deepEqual([asks(failures, minutes - 0.1), asks(failures, minutes)], [false, true]);
    });
  }

  test('is given up after forty failures', () => {
    assert.equal(asks(41, 100_000), false);
  });
});
