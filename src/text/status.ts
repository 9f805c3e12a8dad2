import { dollarsText, tokensText } from '../core/amount.ts';
import type { Allowance } from '../core/budget.ts';
import { codeSpan } from '../core/fence.ts';
import type { Progress, Run, RunState } from '../core/run.ts';
import { spentText } from './budget.ts';
import { droppedAnswer } from './dropped.ts';

/** What is told besides the run itself; times in milliseconds. */
export interface StatusFacts {
  readonly now: number;
  /** What this attempt has spent; `unpriced` counts the calls whose price nobody knows. */
  readonly spent: { readonly tokens: number; readonly usd: number; readonly unpriced: number };
  /** The comment that holds what is asked; null where this one has to tell it. */
  readonly asked: number | null;
}

type Told = Pick<Run, 'command' | 'state' | 'progress' | 'pull' | 'createdAt'>;

/** The comment that tells how a request stands, in Markdown: edited while the work goes on, and left with its end. */
export function statusText(run: Told, facts: StatusFacts): string {
  const { title, words } = stateText(run.state, run.progress, facts);
  const parts = [
    `**${codeSpan(`/${run.command}`)}: ${title}**`,
    draft(run),
    words,
    plan(run),
    figures(run, facts),
    trail(run),
    wayOn(run),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

interface StateText {
  /** A few words, without a full stop. */
  readonly title: string;
  /** Markdown; empty where the title says it all. */
  readonly words: string;
}

function stateText(state: RunState, progress: Progress, { asked }: StatusFacts): StateText {
  switch (state.is) {
    case 'queued':
      return { title: 'queued', words: 'It is next as soon as a worker is free.' };
    case 'working':
      return { title: phaseText(state.phase, progress), words: '' };
    case 'waiting':
      return { title: 'waiting', words: `${state.reason}\n\nIt is tried again without anybody's help.` };
    case 'asking':
      return { title: 'a question for you', words: askingWords(state.question, asked) };
    case 'paused':
      return { title: 'paused', words: '' };
    case 'ended':
      return { title: endings[state.how], words: endingWords(state) };
  }
}

/** Who is asked is notified by a comment of its own, and not by an edit of this one: there it is told once. */
function askingWords(question: string, asked: number | null): string {
  return asked === null
    ? `${question}\n\nAnswer in a comment.`
    : `The work goes on once [the question](#issuecomment-${asked}) is answered.`;
}

function phaseText(phase: string, { counts }: Progress): string {
  const { done, of } = counts;
  const far = done === undefined || of === undefined ? '' : ` (${done} of ${of} done)`;
  return `${phase === '' ? 'at work' : phase}${far}`;
}

type Ended = Extract<RunState, { is: 'ended' }>;

const endings: Readonly<Record<Ended['how'], string>> = {
  done: 'done',
  blocked: 'done',
  partial: 'done in part',
  refused: 'not done',
  superseded: 'superseded',
  cancelled: 'stopped',
  dead: 'could not be finished',
};

/** What is out of date for a reason is so because of what others have done meanwhile. */
function endingWords({ how, reason }: Ended): string {
  if (how !== 'superseded') return reason.trim();
  return reason === '' ? 'A newer request takes its place.' : droppedAnswer(reason);
}

function draft({ pull }: Told): string {
  return pull === null ? '' : `The draft pull request is #${pull}.`;
}

/** What a plan did not come to is left open in it, so that its end hides nothing. */
function plan({ progress: { plan: steps, stepsDone } }: Told): string {
  return steps.map((step, index) => `- [${index < stepsDone ? 'x' : ' '}] ${step}`).join('\n');
}

/** An end has the time alone: what was spent is part of its words. */
function figures({ state, progress, createdAt }: Told, { now, spent }: StatusFacts): string {
  switch (state.is) {
    case 'queued':
      return '';
    case 'working':
    case 'waiting':
    case 'asking':
    case 'paused':
      return `${elapsed(now - createdAt)} so far. ${spentOf(spent, progress.most)}`;
    case 'ended':
      return state.how === 'superseded' ? '' : `It took ${elapsed(now - createdAt)}.`;
  }
}

/** `Spent: 48,200 tokens of 500,000 at most, $0.12 of $1.00 at most.` */
function spentOf(spent: StatusFacts['spent'], { tokens, usd }: Allowance): string {
  const most = [
    ...(tokens === null ? [] : [tokensText(tokens)]),
    ...(usd === null ? [] : [dollarsText(usd)]),
  ];
  return most.length === 0 ? spentText(spent) : `${spentText(spent)} Allowed: ${most.join(', ')}.`;
}

/** `2 h 5 min`, `3 min 20 s`, `45 s`. */
function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** Of work that goes on: a line may be a model's words, so it is shown as code. */
function trail({ state, progress }: Told): string {
  if (progress.trail.length === 0 || (state.is !== 'working' && state.is !== 'waiting')) return '';
  const lines = progress.trail.map((line) => `- ${codeSpan(line)}`).join('\n');
  return `<details><summary>What it did last</summary>\n\n${lines}\n\n</details>`;
}

function wayOn({ state, progress: { hint } }: Told): string {
  switch (state.is) {
    case 'queued':
    case 'working':
    case 'waiting':
      return [hint, 'Comment `/stop` to stop it.'].filter((part) => part !== '').join(' ');
    case 'asking':
      return 'Comment `/stop` to stop it.';
    case 'paused':
      return 'Comment `/continue` to go on, or `/stop` to end it.';
    case 'ended':
      return state.how === 'partial' ? 'Comment `/continue` to go on with what is left.' : '';
  }
}
