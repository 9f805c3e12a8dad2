import type { SideLine } from './diff.ts';
import { canonicalCode, isTelling, partsWords } from './quoted-code.ts';
import { remembered } from './remembered.ts';

/** Lines of one hunk as one of its sides shows them. */
export interface Run {
  readonly lines: readonly SideLine[];
}

/** A place in a run, by the indexes of its first and last line. */
export interface Hit {
  readonly run: Run;
  readonly first: number;
  readonly last: number;
}

/** All places where quoted lines stand, in a certain sense; in the order of the runs. */
export type Search = (runs: readonly Run[], quote: readonly string[]) => readonly Hit[];

/** The same lines, or, where those are nowhere, the same but for what surrounds them: indentation and blanks at the end. */
export function wholeLines(runs: readonly Run[], quote: readonly string[]): readonly Hit[] {
  const exact = runs.flatMap((run) => sameLines(run, quote, withoutReturn));
  return exact.length > 0 ? exact : runs.flatMap((run) => sameLines(run, quote, trimmed));
}

/** The same characters but for blanks and line breaks: parts of lines, lines joined or broken. Too short a quote is nowhere. */
export function characters(runs: readonly Run[], quote: readonly string[]): readonly Hit[] {
  const needle = canonicalCode(quote.join('\n'));
  return isTelling(needle) ? runs.flatMap((run) => charactersIn(run, needle)) : [];
}

/** The longest unbroken piece of a quote that goes beyond the hunk or leaves something out: three lines of it, or half. */
export function longestPiece(runs: readonly Run[], quote: readonly string[]): readonly Hit[] {
  const lines = quote
    .map(trimmed)
    .filter((line) => line !== '')
    .slice(0, mostCompared);
  const pieces = runs
    .flatMap((run) => piecesIn(run, lines))
    .filter((piece) => piece.lines >= 3 || piece.lines * 2 >= lines.length);
  const size = pieces.reduce((most, piece) => Math.max(most, piece.size), 0);
  return pieces
    .filter((piece) => piece.size === size && isTelling(codeOf(piece.hit)))
    .map((piece) => piece.hit);
}

/** Lines of a quote that are looked for piece by piece. */
const mostCompared = 100;

function trimmed(text: string): string {
  return text.trim();
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function sameLines(run: Run, quote: readonly string[], normal: (text: string) => string): Hit[] {
  const wanted = quote.map(normal);
  const texts = run.lines.map((line) => normal(line.text));
  return texts.flatMap((_, first) => {
    const isHere = wanted.every((line, index) => texts[first + index] === line);
    return isHere ? [{ run, first, last: first + wanted.length - 1 }] : [];
  });
}

function charactersIn(run: Run, needle: string): Hit[] {
  const { text, starts } = streamOf(run);
  const hits: Hit[] = [];
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
    const end = at + needle.length;
    if (partsWords(text[at - 1], needle[0]) || partsWords(needle.at(-1), text[end])) continue;
    hits.push({ run, first: lineAt(starts, at), last: lineAt(starts, end - 1) });
  }
  return hits;
}

/** A run as one canonical text, and where in it each line begins. */
const streamOf = remembered((run: Run) => {
  const pieces: string[] = [];
  const starts: number[] = [];
  let length = 0;
  let end: string | undefined;
  for (const code of codesOf(run)) {
    const gap = partsWords(end, code[0]) ? ' ' : '';
    starts.push(length + gap.length);
    pieces.push(gap, code);
    length += gap.length + code.length;
    end = code.at(-1) ?? end;
  }
  return { text: pieces.join(''), starts };
});

/** The lines of a run, canonical. */
export const codesOf = remembered((run: Run) => run.lines.map((line) => canonicalCode(line.text)));

function lineAt(starts: readonly number[], offset: number): number {
  return starts.findLastIndex((start) => start <= offset);
}

interface Piece {
  readonly lines: number;
  readonly size: number;
  readonly hit: Hit;
}

/** At each line the longest piece of the quote that ends there; blank lines do not count. */
function piecesIn(run: Run, quote: readonly string[]): Piece[] {
  const known = new Set(quote);
  const lines = run.lines
    .map((line, index) => ({ text: line.text.trim(), index }))
    .filter(({ text }) => text !== '');
  let above: readonly number[] = [];
  return lines.flatMap(({ text, index: last }, row) => {
    const lengths = known.has(text)
      ? quote.map((wanted, at) => (wanted === text ? (above[at - 1] ?? 0) + 1 : 0))
      : [];
    above = lengths;
    const piece = lines.slice(row + 1 - Math.max(0, ...lengths), row + 1);
    const size = piece.reduce((sum, line) => sum + line.text.length, 0);
    return piece
      .slice(0, 1)
      .map(({ index: first }) => ({ lines: piece.length, size, hit: { run, first, last } }));
  });
}

function codeOf({ run, first, last }: Hit): string {
  return codesOf(run)
    .slice(first, last + 1)
    .join('');
}
