import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { isWhole, sample, sampled } from './sample.ts';
import { openStage, type Play, type Stage } from './stage.ts';
import { type Step, titleOf } from './step.ts';

/** What workers are killed over, and what there shall be in the end, whatever happens on the way. */
export interface Killing<Thing, Result> {
  readonly play: Play<Thing, Result>;
  readonly promised: Result;
  /** Steps of which a sample is drawn, so many of them: two where nothing is said. */
  readonly isChosen: (step: Step) => boolean;
  readonly count?: number;
  /** Of all steps, those that are sure to come again; all of them where nothing is said. */
  readonly isSure?: (step: Step) => boolean;
}

/** `kill -9` at some of the chosen steps, each time over new work: whoever takes over leaves what is promised. */
export async function killAt<Thing, Result>(
  { play, promised, isChosen, count = 2, isSure = () => true }: Killing<Thing, Result>,
  test: TestContext,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await using stage = await openStage(play, { settings });
  const steps = await stage.steps();
  const choice = steps.filter((step) => isSure(step) && (isWhole || isChosen(step)));
  assert.ok(choice.length >= 10, `only ${choice.length} steps were found`);
  const chosen = sample(choice, count);
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
async function crashed<Result>(stage: Stage<Result>, step: Step): Promise<Result | 'survived'> {
  const result = await stage.crashAt(step);
  return result === 'survived' ? stage.crashAt(step) : result;
}
