import { inputLikeness, likeness } from './likeness.ts';
import { stuckAdvice } from './prompt.ts';
import { type Nudging, type Result, resultsOf, type Step } from './step.ts';

export type StuckRule = keyof typeof stuckAdvice;

interface Rule {
  /** For how many steps, up to the last, what it watches for has gone on. */
  readonly streak: (steps: readonly Step[]) => number;
  readonly nudges: number;
  readonly ends: number;
}

/**
 * When a model counts as stuck. The ends of the first four are those of OpenHands' detector, the last that of open-swe's guard; the
 * nudge comes early enough to be heeded.
 */
const rules: Readonly<Record<StuckRule, Rule>> = {
  'same-observation': { streak: sameObservation, nudges: 3, ends: 4 },
  'same-error': { streak: sameError, nudges: 2, ends: 3 },
  'same-message': { streak: sameMessage, nudges: 2, ends: 3 },
  alternation: { streak: alternation, nudges: 4, ends: 6 },
  'repeated-reads': { streak: repeatedReads, nudges: 3, ends: 6 },
};

const names = ['same-observation', 'same-error', 'same-message', 'alternation', 'repeated-reads'] as const;

/** The rule by which the model is stuck after these steps; undefined where it is not. */
export function stuckBy(steps: readonly Step[]): StuckRule | undefined {
  return names.find((name) => rules[name].streak(steps) >= rules[name].ends);
}

/** Advice for a model that seems about to be stuck: once, when the streak has reached the length for it. */
export function stuckNudges(steps: readonly Step[]): readonly Nudging[] {
  return names
    .filter((name) => rules[name].streak(steps) === rules[name].nudges)
    .map((about) => ({ is: 'nudge', about, text: stuckAdvice[about] }));
}

function sameObservation(steps: readonly Step[]): number {
  return trailing(steps, (step) => (resultsOf(step).length === 0 ? undefined : seen(step)));
}

function sameError(steps: readonly Step[]): number {
  return trailing(steps, (step) => (isError(step) ? done(step) : undefined));
}

function sameMessage(steps: readonly Step[]): number {
  return trailing(steps, (step) => (resultsOf(step).length === 0 ? likeness(step.said.content) : undefined));
}

/** How many steps at the end have the mark that the last one has; none where that has no mark. */
function trailing(steps: readonly Step[], markOf: (step: Step) => string | undefined): number {
  const last = steps.at(-1);
  const mark = last && markOf(last);
  if (mark === undefined) return 0;
  const other = steps.findLastIndex((step) => markOf(step) !== mark);
  return steps.length - 1 - other;
}

/** How many steps at the end are A, B, A, B. Where A is B another rule has counted them before. */
function alternation(steps: readonly Step[]): number {
  const marks = steps.slice(-rules.alternation.ends).map(seen);
  const [one, other] = marks.slice(-2);
  const breaks = marks.findLastIndex((mark, at) => {
    const fromEnd = marks.length - 1 - at;
    return mark !== (fromEnd % 2 === 0 ? other : one);
  });
  return marks.length - 1 - breaks;
}

/** How often, since anything was changed, the last step's most repeated look has shown the same. */
function repeatedReads(steps: readonly Step[]): number {
  const since = steps.slice(steps.findLastIndex(hasChanged) + 1);
  const last = new Set(readsOf(since.at(-1)));
  const counts = [...last].map((read) => since.filter((step) => readsOf(step).includes(read)).length);
  return Math.max(0, ...counts);
}

function hasChanged(step: Step): boolean {
  return resultsOf(step).some(({ changes, how }) => changes && how !== 'failed' && how !== 'misused');
}

function readsOf(step: Step | undefined): readonly string[] {
  if (step === undefined) return [];
  return resultsOf(step)
    .filter(({ how }) => how === 'seen')
    .map((result) => `${actionOf(result)} ${likeness(result.text)}`);
}

function isError(step: Step): boolean {
  const results = resultsOf(step);
  return results.length > 0 && results.every(({ how }) => how === 'failed' || how === 'misused');
}

/** What the model did in the step, whatever came of it. */
function done(step: Step): string {
  return JSON.stringify(resultsOf(step).map(actionOf));
}

/** What it did and saw; where it did nothing, what it said. */
function seen(step: Step): string {
  const results = resultsOf(step);
  if (results.length === 0) return likeness(step.said.content);
  return JSON.stringify(results.map((result) => [actionOf(result), likeness(result.text)]));
}

function actionOf({ call }: Result): string {
  return `${call.tool} ${inputLikeness(call.input)}`;
}
