import type { DiffLine, FileDiff, Hunk } from '../../core/diff.ts';
import type { CodeSymbol } from '../../core/outline.ts';
import { renderTitle } from '../../core/part.ts';
import { isWithin, joinedRanges, type Range, shownLine } from './unit-lines.ts';
import { changedLines } from './unit-names.ts';
import { type ChangedPiece, isCallable, shownFirst, stretchesOf } from './unit-piece.ts';

/** A piece of a change as a reader sees it, and which lines of the head that shows. */
export interface ShownCode {
  readonly text: string;
  readonly ranges: readonly Range[];
}

/** How much is shown round the changed lines: the functions they stand in, some lines, or only what the diff itself shows. */
export const widths = ['functions', 'lines', 'hunks'] as const;
export type Width = (typeof widths)[number];

/** The file of a piece as it stands in the head; no lines where it cannot be read. */
export interface HeadFile {
  readonly lines: readonly string[] | undefined;
  readonly imports: readonly Range[];
}

/** The piece with what surrounds its changes in the head. Where the head has other lines than the diff tells of, only the diff's are shown. */
export function showCode(piece: ChangedPiece, { lines, imports }: HeadFile, width: Width): ShownCode {
  const isSame = lines !== undefined && fits(piece.hunks, lines);
  const head = isSame ? lines : [];
  const wider = isSame && width !== 'hunks' ? [...widerRanges(piece, imports, width), ...imports] : [];
  const ranges = rangesRound(piece, wider, head.length);
  const note = noteOn(piece, isSame);
  const regions = ranges.map((range) => showRegion(piece, range, head));
  return { text: `${renderTitle(piece.file)}${note}${regions.join('')}`, ranges };
}

/** Whether the changed lines and those between stand in the file where the diff says. */
function fits(hunks: readonly Hunk[], lines: readonly string[]): boolean {
  return hunks.every((hunk) =>
    hunk.lines.every((line) => line.kind === 'removed' || plain(line.text) === lines[line.new - 1]),
  );
}

function plain(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r$/, '');
}

function noteOn({ file, hunks }: ChangedPiece, isSame: boolean): string {
  const isPart = file.content.kind === 'text' && hunks.length < file.content.hunks.length;
  const isCut = file.content.kind === 'text' && hunks.some((hunk) => !isWhole(file, hunk));
  const missing =
    isSame || file.status === 'removed'
      ? ''
      : 'The file cannot be shown as it is now: only its changed lines are.\n';
  return `${isPart || isCut ? 'Other changes of this file are looked at apart from these.\n' : ''}${missing}`;
}

function isWhole({ content }: FileDiff, hunk: Hunk): boolean {
  return content.kind === 'text' && content.hunks.includes(hunk);
}

/** The lines of the head that a hunk shows; for one that only removes, none, at the line where it stands. */
function rangeOf({ newStart, newLines }: Hunk): Range {
  return newLines === 0
    ? { from: newStart + 1, to: newStart }
    : { from: newStart, to: newStart + newLines - 1 };
}

/** Lines that lie between two that are shown, and are too few to be left out. */
const smallGap = 3;

function rangesRound(piece: ChangedPiece, wider: readonly Range[], total: number): readonly Range[] {
  const own = piece.hunks.map(rangeOf);
  const inside = wider.map(({ from, to }) => ({ from: Math.max(1, from), to: Math.min(to, total) }));
  return joinedRanges([...own, ...inside], total === 0 ? 0 : smallGap);
}

/** Lines shown on either side of a change that no function holds; where nothing is known of functions, more; prose and data tell as much with few. */
const aroundOutside = 10;
const around = { code: 20, test: 20, config: 10, docs: 3, data: 3, generated: 3 } as const;

