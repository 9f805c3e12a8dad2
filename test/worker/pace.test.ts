import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure, transientFailure } from '../../src/core/failure.ts';
import type { Pace, WriteTurn } from '../../src/ports/ledger.ts';
import { openPacing } from '../../src/worker/pace.ts';

/** A worker's pacing at 10:00:10, over a ledger that answers these, with what it slept and what it told the ledger. */
function paced(answers: { readonly turn?: WriteTurn; readonly until?: number; readonly isAway?: true }) {
  const slept: number[] = [];
  const asked: unknown[] = [];
  const pace: Pace = {
    take: async (...wish) => {
      asked.push(wish);
      return answers.turn ?? { is: 'taken', inMs: 0 };
    },
    block: async (...block) => {
      asked.push(block);
      if (answers.isAway) throw transientFailure({ is: 'busy', detail: 'the database does not answer' }, 1);
    },
    blockedUntil: async () => answers.until,
  };
  const pacing = openPacing({
    pace,
    clock: { now: () => 10_000 },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
    },
    writeGapMs: 1_000,
  });
  return { pacing, slept, asked };
}

function isLimit(retryAfterMs: number): (error: unknown) => boolean {
  return (error) =>
    error instanceof Failure &&
    error.why.kind === 'transient' &&
    error.why.reason.is === 'github-limit' &&
    error.why.retryAfterMs === retryAfterMs;
}

suite('a worker', () => {
  test('writes at once when it is its turn', async () => {
    const { pacing, slept, asked } = paced({});
    await pacing.turn(7, undefined);

    assert.deepEqual([slept, asked], [[], [[7, 10_000, 1_000, 2_000]]]);
  });

  test('sleeps until its turn', async () => {
    const { pacing, slept } = paced({ turn: { is: 'taken', inMs: 1_500 } });
    await pacing.turn(7, undefined);

    assert.deepEqual(slept, [1_500]);
  });

  test('gives its job back where its turn is far off', async () => {
    const { pacing, slept } = paced({ turn: { is: 'later', inMs: 2_001 } });

    await assert.rejects(pacing.turn(7, undefined), isLimit(2_001));
    assert.deepEqual(slept, []);
  });

  test('stops waiting for its turn when the run is stopped', async () => {
    const { pacing } = paced({ turn: { is: 'taken', inMs: 1_500 } });
    const stopped = new Failure({ kind: 'stale' });

    await assert.rejects(pacing.turn(7, AbortSignal.abort(stopped)), stopped);
  });

  test('asks GitHub for whatever no limit stands against', async () => {
    const { pacing, slept } = paced({});
    await pacing.mayAsk(7, undefined);

    assert.deepEqual(slept, []);
  });

  test('sleeps through the last two seconds of a limit', async () => {
    const { pacing, slept } = paced({ until: 12_000 });
    await pacing.mayAsk(7, undefined);

    assert.deepEqual(slept, [2_000]);
  });

  test('gives its job back where a limit lasts longer', async () => {
    const { pacing, slept } = paced({ until: 12_001 });

    await assert.rejects(pacing.mayAsk(7, undefined), isLimit(2_001));
    assert.deepEqual(slept, []);
  });

  test('tells all others of a limit, an hour of it at most', async () => {
    const { pacing, asked } = paced({});
    await pacing.onLimited(7, 70_000);
    await pacing.onLimited(7, 1e12);

    assert.deepEqual(asked, [
      [7, 70_000],
      [7, 3_610_000],
    ]);
  });

  test('honours a limit by itself where the ledger is away', async () => {
    const { pacing, asked } = paced({ isAway: true });
    await pacing.onLimited(7, 70_000);

    assert.deepEqual(asked, [[7, 70_000]]);
  });
});
