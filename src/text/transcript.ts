import { dollarsText, tokensText } from '../core/amount.ts';
import { visible } from '../core/hidden-text.ts';
import { attemptKey, type Run, type RunState } from '../core/run.ts';
import type { Subject } from '../core/subject.ts';
import type { Entry } from '../core/transcript.ts';

/** An entry as it was kept, when (milliseconds since 1970), and in which attempt of its run. */
export interface Kept {
  readonly generation: number;
  readonly at: number;
  /** Undefined where this version cannot read what another one wrote. */
  readonly entry: Entry | undefined;
}

/** One question to a model, as it was paid. */
interface Paid {
  readonly prompt: string;
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensCached: number;
  readonly tokensOut: number;
  readonly usd: number | null;
  readonly ms: number;
  readonly outcome: string;
}

/**
 * A run for a terminal: what was said and done, and what it cost. Of long texts only the first lines are shown, unless all is
 * wanted; whoever wrote them, they cannot steer the terminal.
 */
export function transcriptText(
  run: Run,
  kept: readonly Kept[],
  paid: readonly Paid[],
  isWhole: boolean,
): string {
  const attempts = [...Map.groupBy(kept, ({ generation }) => generation)];
  const lines = [
    ...headLines(run),
    ...attempts.flatMap(([generation, entries]) => [
      ...(attempts.length === 1 ? [] : ['', `# Attempt ${generation}`]),
      ...entries.flatMap((one) => entryLines(one, isWhole)),
    ]),
    '',
    ...(kept.length === 0 ? ['No conversation with tools is kept of it.'] : []),
    ...paidLines(paid),
  ];
  return printed(lines);
}

/** What is said where no run goes by the name that was given. */
export function unknownRunText(name: string, near: readonly Run[], latest: readonly Run[]): string {
  const lines = [
    `There is no job ${JSON.stringify(name)}.`,
    ...(near.length === 0 ? [] : ['Did you mean one of these?', ...near.map(runLine)]),
    ...(latest.length === 0 ? ['Nothing has run here yet.'] : ['The latest are:', ...latest.map(runLine)]),
  ];
  return printed(lines);
}

export function unknownAttemptText(run: Run, generation: number, known: readonly number[]): string {
  const others = [...new Set([...known, run.generation])].map((known) => `${run.key}.${known}`);
  return `The job ${run.key} has no attempt ${generation}. What is known of it: ${others.join(', ')}.`;
}

/** A line stays a line: names come from models and people, too. */
function printed(lines: readonly string[]): string {
  return lines.map((line) => visible(line.replace(/\s*\n\s*/g, ' '))).join('\n');
}

function headLines(run: Run): readonly string[] {
  return [
    `${run.command} on ${subjectName(run.subject)}: ${stateName(run.state)}`,
    `Job ${attemptKey(run)}, begun ${time(run.createdAt)}, last moved ${time(run.updatedAt)} UTC`,
  ];
}

function runLine(run: Run): string {
  return `  ${attemptKey(run)}  ${run.command} on ${subjectName(run.subject)}, ${stateName(run.state)}, ${time(run.updatedAt)} UTC`;
}

function subjectName(subject: Subject): string {
  if (subject.kind === 'range') return `${subject.base}..${subject.head} of ${subject.directory}`;
  const { owner, repo, number } = subject.ref;
  return `${owner}/${repo}#${number}`;
}

function stateName(state: RunState): string {
  return state.is === 'ended' ? state.how : state.is;
}

function entryLines({ entry, at }: Kept, isWhole: boolean): readonly string[] {
  if (entry === undefined) return ['  (an entry that this version cannot read)'];
  switch (entry.is) {
    case 'system':
      return systemLines(entry, isWhole);
    case 'mail':
      return labelled(`${entry.by} says`, entry.text, isWhole);
    case 'nudge':
      return labelled(`a hint, ${entry.about}`, entry.text, isWhole);
    case 'said':
      return saidLines(entry, at, isWhole);
    case 'called':
      return labelled(`it calls ${entry.tool}`, entry.input, isWhole);
    case 'observed':
      return labelled(`${entry.tool} gives (${entry.how}, ${duration(entry.ms)})`, entry.text, isWhole);
    case 'ended':
      return ['', endLine(entry)];
  }
}

