import type { Turn } from '../ports/model.ts';
import { callLine, maskNote, oneLine } from './prompt.ts';
import { resultsOf, type Step, total, turnsOf } from './step.ts';

/** A step with its old results replaced by a line each, where that is shorter. Its words and calls stay. */
export function maskedStep(step: Step): Step {
  if (step.act.is !== 'called') return step;
  const results = step.act.results.map((result) => {
    const note = maskNote(result.call, result.text);
    return note.length < result.text.length ? { ...result, text: note } : result;
  });
  return { ...step, act: { is: 'called', results } };
}

/** A step in a line or a few: what was called and how it went, or what was said. What people wrote in between stays whole. */
export function foldedStep({ heard, said, act }: Step, number: number): string {
  const mail = heard.flatMap((one) => (one.is === 'mail' ? [one.text] : []));
  const calls = resultsOf({ act }).map(({ call, how }) => `${callLine(call)} (${how})`);
  const line = calls.length === 0 ? oneLine(said.content) : calls.join('; ');
  return [...mail, `${number}. ${line}`].join('\n');
}

/** Tokens of a step in the history: as it is, masked, and folded. */
export interface Size {
  readonly whole: number;
  readonly masked: number;
  readonly folded: number;
}

export function sizeOf(step: Step, number: number, count: (text: string) => number): Size {
  function size(turns: readonly Turn[]): number {
    return total(turns.map((turn) => turnSize(turn, count)));
  }
  const whole = size(turnsOf(step));
  const masked = resultsOf(step).length === 0 ? whole : size(turnsOf(maskedStep(step)));
  return { whole, masked, folded: count(foldedStep(step, number)) };
}

/** What a turn takes beside its text. */
const frame = 8;

function turnSize(turn: Turn, count: (text: string) => number): number {
  const calls = turn.role === 'assistant' ? turn.calls : [];
  return (
    frame + count(turn.content) + total(calls.map(({ tool, input }) => frame + count(`${tool} ${input}`)))
  );
}

/** How far a history may grow before it is shortened, in tokens, and how far it then shrinks. */
export interface Room {
  readonly high: number;
  readonly low: number;
  /** The results of so many steps at the end stay, unless they alone take most of the room. */
  readonly keep: number;
}

/** Where more is allowed it still costs: every step sends the history again. */
const mostTokens = 64_000;

/** Of a window in tokens; `fixed` are those of the system's turn, the task and the tools. */
export function roomOf(window: number, fixed: number): Room {
  const high = Math.max(0, Math.min(Math.floor(window * 0.6), mostTokens) - fixed);
  return { high, low: Math.floor(high / 2), keep: 5 };
}

/** How many steps from the first are folded, and how many masked, the folded among them. */
export interface Shortened {
  readonly folded: number;
  readonly masked: number;
}

/**
 * What of a history is left out, by the sizes of its steps alone. Old results are masked first; where that does not help much, the
 * oldest steps are folded. Much is done at once, so that between two such moments the history only grows at its end, and
 * providers' caches hit.
 */
export function shortened(sizes: readonly Size[], room: Room): Shortened {
  let now: Counted = { folded: 0, masked: 0, tokens: 0 };
  for (const last of sizes.keys()) now = grown(now, sizes, last, room);
  return { folded: now.folded, masked: now.masked };
}

type Counted = Shortened & { readonly tokens: number };

/** By the step at `last`. */
function grown(before: Counted, sizes: readonly Size[], last: number, room: Room): Counted {
  let now = { ...before, tokens: before.tokens + (sizes[last]?.whole ?? 0) };
  if (now.tokens <= room.high) return now;
  now = mask(now, sizes, last + 1 - room.keep, room.low);
  if (residue(now, sizes) > room.low / 2) now = fold(now, sizes, room.low);
  if (now.tokens > (room.low + room.high) / 2) now = mask(now, sizes, last, room.low);
  return now;
}

/** Masks steps before `end` until no more than `most` tokens are left. */
function mask(
  { folded, masked, tokens }: Counted,
  sizes: readonly Size[],
  end: number,
  most: number,
): Counted {
  let [at, left] = [masked, tokens];
  for (; at < end && left > most; at += 1) left -= saving(sizes[at], 'whole', 'masked');
  return { folded, masked: at, tokens: left };
}

/** What masking has left of the steps that are not folded. */
function residue({ folded, masked }: Shortened, sizes: readonly Size[]): number {
  return total(sizes.slice(folded, masked).map((size) => size.masked));
}

/** Folds masked steps until no more than `most` tokens are left. */
function fold({ folded, masked, tokens }: Counted, sizes: readonly Size[], most: number): Counted {
  let [at, left] = [folded, tokens];
  for (; at < masked && left > most; at += 1) left -= saving(sizes[at], 'masked', 'folded');
  return { folded: at, masked, tokens: left };
}

function saving(size: Size | undefined, from: keyof Size, to: keyof Size): number {
  return size === undefined ? 0 : size[from] - size[to];
}
