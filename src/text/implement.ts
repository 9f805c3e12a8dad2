import { tokensText } from '../core/amount.ts';
import { codeSpan, fence } from '../core/fence.ts';
import type { SuiteRun } from '../core/generated-tests.ts';
import type {
  Declined,
  Draft,
  History,
  ProjectCheck,
  Reproduction,
  Spent,
  SuiteChange,
  Unfinished,
  Verification,
} from '../core/implemented.ts';
import { failureSentence } from './failures.ts';

/** What a draft and the revision of one tell. */
type Told = Omit<Draft, 'is'>;

/** Where `/continue` takes unfinished work up again; null where nobody can say so, as on the command line. */
export type Home = 'the issue' | 'the pull request' | null;

/**
 * The description of a pull request: what and why, how it was verified, what each round since it was opened did, what is not done, and
 * where to look, and what it was opened with where that was something else. `closes` is the issue that merging it closes; null for none.
 */
export function draftBody(
  draft: Told,
  closes: number | null,
  home: Home = 'the issue',
  { rounds, open, opened }: Pick<History, 'rounds' | 'open' | 'opened'> = {
    rounds: [],
    open: [],
    opened: null,
  },
): string {
  const told = new Set(openLines(draft));
  return [
    ...(draft.incomplete === null
      ? []
      : [`**This draft is incomplete.** ${unfinishedText(draft.incomplete, home)}`]),
    draft.summary,
    ...(closes === null ? [] : [`Fixes #${closes}`]),
    ...section('How it was verified', verificationLines(draft.verification, rounds.length > 0)),
    ...section('What was done since it was opened', rounds),
    ...section('What is wrong with it still', draft.verification.faults),
    ...section('Not done', [...draft.notDone, ...openSteps(draft)]),
    ...section('What to look at', draft.lookAt),
    ...section('What was refused', draft.refused),
    ...section(
      'What earlier rounds left open or to look at',
      open.filter((line) => !told.has(line)),
    ),
    ...(draft.split === null ? [] : [`### How it could be split\n\n${draft.split}`]),
    ...(opened === null
      ? []
      : [`<details><summary>What it was opened with, as it was then</summary>\n\n${opened}\n\n</details>`]),
  ].join('\n\n');
}

/** What a round leaves to others, in sentences: later descriptions tell it on. */
export function openLines(draft: Told): readonly string[] {
  const { verification, notDone, lookAt, refused } = draft;
  return [...verification.faults, ...notDone, ...openSteps(draft), ...lookAt, ...refused];
}

/** The title of the pull request and of its commit. */
export function draftTitle({ title }: Told): string {
  return title;
}

/** The body of the commit: what and why, without how it was checked. */
export function commitBody({ summary, incomplete }: Told, home: Home = 'the issue'): string {
  return incomplete === null
    ? summary
    : `${summary}\n\nThis is incomplete. ${unfinishedText(incomplete, home)}`;
}

/** The question on the issue, and how to answer it. */
export function questionText({
  question,
  because,
}: {
  readonly question: string;
  readonly because: string;
}): string {
  return `${question.trim()}\n\n${because.trim()}\n\nAnswer in a comment here, and the work goes on.`;
}

/** Why nothing was implemented, and what can be done about it. */
export function declinedText(because: Declined): string {
  switch (because.is) {
    case 'no-instruction':
      return 'This issue does not say what should be done. Describe it in the issue, then ask again.';
    case 'unrelated-things':
      return `This issue asks for several things that have nothing to do with each other:\n\n${list(because.things)}\n\nOpen an issue for each of them, and ask there.`;
    case 'too-large':
      return `This is more than one pull request should hold. It could be done in these parts:\n\n${list(because.parts)}\n\nOpen an issue for the one that should come first, and ask there.`;
    case 'asks-for-secrets':
      return `This asks for something secret to be told or used, which Patchwright does not do. ${because.what.trim()}`.trim();
    case 'changes-own-limits':
      return `This asks for a change to what Patchwright may do. That is for people to change, by hand. ${because.what.trim()}`.trim();
    case 'already-done':
      return `The code does this already, as far as can be seen. ${because.where.trim()} If it does not for you, say with which input.`;
    case 'not-possible':
      return `No change to this repository would do this. ${because.why.trim()}`.trim();
  }
}

/** What ended the work before it was done, and how to go on. */
export function unfinishedText(ended: Unfinished, home: Home = 'the issue'): string {
  switch (ended.is) {
    case 'limit': {
      const reached = `The work reached its limit of ${limitText(ended)}.`;
      return home === null ? reached : `${reached} ${goingOn[home]}`;
    }
    case 'budget':
      return failureSentence({ kind: 'budget', reason: ended.reason });
    case 'stuck':
      return `The model went in circles and was stopped. ${advice[home ?? 'elsewhere']}`;
    case 'cancelled':
      return failureSentence({ kind: 'cancelled', by: ended.by });
    case 'model':
      return failureSentence({ kind: 'user', reason: ended.reason });
    case 'not-mended':
      return 'What the checks found in it was not mended, though it was given back several times.';
  }
}

