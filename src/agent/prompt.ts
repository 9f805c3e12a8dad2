import type { ToolCall } from '../ports/model.ts';

/** Everything that the loop itself says to a model. What an engine says is the engine's own. */

export function badJson(tool: string, schema: string): string {
  return `Not done: the arguments of ${tool} are not valid JSON. Give one JSON object that fits this schema: ${schema}`;
}

export function misfit(tool: string, fault: string, schema: string): string {
  return `Not done: the arguments of ${tool} do not fit.\n${fault}\nThe schema is: ${schema}`;
}

export function unknownTool(name: string, near: string | null, known: readonly string[]): string {
  const guess = near === null ? '' : ` Did you mean ${near}?`;
  return `Not done: there is no tool ${JSON.stringify(name)}.${guess} The tools are: ${known.join(', ')}.`;
}

export function sameId(id: string): string {
  return `Not done: another call of the same turn has the id ${JSON.stringify(id)} already. If you still want this one, make it in your next turn.`;
}

export const unfinishedCall =
  'Not done: your turn was cut off here, because it was longer than one answer may be. Do it in smaller parts.';

export const skippedCall = 'Not done: the work was handed in by a call before this one.';

export function tooManyCalls(most: number): string {
  return `Not done: of one turn, ${most} calls are done. If you still want this one, make it in your next turn.`;
}

/** Stands between head and tail of a text that is too long; sizes in characters. */
export function cutNote(missing: number, whole: number): string {
  return `[… ${figure(missing)} of ${figure(whole)} characters are left out here …]`;
}

/** Stands for an old result; one line. */
export function maskNote(call: ToolCall, text: string): string {
  const size = `${counted(text.split('\n').length, 'line')}, ${counted(text.length, 'character')}`;
  return `[The result of ${callLine(call)} is left out here to save room: ${size}. Call it again if you need it.]`;
}

/** Stands for the oldest steps, a line each. */
export function foldNote(lines: readonly string[]): string {
  return ['Your first steps are left out here to save room. In short:', ...lines].join('\n');
}

/** A call on one line, cut where it is long. */
export function callLine({ tool, input }: ToolCall): string {
  return oneLine(`${tool} ${input}`);
}

export function oneLine(text: string): string {
  const line = Array.from(text.replace(/\s+/g, ' ').trim());
  return line.length > 120 ? `${line.slice(0, 119).join('')}…` : line.join('');
}

export const cutOff =
  'Your answer was cut off, because it was longer than one answer may be. Give it again in smaller parts.';

export function unreadable(fault: string): string {
  return `Your answer could not be taken: ${fault}`;
}

/** What is said when a model seems to be stuck, by the rule that noticed it. */
export const stuckAdvice = {
  'same-observation':
    'You have made the same call several times and seen the same each time. Doing it again will not show anything new: do something else, or hand in what you have.',
  'same-error':
    'The same call has failed again. Read the error, and change the call or take another way; the same call once more ends the work.',
  'same-message':
    'You have said the same again without doing anything. Call a tool, or hand in what you have.',
  alternation:
    'You are going back and forth between the same two steps, and nothing changes. Do something else, or hand in what you have.',
  'repeated-reads':
    'You have looked at the same thing several times, and nothing has been changed since. Use what you know: go on with the work, or hand in what you have.',
} as const;

/** `used` and `limit` with their unit, such as `8 of 10 steps`; `remedy` says how to hand in. */
export function nearingEnd(used: string, remedy: string): string {
  return `The work must end soon: ${used} are used. ${remedy}`;
}

/** 12345 as 12,345. */
export function figure(number: number): string {
  return Math.round(number)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

function counted(count: number, noun: string): string {
  return `${figure(count)} ${noun}${count === 1 ? '' : 's'}`;
}
