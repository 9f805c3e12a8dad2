import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { promised, type Result } from './result.ts';
import { isWhole, sample, sampled } from './sample.ts';
import { openStage, type Stage } from './stage.ts';
import { type Step, titleOf } from './step.ts';

/** As many as fit into a minute or two. */
const usually = 8;

/** `kill -9` at some of the chosen steps of a review, one pull request for each: whoever takes over leaves what is promised. */
export async function killAt(
  isChosen: (step: Step) => boolean,
  test: TestContext,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await using stage = await openStage({ settings });
  const steps = await stage.steps();
  const choice = isWhole ? steps : steps.filter(isChosen);
  assert.ok(choice.length >= 10, `only ${choice.length} steps were found`);
  const chosen = sample(choice, usually);
  test.diagnostic(`killed at ${sampled(chosen.map(titleOf), steps.length)}`);
  const began = performance.now();
  const faults: string[] = [];
  for (const step of chosen) {
    const result = await crashed(stage, step);
    if (isDeepStrictEqual(result, promised)) continue;
    faults.push(`${titleOf(step)}: ${JSON.stringify(result)}`);
    test.diagnostic(faults.at(-1) ?? '');
  }
  const seconds = (performance.now() - began) / 1_000 / chosen.length;
  test.diagnostic(`${seconds.toFixed(1)} s each`);
  assert.deepEqual(faults, [], `of these steps:\n${chosen.map(titleOf).join('\n')}`);
}

/** A worker that is faster or slower than the one that was watched may pass a step by: then it is tried once more. */
async function crashed(stage: Stage, step: Step): Promise<Result | 'survived'> {
  const result = await stage.crashAt(step);
  return result === 'survived' ? stage.crashAt(step) : result;
}
