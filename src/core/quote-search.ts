import type { SideLine } from './diff.ts';
import { canonicalCode, isTelling, partsWords } from './quoted-code.ts';

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

/** The longest unbroken piece of a quote that goes beyond the hunk or leaves something out. */
export function longestPiece(runs: readonly Run[], quote: readonly string[]): readonly Hit[] {
  const lines = quote.map(trimmed).filter((line) => line !== '');
  const pieces = runs.flatMap((run) => piecesIn(run, lines.slice(0, 300)));
  const length = pieces.reduce((most, piece) => Math.max(most, piece.length), 0);
  const isEnough = length >= 3 || length * 2 >= lines.length;
  return isEnough ? pieces.filter((piece) => piece.length === length).map((piece) => piece.hit) : [];
}

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
function streamOf(run: Run): { readonly text: string; readonly starts: readonly number[] } {
  const starts: number[] = [];
  let text = '';
  for (const line of run.lines) {
    const code = canonicalCode(line.text);
    if (partsWords(text.at(-1), code[0])) text += ' ';
    starts.push(text.length);
    text += code;
  }
  return { text, starts };
}

function lineAt(starts: readonly number[], offset: number): number {
  return starts.findLastIndex((start) => start <= offset);
}

interface Piece {
  readonly length: number;
  readonly hit: Hit;
}

/** At each line the longest piece of the quote that ends there, if it is telling; blank lines do not count. */
function piecesIn(run: Run, quote: readonly string[]): Piece[] {
  const lines = run.lines
    .map((line, index) => ({ text: line.text.trim(), index }))
    .filter(({ text }) => text !== '');
  const pieces: Piece[] = [];
  let above: readonly number[] = [];
  for (const [row, { text, index: last }] of lines.entries()) {
    const lengths = quote.map((wanted, column) => (wanted === text ? (above[column - 1] ?? 0) + 1 : 0));
    const length = lengths.reduce((most, length) => Math.max(most, length), 0);
    const piece = lines.slice(row - length + 1, row + 1);
    const code = canonicalCode(piece.map((line) => line.text).join('\n'));
    const first = piece[0]?.index;
    if (first !== undefined && isTelling(code)) pieces.push({ length, hit: { run, first, last } });
    above = lengths;
  }
  return pieces;
}
