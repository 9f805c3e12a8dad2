import type { z } from 'zod';
import { Failure } from '../core/failure.ts';
import type { Aim, Parts } from './aim.ts';
import type { Ending, Pursued } from './ending.ts';
import { endEntry, openScribe } from './scribe.ts';
import { spentBy, type Step, usageOf } from './step.ts';
import { lastHandIn, type Stop, usualStops } from './stops.ts';
import { type Pursuit, takeStep } from './take-step.ts';
import { openTrail } from './trail.ts';
import { openKeeper } from './workplace.ts';

/**
 * Lets a model work towards an aim, a step after the other: it is asked, and what it says is done. Each step is kept, so that a run
 * that is taken up again goes on where it was without asking or acting twice. Every ending is a value with what was achieved.
 * Throws Failure `transient` and `stale`, and `cancelled` where a shutdown hands the run to another worker: then it has not ended.
 */
export async function pursue<Done>(aim: Aim<Done>, parts: Parts): Promise<Pursued<Done>> {
  const { name, system, task } = aim;
  const heads = aim.tools.map(({ head }) => head);
  const trail = openTrail({ system, task, tools: heads }, parts.model);
  const write = openScribe(parts);
  const keeper = openKeeper(parts.workplace);
  const tools = heads.map((head) => head.name);
  await write([{ is: 'system', conversation: name, model: parts.model.name, system, task, tools }]);
  const ending = await untilEnded({ aim, parts, trail, write, keeper });
  await keeper.catchUp();
  await write([endEntry(ending, trail.steps.length)]);
  return pursued(ending, trail.steps, aim.value);
}

async function untilEnded<Done>(pursuit: Pursuit<Done>): Promise<Ending<Done>> {
  const { aim, parts, trail } = pursuit;
  const stops = [...usualStops(aim.value, aim.limits), ...aim.stops];
  try {
    for (;;) {
      const ending = firstEnding(stops, trail.steps);
      if (ending !== undefined) return ending;
      trail.add(await takeStep(pursuit));
    }
  } catch (thrown) {
    return endingOf(parts.signal.aborted ? parts.signal.reason : thrown);
  }
}

function firstEnding<Done>(stops: readonly Stop<Done>[], steps: readonly Step[]): Ending<Done> | undefined {
  for (const stop of stops) {
    const ending = stop(steps);
    if (ending !== undefined) return ending;
  }
  return undefined;
}

/** What ended the work from outside, as an ending where it is one; thrown on where the work goes on later, or never mattered. */
function endingOf(thrown: unknown): Ending<never> {
  if (!(thrown instanceof Failure)) throw thrown;
  const { why } = thrown;
  switch (why.kind) {
    case 'user':
      if (!modelFaults.has(why.reason.is)) throw thrown;
      return { is: 'model-failed', why: { is: 'not-asked', reason: why.reason } };
    case 'budget':
      return { is: 'limit', which: { is: 'refused', reason: why.reason } };
    case 'cancelled':
      if (why.by.is === 'shutdown') throw thrown;
      return { is: 'cancelled', by: why.by };
    case 'stale':
    case 'transient':
      throw thrown;
  }
}

const modelFaults: ReadonlySet<string> = new Set([
  'model-unreadable',
  'model-refused',
  'model-setup',
  'no-model',
]);

function pursued<Done>(ending: Ending<Done>, steps: readonly Step[], value: z.ZodType<Done>): Pursued<Done> {
  const handIn = ending.is === 'done' ? ending.value : lastHandIn(steps, value);
  return { ending, steps, handIn, usage: usageOf(steps), ms: spentBy(steps).ms };
}
