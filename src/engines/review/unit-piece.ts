import { type DiffLine, type FileDiff, type Hunk, hunksOf, slicedHunk } from '../../core/diff.ts';
import type { FileKind } from '../../core/file-kind.ts';
import type { CodeSymbol } from '../../core/outline.ts';
import type { Piece } from '../../core/part.ts';

/** A file of the change, and what the head knows of it. */
export interface ChangedFile {
  readonly file: FileDiff;
  readonly kind: FileKind;
  /** What the file defines in the head; nothing where it is gone or not understood as code. */
  readonly symbols: readonly CodeSymbol[];
}

/** Some hunks of a file that are looked at together. */
export interface ChangedPiece extends ChangedFile, Piece {
  /** Changed lines that are shown. */
  readonly weight: number;
}

/** A file in pieces of at most so many changed lines, cut between functions where that can be. */
export function cutFile(changed: ChangedFile, most: number): readonly ChangedPiece[] {
  const segments = hunksOf(changed.file).flatMap((hunk) => cutHunk(hunk, changed.symbols, most));
  const together = sameFunction(segments, changed.symbols, most);
  return filled(together, most).map((hunks) => ({ ...changed, hunks, weight: weightOf(hunks) }));
}

/** How many changed lines of hunks are shown. */
export function weightOf(hunks: readonly Hunk[]): number {
  return hunks.flatMap(stretchesOf).reduce((sum, { weight }) => sum + weight, 0);
}

/** Lines of a hunk, from one index up to another. `hidden` is how many of them, amid the others, are passed over. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly hidden: number;
  readonly weight: number;
}

/** More lines than these that are only removed tell a reader little: the first and the last of them are shown. */
const longestRemoved = 60;
export const shownFirst = 30;
const shownLong = 40;

/** The lines of a hunk one by one, but for long runs of lines that are removed and not replaced. */
export function stretchesOf(hunk: Hunk): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let at = 0; at < hunk.lines.length;) {
    const end = endOfRemoved(hunk.lines, at);
    const isLong = end - at > longestRemoved && hunk.lines[end]?.kind !== 'added';
    if (isLong) stretches.push({ from: at, to: end, hidden: end - at - shownLong, weight: shownLong });
    else
      stretches.push(
        ...hunk.lines.slice(at, Math.max(end, at + 1)).map((line, index) => single(line, at + index)),
      );
    at = Math.max(end, at + 1);
  }
  return stretches;
}

function single({ kind }: DiffLine, at: number): Stretch {
  return { from: at, to: at + 1, hidden: 0, weight: kind === 'context' ? 0 : 1 };
}

function endOfRemoved(lines: readonly DiffLine[], from: number): number {
  let end = from;
  while (lines[end]?.kind === 'removed') end += 1;
  return end;
}

/** Too long a hunk in slices, each cut at the best place of its second half. */
function cutHunk(hunk: Hunk, symbols: readonly CodeSymbol[], most: number): readonly Hunk[] {
  if (weightOf([hunk]) <= most) return [hunk];
  const numbers = newNumbers(hunk);
  const slices: Hunk[] = [];
  let [from, weight] = [0, 0];
  let best: Cut | undefined;
  for (const stretch of stretchesOf(hunk)) {
    if (weight + stretch.weight > most && stretch.from > from) {
      const at = best?.at ?? stretch.from;
      slices.push(slicedHunk(hunk, from, at));
      weight = weightOf([slicedHunk(hunk, at, stretch.from)]);
      from = at;
      best = undefined;
    }
    weight += stretch.weight;
    if (weight >= most / 2) best = betterCut(best, cutAt(hunk, stretch.to, { numbers, symbols }));
  }
  return [...slices, slicedHunk(hunk, from, hunk.lines.length)];
}

interface Cut {
  /** The index of the first line after it. */
  readonly at: number;
  readonly badness: number;
}

/** Of two that are as good, the later. */
function betterCut(one: Cut | undefined, other: Cut): Cut {
  return one === undefined || other.badness <= one.badness ? other : one;
}

interface Lay {
  readonly numbers: readonly number[];
  readonly symbols: readonly CodeSymbol[];
}

/** How much a cut tears apart: functions round the place, what was replaced from what replaces it, lines without a gap between. */
function cutAt(hunk: Hunk, at: number, { numbers, symbols }: Lay): Cut {
  const [before, after, line = 0] = [hunk.lines[at - 1], hunk.lines[at], numbers[at]];
  const torn = symbols.filter(
    (symbol) => isCallable(symbol) && symbol.line < line && line <= symbol.lastLine,
  );
  const isReplacing = before?.kind === 'removed' && after?.kind === 'added';
  const isGap = before?.text.trim() === '' || symbols.some((symbol) => symbol.line === line);
  return { at, badness: torn.length * 10 + (isReplacing ? 5 : 0) + (isGap ? 0 : 2) };
}

/** For each line of a hunk its number in the new file; for what was removed that of the line that follows. */
export function newNumbers(hunk: Hunk): readonly number[] {
  let next = hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart;
  return hunk.lines.map(({ kind }) => (kind === 'removed' ? next : next++));
}

export function isCallable({ kind }: CodeSymbol): boolean {
  return kind === 'function' || kind === 'method' || kind === 'test';
}

/** Hunks of one function in one group, if it can hold them. */
function sameFunction(
  hunks: readonly Hunk[],
  symbols: readonly CodeSymbol[],
  most: number,
): readonly (readonly Hunk[])[] {
  const groups: { readonly within: CodeSymbol | undefined; readonly hunks: Hunk[] }[] = [];
  for (const hunk of hunks) {
    const group = groups.at(-1);
    const within = functionOf(hunk, symbols);
    const fits = group !== undefined && weightOf([...group.hunks, hunk]) <= most;
    if (fits && within !== undefined && group.within === within) group.hunks.push(hunk);
    else groups.push({ within, hunks: [hunk] });
  }
  return groups.map((group) => group.hunks);
}

/** The outermost function round a hunk's first change. */
function functionOf(hunk: Hunk, symbols: readonly CodeSymbol[]): CodeSymbol | undefined {
  const first = newNumbers(hunk)[hunk.lines.findIndex(({ kind }) => kind !== 'context')] ?? 0;
  return symbols.find((symbol) => isCallable(symbol) && symbol.line <= first && first <= symbol.lastLine);
}

/** Fills one piece after the other, in order. */
function filled(groups: readonly (readonly Hunk[])[], most: number): readonly (readonly Hunk[])[] {
  const pieces: { weight: number; readonly hunks: Hunk[] }[] = [];
  for (const hunks of groups) {
    const weight = weightOf(hunks);
    const piece = pieces.at(-1);
    if (piece !== undefined && piece.weight + weight <= most) {
      piece.hunks.push(...hunks);
      piece.weight += weight;
    } else pieces.push({ weight, hunks: [...hunks] });
  }
  return pieces.map(({ hunks }) => hunks);
}
