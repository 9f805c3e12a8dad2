import { codeSpan } from '../core/fence.ts';
import type { Draft, Unfinished } from '../core/implemented.ts';
import { unfinishedText } from './implement.ts';

type Told = Omit<Draft, 'is'>;

/** Where unfinished work on a pull request of ours is taken up again. */
export const home = 'the pull request';

/** Why a pull request is not gone on with, or not now; null where nothing stands against it. */
export const notRevised = {
  notOurs:
    'This pull request was not opened by Patchwright, which goes on with its own alone. For findings of its review, comment `/fix`.',
  open: null,
  closed: 'This pull request is closed. Reopen it, then ask again.',
  merged: 'This pull request is merged. Open an issue for what is left to do.',
  nothing:
    'There is nothing to do here: no remark by people who may write is unanswered, no check fails that could be mended, and nothing ' +
    'conflicts with the base. Say behind `/revise`, or in a review, what is to be changed.',
} as const;

/** How a request ended that changed or answered something. */
export const toldThere = 'What was done is told in the commits, in the threads and in comments here.';

/** How one ended after which there was nothing to be told: a check that passed when it was run again, say. */
export const nothingLeft = 'There is nothing left to do.';

/** What the commit did in this round, as it was planned. */
export function commitBody({ plan, incomplete }: Told): string {
  const steps = plan.map(({ text }) => `- ${text}`).join('\n');
  return incomplete === null
    ? steps
    : `${steps}\n\nThis is incomplete. ${unfinishedText(incomplete, home)}`.trim();
}

/** A round as the description goes on telling it, by the title of its commit and what is done of its plan. */
export function roundLine(title: string, { plan, planDone, incomplete }: Told): string {
  const done = plan.slice(0, planDone).map(({ text }) => text.replace(/[.;\s]+$/, ''));
  const what = done.length === 0 ? title : `${title}: ${done.join('; ')}`;
  return incomplete === null ? `${what}.` : `${what}. It is incomplete.`;
}

/** A commit for what people said. */
export function remarksTitle(logins: readonly string[]): string {
  return logins.length === 1 ? `Heed the remarks of ${logins[0]}` : 'Heed the remarks of the review';
}

export function checksTitle(names: readonly string[]): string {
  return names.length === 1 ? `Mend the check ${names[0]}` : `Mend ${names.length} failing checks`;
}

/** As git calls it. */
export function mergeTitle(base: string, head: string): string {
  return `Merge branch '${base}' into ${head}`;
}

/** An answer to what stands in no thread, with a link by which it is found again. */
export function answerOn(
  { anchor, by }: { readonly anchor: string; readonly by: string },
  text: string,
): string {
  const what = anchor.startsWith('pullrequestreview') ? `the review by ${by}` : `what ${by} asked for`;
  return `On [${what}](#${anchor}): ${text}`;
}

/** Where the work ended before it came to an answer: what stands in no thread is asked for anew in words of its own. */
export function unansweredText(
  ended: Unfinished | null,
  { isChanged, isInThread }: { readonly isChanged: boolean; readonly isInThread: boolean },
): string {
  const done = isChanged ? 'see the commits for what was done' : 'nothing was changed for it';
  const why = ended === null ? '' : ` ${unfinishedText(ended, home)}`;
  const again = isInThread ? 'Reply here' : 'Say it again behind `/revise`';
  return `The work ended before this was answered: ${done}.${why} ${again} to have it looked at anew.`;
}

/** What a round leaves to be said beside its commit and its answers; empty where that is nothing. */
export function roundText(told: Told, isTold = false): string {
  const { incomplete, notDone, lookAt, refused, verification } = told;
  return [
    ...(isTold ? [doneText(told)] : []),
    ...(incomplete === null ? [] : [`This is incomplete. ${unfinishedText(incomplete, home)}`]),
    ...section('What is wrong with it still', verification.faults),
    ...section('Not done', notDone),
    ...section('What to look at', lookAt),
    ...section('What was refused', refused),
  ].join('\n\n');
}

function doneText({ plan, changes }: Told): string {
  if (changes.length === 0) return 'Nothing was changed for it.';
  const steps = plan.map(({ text }) => `- ${text}`).join('\n');
  return `This was done about it; whether it is enough is for the checks to say.\n\n${steps}`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`### ${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`];
}

/** How whatever is said about failing checks begins: the same for the same head and the same checks. */
export function checksHeading(head: string, names: readonly string[]): string {
  return `${checksLead} at ${codeSpan(head)}: ${spans(names)}.`;
}

export function isChecksHeading(text: string): boolean {
  return text.startsWith(checksLead);
}

const checksLead = '**Failing checks**';

/** The last word on checks that stay red. */
export function givenUp(attempts: number): string {
  const tries = attempts === 1 ? 'Once' : `${attempts} times`;
  const tried =
    attempts === 0
      ? 'The repository leaves failing checks to people.'
      : `${tries} in a row a commit was to mend what failed, and something still does: this is left to people now.`;
  return `${tried} Push a commit, or comment \`/revise\` and what should be tried.`;
}

export function redOnBase(names: readonly string[], base: string): string {
  const [fail, they] = names.length === 1 ? ['fails', 'it is'] : ['fail', 'they are'];
  return `${spans(names)} ${fail} on ${codeSpan(base)} as well, so ${they} left alone here.`;
}

/** How whatever is said about conflicts begins: the same for the same two commits. */
export function conflictsHeading(at: {
  readonly branch: string;
  readonly tip: string;
  readonly head: string;
}): string {
  return `**Conflicts** of ${codeSpan(at.head)} with ${codeSpan(at.branch)} at ${codeSpan(at.tip)}.`;
}

/** Conflicts that are no text. */
export function beyondText(paths: readonly string[]): string {
  return `These conflict in more than their text (one side deleted or moved them, changed their mode, or they are binary), which is for people to decide: ${spans(paths)}. Merge the base by hand.`;
}

export function unresolvedText(told: Told, paths: readonly string[]): string {
  const { incomplete, refused, verification } = told;
  const why = incomplete === null ? 'Something of it was left open.' : unfinishedText(incomplete, home);
  const faults = [...refused, ...verification.faults].map((fault) => `- ${fault}`).join('\n');
  const text = `They could not be resolved, and nothing was committed: ${spans(paths)}. ${why} Merge the base by hand, or comment \`/revise\` to have it tried again.`;
  return faults === '' ? text : `${text}\n\n${faults}`;
}

/** Resolved is what its tests say is so. */
export function mergedText(paths: readonly string[], isGreen: boolean): string {
  return isGreen
    ? `They are resolved in a merge commit, and the tests pass with it as they did before: ${spans(paths)}.`
    : `A merge commit holds both sides now: ${spans(paths)}. No tests could be run with it, so look at it closely.`;
}

function spans(words: readonly string[]): string {
  return words.map((word) => codeSpan(word)).join(', ');
}
