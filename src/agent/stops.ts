import type { z } from 'zod';
import type { Ending } from './ending.ts';
import { type Limits, reached } from './limits.ts';
import { cutOff } from './prompt.ts';
import { resultsOf, type Step } from './step.ts';
import { stuckBy } from './stuck.ts';

/** Looks at the steps so far, after each of them: an ending, or nothing to go on. */
export type Stop<Done> = (steps: readonly Step[]) => Ending<Done> | undefined;

/** The stops of every conversation, the first that answers counts: done, stuck, unusable turns, limits. */
export function usualStops<Done>(value: z.ZodType<Done>, limits: Limits): readonly Stop<Done>[] {
  const whenLost = pardoned((steps) => whenStuck(steps) ?? whenUnusable(steps), (limits.attempt ?? 1) - 1);
  return [(steps) => whenDone(steps, value), whenLost, (steps) => atLimit(steps, limits)];
}

/** Looks away so many times where it would have ended the work, and from there at what comes afterwards alone. */
function pardoned(stop: Stop<never>, times: number): Stop<never> {
  let [from, left] = [0, times];
  return (steps) => {
    const ending = stop(steps.slice(from));
    if (ending === undefined || left === 0) return ending;
    [from, left] = [steps.length, left - 1];
    return undefined;
  };
}

function whenDone<Done>(steps: readonly Step[], value: z.ZodType<Done>): Ending<Done> | undefined {
  const last = steps.at(-1);
  if (last?.act.is === 'answered') return { is: 'done', value: value.parse(last.act.value) };
  const result = last && resultsOf(last).find(({ how }) => how === 'done');
  return result && 'value' in result ? { is: 'done', value: value.parse(result.value) } : undefined;
}

function whenStuck(steps: readonly Step[]): Ending<never> | undefined {
  const rule = stuckBy(steps);
  return rule && { is: 'stuck', rule };
}

/** So many turns in a row that nothing could be done with end a conversation. */
const mostUnusable = 3;

function whenUnusable(steps: readonly Step[]): Ending<never> | undefined {
  const faults = steps.slice(-mostUnusable).map(faultOf);
  const last = faults.at(-1);
  if (faults.length < mostUnusable || last === undefined || faults.includes(undefined)) return undefined;
  return { is: 'model-failed', why: { is: 'unusable', fault: last } };
}

/** Why nothing could be done with the model's turn; undefined where something was done. */
function faultOf({ act }: Step): string | undefined {
  switch (act.is) {
    case 'called':
      return act.results.every(({ how }) => how === 'misused' || how === 'unfinished')
        ? act.results.at(-1)?.text
        : undefined;
    case 'answered':
      return undefined;
    case 'unreadable':
      return act.fault;
    case 'cut-off':
      return cutOff;
  }
}

function atLimit(steps: readonly Step[], limits: Limits): Ending<never> | undefined {
  const which = reached(steps, limits);
  return which && { is: 'limit', which };
}

/** The value that was handed in last, whether or not it ended the work. */
export function lastHandIn<Done>(steps: readonly Step[], value: z.ZodType<Done>): Done | null {
  const values = steps.flatMap(({ act }) => valuesOf(act));
  return values.length === 0 ? null : value.parse(values.at(-1));
}

function valuesOf(act: Step['act']): readonly unknown[] {
  if (act.is === 'answered') return [act.value];
  return resultsOf({ act }).flatMap((result) => ('value' in result ? [result.value] : []));
}