/** A pull request may have been looked at again since, and then has nothing to continue. */
const goingOn = {
  'the issue': 'Comment `/continue` on the issue to go on.',
  'the pull request': 'Comment `/revise` and what is left to do.',
} as const;

const advice = {
  'the issue': 'Say in a comment what it should do differently, then comment `/continue`.',
  'the pull request': 'Say behind `/revise` what it should do differently.',
  elsewhere: 'Say in the issue what it should do differently, then ask again.',
} as const;

/** What it took, in one line. */
export function spentLine({ steps, tokensIn, tokensOut, ms }: Spent): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const [stepWord, minuteWord] = [steps === 1 ? 'step' : 'steps', minutes === 1 ? 'minute' : 'minutes'];
  return `${figure(steps)} ${stepWord}, ${tokensText(tokensIn + tokensOut)}, ${figure(minutes)} ${minuteWord}.`;
}

function limitText({ which, most }: Extract<Unfinished, { is: 'limit' }>): string {
  if (which === 'time') return `${figure(Math.round(most / 60_000))} minutes`;
  return which === 'tokens' ? tokensText(most) : `${figure(most)} steps`;
}

/** What was run `again` was compared with how the pull request was before its last round. */
function verificationLines(verification: Verification, again: boolean): readonly string[] {
  const { notRun, reproduction, noReproduction, earlier, suites, checks } = verification;
  const isShown = reproduction !== null || earlier.length > 0;
  return [
    ...(notRun === null ? [] : [notRun]),
    ...earlier.map(earlierText),
    ...(reproduction === null ? [] : [reproductionText(reproduction, 'Without the change:')]),
    ...(isShown || noReproduction === null ? [] : [`No test shows it: ${noReproduction}`]),
    ...suites.map((suite) => suiteText(suite, again)),
    ...checks.map(checkText),
  ];
}

/** Its test may have been edited since: what it said without the change, it said when it was written. */
function earlierText(proof: Reproduction): string {
  return reproductionText(proof, 'Without the change, when it was written:');
}

function reproductionText(
  { of, tests, command, before, because, after }: Reproduction,
  lead: string,
): string {
  const names = tests.map(({ name, path }) => `${codeSpan(name)} in ${codeSpan(path)}`).join(', ');
  const what = of === 'bug' ? 'Shown by' : 'Stated by';
  return [
    `${what} ${names}, run with ${codeSpan(command)}. ${because.trim()} ${outcomes[after]} ${lead}`,
    indented(fence(before.slice(0, mostShown), 'text')),
  ].join('\n\n');
}

const mostShown = 800;

const outcomes = {
  passed: 'With the change it passes.',
  failed: 'With the change it fails.',
  'not run': 'It was not run with the change.',
} as const;

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}

function suiteText({ before, after, broken }: SuiteChange, again: boolean): string {
  const lost =
    broken.length === 0
      ? ''
      : ` These passed before and do not now: ${broken.map(({ name }) => codeSpan(name)).join(', ')}.`;
  const [past, present] = again ? ['before the last round', 'after it'] : ['before', 'with the change'];
  const now = after === null ? `it was not run ${present}` : `${present} ${countsText(after)}`;
  return `All tests, ${codeSpan(before.command)}: ${past}, ${countsText(before)}; ${now}.${lost}${redBefore(before)}`;
}

function countsText({ passed, failed, because }: SuiteRun): string {
  if (because !== null) return `no result (${because.replace(/\.$/, '')})`;
  return `${figure(passed)} passed and ${figure(failed.length)} failed`;
}

const mostNamed = 10;

function redBefore({ failed }: SuiteRun): string {
  if (failed.length === 0) return '';
  const names = failed.slice(0, mostNamed).map((name) => codeSpan(name));
  const more = failed.length > names.length ? ` and ${failed.length - names.length} more` : '';
  return ` Failing already before: ${names.join(', ')}${more}.`;
}

function checkText({ command, because, before, after, fresh }: ProjectCheck): string {
  if (because !== null) return `${codeSpan(command)} came to no result. ${because}`;
  if (fresh.length === 0)
    return `${codeSpan(command)}: nothing new (before ${before ?? 0}, now ${after ?? 0}).`;
  return `${codeSpan(command)} says what it did not say before: ${fresh.map((line) => codeSpan(line)).join(', ')}.`;
}

/** Steps of the plan that were not reached, where the work did not come to its end. */
function openSteps({ plan, planDone, incomplete }: Told): readonly string[] {
  return incomplete === null
    ? []
    : plan.slice(planDone).map(({ text }) => `Planned, and not marked as done: ${text}`);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`### ${title}\n\n${list(lines)}`];
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** 12345 as 12,345. */
function figure(number: number): string {
  return number.toLocaleString('en-US');
}
