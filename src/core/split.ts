import { hunksOf, slicedHunk } from './diff.ts';
import type { Diff, FileDiff, Hunk } from './diff.ts';
import { listTitle, renderLines, renderName, renderRange, renderTitle, whatChanged } from './part.ts';
import type { Part, Piece } from './part.ts';

export interface SplitOptions {
  /** Tokens that one prompt may have, and how many of them all but the diff takes. */
  readonly limit: number;
  readonly overhead: number;
  /** Prompts that may be asked: at least one. */
  readonly maxParts: number;
  readonly count: (text: string) => number;
  /** Why a file is not to be looked at; undefined where it is. */
  readonly ignored: (path: string) => string | undefined;
}

/** A file that is left out, wholly or in part, with the reason. */
export interface Left {
  readonly path: string;
  readonly reason: string;
}

export interface Split {
  readonly parts: readonly Part[];
  readonly left: readonly Left[];
}

/**
 * Divides a diff into parts that each fit a prompt: by file, by hunk, and too large a hunk by its lines. Files of one directory
 * stay together where they can, removed ones come last. Each line is in one part, or its file is named in `left`.
 */
export function split(diff: Diff, options: SplitOptions): Split {
  const ignored = diff.flatMap(({ path }) => leftFor(path, options.ignored(path)));
  const skipped = new Set(ignored.map(({ path }) => path));
  const files = diff.filter(({ path }) => !skipped.has(path)).toSorted(byPlace);
  const cuts = files.filter(hasLines).map((file) => cutFile(file, options));
  const pieces = cuts.flatMap((cut) => cut.pieces);
  const boxes = packed(pieces, roomOf(options));
  const list = listed(
    boxes.slice(0, options.maxParts),
    files.filter((file) => !hasLines(file)),
    options,
  );
  return {
    parts: list.parts,
    left: [
      ...ignored,
      ...cuts.flatMap((cut) => cut.left),
      ...withoutRoom(
        boxes.slice(options.maxParts).flatMap((box) => box.value),
        options.maxParts,
      ),
      ...list.left,
    ],
  };
}

function leftFor(path: string, reason: string | undefined): Left[] {
  return reason === undefined ? [] : [{ path, reason }];
}

function hasLines(file: FileDiff): boolean {
  return hunksOf(file).length > 0;
}

function roomOf({ limit, overhead }: SplitOptions): number {
  return limit - overhead;
}

function byPlace(one: FileDiff, other: FileDiff): number {
  const [left, right] = [`${bundleOf(one)}${one.path}`, `${bundleOf(other)}${other.path}`];
  return left < right ? -1 : Number(left > right);
}

/** Files that belong together: those of one directory, what is removed apart from what stays. */
function bundleOf({ path, status }: FileDiff): string {
  return `${status === 'removed' ? 1 : 0}${path.slice(0, path.lastIndexOf('/') + 1)}\0`;
}

interface Sized<T> {
  readonly value: T;
  readonly tokens: number;
}

interface Cut {
  readonly pieces: readonly Sized<Piece>[];
  readonly left: readonly Left[];
}

/** A file in pieces that each fit a prompt: most often one. */
function cutFile(file: FileDiff, options: SplitOptions): Cut {
  const title = options.count(`\n${renderTitle(file)}`);
  const room = roomOf(options) - title;
  const hunks = hunksOf(file).flatMap((hunk) => cutHunk(hunk, room, options.count));
  const boxes = filled(
    hunks.filter(({ tokens }) => tokens <= room),
    room,
  );
  const tooLarge = hunks.filter(({ tokens }) => tokens > room).map(({ value }) => value);
  return {
    pieces: boxes.map(({ value, tokens }) => ({ value: { file, hunks: value }, tokens: title + tokens })),
    left: tooLarge.map((hunk) => ({
      path: file.path,
      reason: `${rangeOf([hunk])}: too long for one prompt`,
    })),
  };
}

