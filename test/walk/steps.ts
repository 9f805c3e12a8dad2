import fc from 'fast-check';
import type { Step } from './deed.ts';
import { pullSteps } from './pull-steps.ts';
import { talkSteps } from './talk-steps.ts';
import { troubleSteps } from './trouble-steps.ts';

/** A walk: so many steps of all kinds, of which those are taken that are possible when their turn comes. */
export const walks = fc.commands([...pullSteps, ...talkSteps, ...troubleSteps], {
  maxCommands: 120,
  size: 'max',
}) satisfies fc.Arbitrary<Iterable<Step>>;