function systemLines(entry: Extract<Entry, { is: 'system' }>, isWhole: boolean): readonly string[] {
  return [
    '',
    `## ${entry.conversation}, with ${entry.model}`,
    ...labelled('it is told', entry.system, isWhole),
    ...labelled('the task', entry.task, isWhole),
    `  tools: ${entry.tools.join(', ') || 'none'}`,
  ];
}

function saidLines(entry: Extract<Entry, { is: 'said' }>, at: number, isWhole: boolean): readonly string[] {
  const cut = entry.ended === 'length' ? ', cut off' : '';
  return [
    '',
    `${entry.step}. ${time(at)}  ${entry.model}, ${costText([entry])}${cut}`,
    ...(entry.text.trim() === '' ? [] : labelled('it says', entry.text, isWhole)),
  ];
}

function endLine({ how, why, steps }: Extract<Entry, { is: 'ended' }>): string {
  return `Ended after ${counted(steps, 'step')}: ${how}${why === '' ? '' : ` (${why})`}`;
}

/** Lines and characters of a line that are shown where not all is wanted. */
const mostLines = 12;
const longestLine = 160;

/** A text on its label's line where it fits there, below it otherwise. */
function labelled(label: string, text: string, isWhole: boolean): readonly string[] {
  const lines = text.trimEnd().split('\n');
  const [first = ''] = lines;
  if (lines.length === 1 && first.length <= longestLine) return [`  ${label}: ${first}`.trimEnd()];
  const shown = isWhole ? lines : lines.slice(0, mostLines).map(short);
  const missing = lines.length - shown.length;
  const rest = missing === 0 ? [] : [`  | … ${counted(missing, 'more line')} (--whole shows all)`];
  return [`  ${label}:`, ...shown.map((line) => `  | ${line}`), ...rest];
}

function short(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}

/** What the whole run has cost, by what was asked. */
function paidLines(paid: readonly Paid[]): readonly string[] {
  if (paid.length === 0) return ['No model was asked.'];
  const prompts = Map.groupBy(paid, ({ prompt, model }) => `${prompt} (${model})`);
  const parts = Array.from(prompts, ([name, calls]) => `  ${name}: ${questions(calls)}`);
  return [`All attempts together: ${questions(paid)}`, ...(parts.length === 1 ? [] : parts)];
}

function questions(calls: readonly Paid[]): string {
  const failed = calls.filter(({ outcome }) => !answered.has(outcome)).length;
  const ill = failed === 0 ? '' : `, ${failed} without a good answer`;
  return `${counted(calls.length, 'question')}${ill}, ${costText(calls)}`;
}

/** Outcomes of questions whose answers were of use. */
const answered: ReadonlySet<string> = new Set(['read', 'said']);

type Cost = Pick<Paid, 'tokensIn' | 'tokensCached' | 'tokensOut' | 'usd' | 'ms'>;

function costText(calls: readonly Cost[]): string {
  function sum(of: (call: Cost) => number): number {
    return calls.reduce((all, call) => all + of(call), 0);
  }
  const cached = sum(({ tokensCached }) => tokensCached);
  const tokens = `${tokensText(sum(({ tokensIn }) => tokensIn))} in (${cached.toLocaleString('en-US')} cached)`;
  const isPriced = calls.every(({ usd }) => usd !== null);
  const dollars = isPriced ? dollarsText(sum(({ usd }) => usd ?? 0)) : 'dollars unknown';
  return `${tokens}, ${sum(({ tokensOut }) => tokensOut).toLocaleString('en-US')} out, ${dollars}, ${duration(sum(({ ms }) => ms))}`;
}

function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function time(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
