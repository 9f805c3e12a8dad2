import { type Diff, type FileDiff, type Hunk, hunksOf } from '../../core/diff.ts';
import { fileKind, fileKinds } from '../../core/file-kind.ts';
import { languageOfPath } from '../../core/languages.ts';
import { type Part, shownPath, whatChanged } from '../../core/part.ts';
import { type Caller, callersOf } from './unit-callers.ts';
import { mayBeElsewhere } from './unit-definitions.ts';
import { grouped, type NamedPiece } from './unit-groups.ts';
import { findMentions, type Mentions } from './unit-mentions.ts';
import { type ChangedName, namesIn } from './unit-names.ts';
import { cutFile, weightOf } from './unit-piece.ts';
import { type Risk, riskOf, riskScore } from './unit-risk.ts';
import { type Head, type Surroundings, surroundings, symbolsOf } from './unit-surroundings.ts';
import { unitText } from './unit-text.ts';

/** Some of a change that is looked at together, with the code round it. */
export interface Unit {
  /** For people and ledgers: no two units of a change have the same. */
  readonly name: string;
  readonly parts: Part;
  /** As a model reads it; `howUnitsRead` explains it. The repository wrote it: it is to be wrapped. */
  readonly text: string;
  readonly changedLines: number;
  readonly tokens: number;
  readonly risk: Risk;
}

export interface ChangeToRead {
  readonly diff: Diff;
  /** The files as the change leaves them. */
  readonly head: Head;
  /** Why a file is not to be looked at; undefined where it is. */
  readonly ignored: (path: string) => string | undefined;
  /** Tokens of a text. */
  readonly count: (text: string) => number;
}

export interface UnitLimits {
  /** Of one unit. More in one prompt, and models find less: past 150 almost nothing (SWE-PRBench, arXiv 2603.26130). */
  readonly changedLines: number;
  /** Tokens of one unit beside its changed lines. */
  readonly contextTokens: number;
  /** Units of one change. */
  readonly most: number;
}

export const usualUnitLimits: UnitLimits = { changedLines: 150, contextTokens: 6_000, most: 40 };

export interface Units {
  /** Riskiest first. */
  readonly units: readonly Unit[];
  /** What is in no unit, wholly or in part, and why. */
  readonly left: readonly { readonly path: string; readonly reason: string }[];
}

/** Cuts a change into units. Every changed line of a text file is in one of them, or its file is named in `left`. */
export async function unitsOf(
  change: ChangeToRead,
  limits: UnitLimits = usualUnitLimits,
  signal?: AbortSignal,
): Promise<Units> {
  const { files, left } = sorted(change);
  const { chosen, beyond } = riskiestFiles(files, limits);
  const pieces = await namedPieces(chosen, change, limits);
  signal?.throwIfAborted();
  const mentions = await mentionsFor(pieces, change.head, signal);
  const groups = grouped(pieces, limits.changedLines)
    .map((group) => ({ group, ...facts(group, mentions) }))
    .toSorted((one, other) => riskScore(other.risk) - riskScore(one.risk));
  const around = surroundings(change.head, mentions);
  const units: Unit[] = [];
  for (const group of groups.slice(0, limits.most)) {
    signal?.throwIfAborted();
    units.push(await unitOf(group, around, { ...limits, count: change.count }));
  }
  const unread = groups.slice(limits.most).flatMap(({ group }) => group);
  return {
    units,
    left: [...left, ...withoutRoom(unread, limits), ...beyond.map((file) => wholeLeft(file, limits))],
  };
}

/** The files that have lines to look at, and why the others are not. */
function sorted({ diff, ignored }: ChangeToRead) {
  const files: FileDiff[] = [];
  const left: { readonly path: string; readonly reason: string }[] = [];
  for (const file of diff) {
    const reason =
      ignored(file.path) ??
      (hunksOf(file).length === 0 ? `no lines to show: ${whatChanged(file)}` : undefined);
    if (reason === undefined) files.push(file);
    else left.push({ path: file.path, reason });
  }
  return { files, left };
}

/** Reading a file as code takes its time: of a vast change no more files are read than the units may have room for, twice over. */
function riskiestFiles(files: readonly FileDiff[], { changedLines, most }: UnitLimits) {
  const scored = files.map((file) => {
    const kind = fileKind(file.path);
    const parts = [{ file, kind, hunks: hunksOf(file) }];
    return { file, kind, score: riskScore(riskOf({ parts, changed: [], callers: 0 })) };
  });
  let room = changedLines * most * 2;
  const [chosen, beyond]: [typeof scored, FileDiff[]] = [[], []];
  for (const each of scored.toSorted((one, other) => other.score - one.score)) {
    if (room > 0) chosen.push(each);
    else beyond.push(each.file);
    room -= weightOf(hunksOf(each.file));
  }
  return { chosen, beyond };
}

async function namedPieces(
  files: readonly { readonly file: FileDiff; readonly kind: (typeof fileKinds)[number] }[],
  { head }: ChangeToRead,
  { changedLines }: UnitLimits,
): Promise<readonly NamedPiece[]> {
  const pieces: NamedPiece[] = [];
  for (const { file, kind } of files.toSorted(byKind)) {
    const isThere = file.status !== 'removed' && languageOfPath(file.path) !== undefined;
    const symbols = isThere ? await symbolsOf(head, file.path) : [];
    const cut = cutFile({ file, kind, symbols }, changedLines);
    pieces.push(...cut.map((piece) => ({ ...piece, names: namesIn(piece) })));
  }
  return withoutMoved(pieces);
}