function widerRanges(piece: ChangedPiece, imports: readonly Range[], width: Width): readonly Range[] {
  if (piece.file.status === 'added') return [];
  const telling = changedLines(piece).filter(
    ({ line, at }) => line.text.trim() !== '' && !isWithin(at, imports),
  );
  const lines = [...new Set(telling.map(({ at }) => at))];
  const margin = piece.symbols.length > 0 ? aroundOutside : around[piece.kind];
  return lines.flatMap((line) => {
    const near = { from: line - margin, to: line + margin };
    const holding = piece.symbols.filter((symbol) => symbol.line <= line && line <= symbol.lastLine);
    const whole = width === 'functions' ? wholeOf(holding) : undefined;
    if (whole !== undefined) return [{ from: whole.line, to: whole.lastLine }];
    return [near, ...holding.filter(isCallable).map(headOf)].filter(({ to }) => to > 0);
  });
}

/** A longer function is shown by its beginning and by the lines round what changed. */
const longestFunction = 200;
const longestShape = 60;

/** What is shown whole: the outermost function, the innermost test, a type. */
function wholeOf(holding: readonly CodeSymbol[]): CodeSymbol | undefined {
  const short = holding.filter(({ line, lastLine }) => lastLine - line < longestFunction);
  return (
    short.find(({ kind }) => kind === 'function' || kind === 'method') ??
    short.findLast(({ kind }) => kind === 'test') ??
    short.find(({ line, lastLine, kind }) => kind !== 'module' && lastLine - line < longestShape)
  );
}

/** Lines that a function's name and what it takes have, at most. */
const headLines = 3;

function headOf({ line, lastLine }: CodeSymbol): Range {
  return { from: line, to: Math.min(lastLine, line + headLines - 1) };
}

/** One run of lines of the head, with what was removed between them. */
function showRegion(piece: ChangedPiece, range: Range, head: readonly string[]): string {
  const hunks = piece.hunks.filter((hunk) => touches(rangeOf(hunk), range));
  const numbers = hunks.flatMap(({ oldStart, oldLines }) => oldStart + oldLines);
  const width = String(Math.max(range.to, ...numbers)).length;
  const parts: string[] = [];
  let next = range.from;
  for (const hunk of hunks) {
    const own = rangeOf(hunk);
    parts.push(plainLines(head, { from: next, to: own.from - 1 }, width), ...hunkLines(hunk, width));
    next = own.to + 1;
  }
  return `${titleOf(piece, range)}${parts.join('')}${plainLines(head, { from: next, to: range.to }, width)}`;
}

/** An empty range lies at its beginning. */
function touches(own: Range, range: Range): boolean {
  return own.from >= range.from && own.from <= range.to + 1 && own.to <= range.to;
}

function titleOf({ symbols }: ChangedPiece, { from, to }: Range): string {
  const holding = symbols
    .filter(({ line, lastLine }) => line < from && lastLine >= from)
    .map(({ head }) => head);
  const where = to < from ? `after line ${to}` : `lines ${from} to ${to}`;
  return `@@ ${[where, ...holding.map((head) => `in ${head.slice(0, longestHead)}`)].join(', ')} @@\n`;
}

const longestHead = 100;

function plainLines(head: readonly string[], { from, to }: Range, width: number): string {
  return head
    .slice(from - 1, Math.max(from - 1, to))
    .map((text, index) => shownLine(from + index, ' ', text, width))
    .join('');
}

const markers = { added: '+', removed: '-', context: ' ' } as const;

function hunkLines(hunk: Hunk, width: number): readonly string[] {
  return stretchesOf(hunk).flatMap(({ from, to, hidden }) => {
    const lines = hunk.lines.slice(from, to).map((line) => diffLine(line, width));
    if (hidden === 0) return lines;
    const mark = `${' '.repeat(width)} -… [${hidden} more removed lines]\n`;
    return [...lines.slice(0, shownFirst), mark, ...lines.slice(shownFirst + hidden)];
  });
}

function diffLine(line: DiffLine, width: number): string {
  const number = line.kind === 'removed' ? line.old : line.new;
  return shownLine(number, markers[line.kind], line.text, width);
}
