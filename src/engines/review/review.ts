import type { Diff, FileDiff } from '../../core/diff.ts';
import type { BudgetReason } from '../../core/failure.ts';
import { type Finding, rankOf } from '../../core/finding.ts';
import { place, type Review } from '../../core/review.ts';
import type { Told } from '../../core/same-defect.ts';
import type { Prompt } from '../../ports/model.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { accountOf } from './account.ts';
import type { Answer } from './answer.ts';
import type { Background } from './background.ts';
import { checkAll } from './checking.ts';
import { type Effort, effortOf, type PlannedReading, readingsOf } from './effort.ts';
import { withFittingSuggestions } from './fitting.ts';
import { describeChange } from './overview.ts';
import type { ReviewParts } from './parts.ts';
import { readingPrompt } from './reading-prompt.ts';
import { pathsOf, type Read, readAll } from './reading.ts';
import { suspicionOf } from './suspicion.ts';
import { type Unit, unitsOf, usualUnitLimits } from './units.ts';
import { type Bar, isBelow } from './verdict.ts';
import { withoutFiles } from './without-files.ts';

/** What a review is made from; the same for GitHub's pull requests and for a range of a local repository. */
export interface ReviewInput {
  readonly headSha: string;
  /** The whole change: where findings are placed. */
  readonly diff: Diff;
  /** The part of it that is read: all of it, or what is new since the last review. */
  readonly news: Diff;
  /** Why a file is left out, in a few words; undefined where it is not. */
  readonly ignored: (path: string) => string | undefined;
  readonly background: Omit<Background, 'wishes' | 'known'>;
  /** What the repository wants readers of these paths to know. */
  readonly wishes: (paths: readonly string[]) => readonly string[];
  /** What was told before, and is not told again. */
  readonly told: readonly Told[];
  readonly fingerprints: ReadonlySet<string>;
  /** What tools found. Those they are sure of are told as they are; the others are checked. */
  readonly analyzed: readonly Finding[];
  readonly effort: Effort | 'auto';
  readonly bar: Bar;
  /** Whether findings may bring suggestions. */
  readonly suggestions: boolean;
  /** How many findings are told on their lines. */
  readonly comments: number;
  /** At most so many questions; what does not fit is named as not looked at. */
  readonly maxPrompts: number;
}

/** A review without what the app itself has to say, and the limit that ended it early; null where all was asked. */
export interface Reviewed extends Omit<Review, 'notes'> {
  readonly limit: BudgetReason | null;
}

/**
 * Reviews a change: readers with different questions go through its parts and name what is worth a check; what they name is checked
 * one by one against the code, and what holds gets its place. Throws Failure where no answer at all could be had.
 */
export async function review(input: ReviewInput, parts: ReviewParts): Promise<Reviewed> {
  const { models, workspace, steps } = parts;
  const { signal } = steps;
  const plan = await planReview(input, workspace, { count: (text) => models.strong.count(text), signal });
  const { readings, effort } = plan;
  const [overview, read] = await Promise.all([
    readings.length > 1 ? describeChange(input.news, backgroundOf(input, []), parts) : null,
    readAll(readings, (reading) => promptOf(reading, input, readings.length === 1), parts),
  ]);
  const suspicion = await suspicionOf(input, read.claims, {
    workspace,
    units: readings.map(({ unit }) => unit),
  });
  const allowed = input.maxPrompts - readings.length;
  // What tools found is checked, too: it does not repeat itself.
  const terms = { ...input, background: backgroundOf(input, [], input.told), effort, allowed };
  const checked = await checkAll(suspicion.due, terms, parts);
  const limit = read.unpaid.limit ?? checked.limit;
  const holding = [...suspicion.sure, ...checked.holding];
  const findings = await withFittingSuggestions(holding, { ...input, effort }, parts);
  const candidates = read.claims.length + input.analyzed.length;
  return {
    headSha: input.headSha,
    model: read.model ?? models.strong.name,
    summary: overview?.summary ?? read.summary ?? '',
    overview,
    ...placed(findings, input),
    account: accountOf(candidates, [...suspicion.dropped, ...checked.dropped]),
    lookedAt: [...new Set(read.lookedAt.flatMap((unit) => pathsOf(unit.parts)))],
    notLookedAt: eachOnce([...plan.left, ...leftBy(read, limit)]),
    limit,
  };
}

