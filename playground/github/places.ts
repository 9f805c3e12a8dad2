import { parseHunks, type DiffLine, type FileChange, type Hunk } from './git/diff.ts';
import type { Place, Side } from './state.ts';

/** Where a comment asks to be: by lines, or by GitHub's older count below the first hunk header. */
export type WantedPlace =
  | {
      readonly kind: 'lines';
      readonly side: Side;
      readonly line: number;
      readonly startSide: Side | null;
      readonly startLine: number | null;
    }
  | { readonly kind: 'position'; readonly position: number };

export type Placing =
  | { readonly kind: 'placed'; readonly place: Place; readonly diffHunk: string }
  | { readonly kind: 'refused'; readonly fault: PlacingFault };

export type PlacingFault = 'line' | 'start-line' | 'start-order' | 'start-hunk';

/** Finds a place in one file's diff, by GitHub's rules: in a hunk, its start before it in the same hunk. */
export function placeIn(change: FileChange, wanted: WantedPlace): Placing {
  const hunks = parseHunks(change.patch);
  if (wanted.kind === 'position') return placeAt(hunks, wanted.position);
  const hunk = hunks.find((one) => lineIn(one, wanted.side, wanted.line));
  const end = hunk && lineIn(hunk, wanted.side, wanted.line);
  if (!hunk || !end) return { kind: 'refused', fault: 'line' };
  const fault = startFault(hunks, hunk, end, wanted);
  if (fault) return { kind: 'refused', fault };
  const { side, line, startLine } = wanted;
  const startSide = startLine === null ? null : (wanted.startSide ?? side);
  const place = { side, line, startSide, startLine, position: end.position };
  return { kind: 'placed', place, diffHunk: hunkUpTo(hunk, end) };
}

function startFault(
  hunks: readonly Hunk[],
  hunk: Hunk,
  end: DiffLine,
  wanted: { side: Side; line: number; startSide: Side | null; startLine: number | null },
): PlacingFault | undefined {
  if (wanted.startLine === null) return undefined;
  const side = wanted.startSide ?? wanted.side;
  if (side === wanted.side && wanted.startLine >= wanted.line) return 'start-order';
  const start = lineIn(hunk, side, wanted.startLine);
  if (start) return start.position < end.position ? undefined : 'start-order';
  return hunks.some((one) => lineIn(one, side, wanted.startLine ?? 0)) ? 'start-hunk' : 'start-line';
}

function lineIn(hunk: Hunk, side: Side, line: number) {
  return hunk.lines.find((one) => isOn(one, side) && numberOn(one, side) === line);
}

function isOn(line: DiffLine, side: Side) {
  return line.kind !== (side === 'LEFT' ? 'added' : 'removed');
}

function numberOn(line: DiffLine, side: Side) {
  return side === 'LEFT' ? line.oldLine : line.newLine;
}

function placeAt(hunks: readonly Hunk[], position: number): Placing {
  for (const hunk of hunks) {
    const line = hunk.lines.find((one) => one.position === position);
    if (!line) continue;
    const side = line.kind === 'removed' ? 'LEFT' : 'RIGHT';
    const place = { side, line: numberOn(line, side), startSide: null, startLine: null, position } as const;
    return { kind: 'placed', place, diffHunk: hunkUpTo(hunk, line) };
  }
  return { kind: 'refused', fault: 'line' };
}

const marks = { added: '+', removed: '-', context: ' ' } as const;

function hunkUpTo(hunk: Hunk, end: DiffLine) {
  const lines = hunk.lines.filter((line) => line.position <= end.position);
  return [hunk.header, ...lines.map((line) => marks[line.kind] + line.text)].join('\n');
}

/** The number a line has after a change, or undefined when the change took it away. */
export function lineAfter(change: FileChange | undefined, line: number) {
  const rows = parseHunks(change?.patch ?? '').flatMap((hunk) => hunk.lines);
  const own = rows.find((row) => row.kind !== 'added' && row.oldLine === line);
  if (own) return own.kind === 'context' ? own.newLine : undefined;
  const before = rows.filter((row) => row.oldLine <= line);
  return line + countOf(before, 'added') - countOf(before, 'removed');
}

function countOf(rows: readonly DiffLine[], kind: DiffLine['kind']) {
  return rows.filter((row) => row.kind === kind).length;
}
