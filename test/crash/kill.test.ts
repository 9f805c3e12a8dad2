import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { onEachBackend } from '../e2e/backends.ts';
import { promised, type Result } from './result.ts';
import { openStage, type Stage } from './stage.ts';
import { isWrite, type Step, titleOf } from './step.ts';

/**
 * `kill -9` at every step of a review. On PostgreSQL at each of them, on the other backends where something is written; with
 * CRASH_ALL=1 at each of them everywhere.
 */
const isAll = process.env['CRASH_ALL'] === '1';

await onEachBackend('a worker killed at any step leaves one review and one check', (settings) => {
  test('when another takes over', async (t) => {
    const chosen = settings();
    const isWhole = isAll || ('DATABASE_URL' in chosen && !('REDIS_URL' in chosen));
    await using stage = await openStage(t, { settings: chosen });
    const steps = await stage.steps();
    const taken = isWhole ? steps : steps.filter(isWrite);
    assert.ok(taken.length >= 10, `only ${taken.length} steps were found`);
    const began = performance.now();
    const faults = [];
    for (const step of taken) {
      const result = await crashed(stage, step);
      if (!isDeepStrictEqual(result, promised)) faults.push(`${titleOf(step)}: ${JSON.stringify(result)}`);
    }
    const seconds = (performance.now() - began) / 1_000;
    t.diagnostic(
      `killed at ${taken.length} of ${steps.length} steps, ${(seconds / taken.length).toFixed(1)} s each`,
    );
    assert.deepEqual(faults, [], `of these steps:\n${taken.map(titleOf).join('\n')}`);
  });
});

/** A worker that is faster or slower than the one that was watched may pass a step by: then it is tried once more. */
async function crashed(stage: Stage, step: Step): Promise<Result | 'survived'> {
  const result = await stage.crashAt(step);
  return result === 'survived' ? stage.crashAt(step) : result;
}