/** What tools found, where there is no model that could read anything. What they are unsure of is told by the same bar. */
export async function reviewByTools(input: ReviewInput): Promise<Reviewed> {
  const { sure, due, dropped } = await suspicionOf(input, [], { workspace: null, units: [] });
  const { bar } = input;
  const told = [...sure, ...due.map(({ finding }) => finding)].filter(
    ({ severity, confidence }) => confidence >= bar.confidence && !isBelow(severity, bar.severity),
  );
  const unsure = sure.length + due.length - told.length;
  const looked = input.news.filter(({ path }) => input.ignored(path) === undefined);
  return {
    headSha: input.headSha,
    model: null,
    summary: '',
    overview: null,
    ...placed(told, input),
    account: accountOf(input.analyzed.length, [
      ...dropped,
      ...Array.from({ length: unsure }, () => 'not sure enough' as const),
    ]),
    lookedAt: looked.map(({ path }) => path),
    notLookedAt: [],
    limit: null,
  };
}

/** What a review is going to ask, which takes no model but to count by. */
export interface ReviewPlan {
  readonly effort: Effort;
  readonly readings: readonly PlannedReading[];
  readonly left: Review['notLookedAt'];
}

/** Most of the questions are for reading; the others are left for checking what is read. */
const readingShare = 0.7;

/** Cuts the change into units and says how each is going to be read. */
export async function planReview(
  { news: diff, ignored, effort: wanted, maxPrompts }: ReviewInput,
  workspace: Workspace | null,
  { count, signal }: { readonly count: (text: string) => number; readonly signal: AbortSignal },
): Promise<ReviewPlan> {
  const head = workspace ?? withoutFiles;
  const { units, left } = await unitsOf({ diff, head, ignored, count }, usualUnitLimits, signal);
  const effort = effortOf(units, wanted);
  const most = Math.max(1, Math.floor(maxPrompts * readingShare));
  const all = readingsOf(units, effort);
  const readings = all.slice(0, most);
  const read = new Set(readings.map(({ unit }) => unit));
  const over = units.filter((unit) => !read.has(unit)).flatMap((unit) => leftUnit(unit, overLimit));
  return { effort, readings, left: [...left, ...over] };
}

const overLimit = 'the change is larger than one review may be';
const unread = "the model's answer about it could not be read";

function leftBy(read: Read, limit: BudgetReason | null): Review['notLookedAt'] {
  const usedUp =
    limit?.is === 'job-limit' ? 'the budget of this request was used up' : 'the budget was used up';
  return [
    ...read.unreadable.flatMap(({ unit }) => leftUnit(unit, unread)),
    ...read.unpaid.units.flatMap((unit) => leftUnit(unit, usedUp)),
  ];
}

function leftUnit({ parts }: Unit, reason: string): Review['notLookedAt'] {
  return pathsOf(parts).map((path) => ({ path, reason }));
}

/** A file may be left for one reason in several parts. */
function eachOnce(left: Review['notLookedAt']): Review['notLookedAt'] {
  const known = new Map(left.map((each) => [JSON.stringify([each.path, each.reason]), each]));
  return [...known.values()];
}

/** The question of one reading; the only one of a change describes it, too. */
export function promptOf(
  { unit, lenses }: PlannedReading,
  input: ReviewInput,
  isOnly: boolean,
): Prompt<Answer> {
  const background = backgroundOf(input, pathsOf(unit.parts));
  return readingPrompt({ text: unit.text, lenses, summarises: isOnly, background });
}

/** What readers of these paths are told, or of all; what is known comes along, so that it is not said again. */
function backgroundOf(
  input: ReviewInput,
  paths: readonly string[],
  known: readonly Told[] = [...input.told, ...input.analyzed],
): Background {
  return {
    ...input.background,
    wishes: input.wishes(paths),
    known: known
      .filter(({ path }) => paths.length === 0 || paths.includes(path))
      .map(({ path, title }) => `${path}: ${title}`),
  };
}

/** The severest on their lines, up to the limit; the others are told in the summary. */
function placed(findings: readonly Finding[], input: ReviewInput): Pick<Review, 'inline' | 'elsewhere'> {
  const { inline, elsewhere } = place(findings.toSorted(bySeverity), input.diff);
  return {
    inline: inline.slice(0, input.comments),
    elsewhere: [...elsewhere, ...inline.slice(input.comments)],
  };
}

function bySeverity(one: Finding, other: Finding): number {
  return rankOf(one.severity) - rankOf(other.severity) || other.confidence - one.confidence;
}

/** Whether the diff holds any text to review at all. */
export function isReviewable(diff: readonly FileDiff[]): boolean {
  return diff.some((file) => file.content.kind === 'text' && file.content.hunks.length > 0);
}