/** What one file loses and another gains has moved: nobody misses it. */
function withoutMoved(pieces: readonly NamedPiece[]): readonly NamedPiece[] {
  const changed = pieces.flatMap(({ names }) => names.changed);
  const gained = new Set(changed.filter(({ how }) => how !== 'removed').map(({ name }) => name));
  return pieces.map((piece) => {
    const kept = piece.names.changed.filter(({ name, how }) => how !== 'removed' || !gained.has(name));
    return { ...piece, names: { ...piece.names, changed: kept } };
  });
}

type Kinded = Pick<NamedPiece, 'file' | 'kind'>;

function byKind(one: Kinded, other: Kinded): number {
  const [left, right] = [one.file.path, other.file.path];
  return (
    fileKinds.indexOf(one.kind) - fileKinds.indexOf(other.kind) || (left < right ? -1 : Number(left > right))
  );
}

/** Names are looked for once for the whole change, those that were changed first. */
async function mentionsFor(
  pieces: readonly NamedPiece[],
  head: Head,
  signal?: AbortSignal,
): Promise<Mentions> {
  const changed = pieces.flatMap(({ names }) => names.changed).toSorted(byConcern);
  const used = pieces.flatMap(({ file, names, symbols }) => {
    const own = new Set(symbols.map(({ name }) => name));
    return names.used.filter((name) => !own.has(name.name) && mayBeElsewhere(file.path, name));
  });
  const names = [...changed.slice(0, mostChanged), ...used].map(({ name }) => name);
  const languages = pieces.flatMap(({ file }) => languageOfPath(file.path) ?? []);
  return findMentions(head, { names, languages: [...new Set(languages)] }, signal);
}

/** Of names that are looked for, so many at most are those that were changed; the others are those that are used. */
const mostChanged = 150;

const concerns: readonly ChangedName['how'][] = ['removed', 'signature', 'body', 'added'];

function byConcern(one: ChangedName, other: ChangedName): number {
  return concerns.indexOf(one.how) - concerns.indexOf(other.how);
}

interface Group {
  readonly group: readonly NamedPiece[];
  readonly callers: readonly Caller[];
  readonly risk: Risk;
}

function facts(group: readonly NamedPiece[], mentions: Mentions): Omit<Group, 'group'> {
  const changed = group.flatMap(({ names }) => names.changed).toSorted(byConcern);
  const callers = changed.flatMap((name) => callersOf(name, mentions));
  const places = new Set(callers.map(({ path, line }) => `${path}:${line}`));
  return { callers, risk: riskOf({ parts: group, changed, callers: places.size }) };
}

async function unitOf(
  { group, callers, risk }: Group,
  around: Surroundings,
  limits: UnitLimits & Pick<ChangeToRead, 'count'>,
): Promise<Unit> {
  const pieces = group.toSorted(byKind);
  const text = await unitText(pieces, callers, around, limits);
  return {
    name: nameOf(pieces),
    parts: pieces.map(({ file, hunks }) => ({ file, hunks })),
    text,
    changedLines: pieces.flatMap(({ hunks }) => hunks).reduce((sum, hunk) => sum + changedIn(hunk), 0),
    tokens: limits.count(text),
    risk,
  };
}

function changedIn({ lines }: Hunk): number {
  return lines.filter(({ kind }) => kind !== 'context').length;
}

function nameOf(pieces: readonly NamedPiece[]): string {
  const [first] = pieces;
  const others = new Set(pieces.map(({ file }) => file.path)).size - 1;
  const more = others === 0 ? '' : ` and ${others} more ${others === 1 ? 'file' : 'files'}`;
  return first === undefined ? '' : `${shownPath(first.file.path)}${placeOf(first)}${more}`;
}

/** Which lines of the file, where they are not all. */
function placeOf({ file, hunks }: Pick<NamedPiece, 'file' | 'hunks'>): string {
  const changed = hunks.reduce((sum, hunk) => sum + changedIn(hunk), 0);
  const all = hunksOf(file).reduce((sum, hunk) => sum + changedIn(hunk), 0);
  return changed === all ? '' : `, ${linesOf(hunks)}`;
}

/** In the new file; of what was only removed, in the old one. */
function linesOf(hunks: readonly Hunk[]): string {
  const isRemoval = hunks.every(({ newLines }) => newLines === 0);
  const ranges = hunks.map((hunk) =>
    isRemoval
      ? [hunk.oldStart, hunk.oldStart + hunk.oldLines - 1]
      : [hunk.newStart, hunk.newStart + hunk.newLines - 1],
  );
  const [first, last] = [Math.min(...ranges.flat()), Math.max(...ranges.flat())];
  return `${isRemoval ? 'removed ' : ''}${first === last ? `line ${first}` : `lines ${first} to ${last}`}`;
}

function withoutRoom(pieces: readonly NamedPiece[], limits: UnitLimits): Units['left'] {
  const files = [...Map.groupBy(pieces, ({ file }) => file)];
  return files.map(([file, cut]) => {
    const place = placeOf({ file, hunks: cut.flatMap(({ hunks }) => hunks) });
    const what = place === '' ? '' : `${place.slice(2)}: `;
    return { path: file.path, reason: `${what}${beyondMost(limits)}` };
  });
}

function wholeLeft({ path }: FileDiff, limits: UnitLimits): Units['left'][number] {
  return { path, reason: beyondMost(limits) };
}

function beyondMost({ most }: UnitLimits): string {
  return `the change is too large: only its ${most} riskiest parts are looked at`;
}