function cutHunk(hunk: Hunk, room: number, count: SplitOptions['count']): Sized<Hunk>[] {
  const texts = renderLines(hunk);
  const whole = count(renderRange(hunk)) + count(texts.join(''));
  if (whole <= room) return [{ value: hunk, tokens: whole }];
  // The header of a slice is as long as that of the last one may be: numbers grow.
  const range = count(renderRange(slicedHunk(hunk, hunk.lines.length, hunk.lines.length)));
  const lines = texts.map((text, index) => ({ value: index, tokens: count(text) }));
  return filled(lines, room - range).map(({ value, tokens }) => {
    const [first = 0] = value;
    return { value: slicedHunk(hunk, first, first + value.length), tokens: range + tokens };
  });
}

/** Fills one box after the other, in order; what no box can hold gets one of its own. */
function filled<T>(items: readonly Sized<T>[], room: number): Sized<T[]>[] {
  const boxes: { readonly value: T[]; tokens: number }[] = [];
  for (const { value, tokens } of items) {
    const box = boxes.at(-1);
    if (box && box.tokens + tokens <= room) {
      box.value.push(value);
      box.tokens += tokens;
    } else {
      boxes.push({ value: [value], tokens });
    }
  }
  return boxes;
}

/** Pieces of one directory in one box where a box can hold them. */
function packed(pieces: readonly Sized<Piece>[], room: number): Sized<Part>[] {
  const bundles = [...Map.groupBy(pieces, ({ value }) => bundleOf(value.file)).values()];
  const units = bundles.flatMap((bundle) => filled(bundle, room));
  return filled(units, room).map(({ value, tokens }) => ({ value: value.flat(), tokens }));
}

/** The list of files without lines may take this share of a prompt: it is a hint, not what is reviewed. */
const listShare = 0.25;

/** Names the files that have no lines to show in the first part that has room, or in a part of their own. */
function listed(parts: readonly Sized<Part>[], files: readonly FileDiff[], options: SplitOptions): Split {
  const list = listOf(files, options);
  const at = parts.findIndex(({ tokens }) => tokens + list.tokens <= roomOf(options));
  const full = parts.map(({ value }, index) => (index === at ? [...value, ...list.value] : value));
  const hasPlace = at !== -1 || (parts.length < options.maxParts && list.value.length > 0);
  const left = hasPlace ? files.slice(list.value.length) : files;
  return {
    parts: hasPlace && at === -1 ? [...full, list.value] : full,
    left: left.map((file) => ({ path: file.path, reason: `no lines to show: ${whatChanged(file)}` })),
  };
}

function listOf(files: readonly FileDiff[], options: SplitOptions): Sized<Part> {
  const title = options.count(`\n${listTitle}`);
  const room = Math.floor(roomOf(options) * listShare) - title;
  const names = files.map((file) => ({
    value: { file, hunks: [] },
    tokens: options.count(renderName(file)),
  }));
  const [list] = filled(names, room);
  return list && list.tokens <= room
    ? { value: list.value, tokens: title + list.tokens }
    : { value: [], tokens: 0 };
}

/** One line for each file that has pieces beyond the last prompt. */
function withoutRoom(pieces: readonly Piece[], maxParts: number): Left[] {
  const files = Map.groupBy(pieces, (piece) => piece.file);
  return [...files].map(([file, pieces]) => {
    const hunks = pieces.flatMap((piece) => piece.hunks);
    const isWhole = lengthOf(hunks) === lengthOf(hunksOf(file));
    const room = maxParts === 1 ? 'no room in one prompt' : `no room in ${maxParts} prompts`;
    return { path: file.path, reason: isWhole ? room : `${rangeOf(hunks)}: ${room}` };
  });
}

function lengthOf(hunks: readonly Hunk[]): number {
  return hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
}

/** Where the hunks stand in the new file. */
function rangeOf(hunks: readonly Hunk[]): string {
  const first = Math.max(1, Math.min(...hunks.map((hunk) => hunk.newStart)));
  const last = hunks.reduce((last, hunk) => Math.max(last, hunk.newStart + hunk.newLines - 1), first);
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}
