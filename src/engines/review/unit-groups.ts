import { subjectOf } from '../../core/file-kind.ts';
import { changedLines, type PieceNames } from './unit-names.ts';
import type { ChangedPiece } from './unit-piece.ts';

/** A piece of a change with the names that matter in it. */
export interface NamedPiece extends ChangedPiece {
  readonly names: PieceNames;
}

/**
 * Pieces in groups of at most so many changed lines, those together that are about the same: a file and its test, a header and
 * what it declares, a definition and who uses it; then neighbours. A small change is one group.
 */
export function grouped(pieces: readonly NamedPiece[], most: number): readonly (readonly NamedPiece[])[] {
  if (weightOf(pieces) <= most) return pieces.length === 0 ? [] : [pieces];
  return packed(joined(pieces, most), most);
}

/** Pieces that belong together, as many as have room in one group. */
function joined(pieces: readonly NamedPiece[], most: number): readonly (readonly NamedPiece[])[] {
  const groups = new Map(pieces.map((piece) => [piece, [piece]]));
  for (const { one, other } of links(pieces)) {
    const [into, from] = [groups.get(one) ?? [], groups.get(other) ?? []];
    if (into === from || weightOf(into) + weightOf(from) > most) continue;
    into.push(...from);
    for (const piece of from) groups.set(piece, into);
  }
  const order = new Map(pieces.map((piece, index) => [piece, index]));
  return [...new Set(groups.values())].map((group) =>
    group.toSorted((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0)),
  );
}

function weightOf(pieces: readonly ChangedPiece[]): number {
  return pieces.reduce((sum, { weight }) => sum + weight, 0);
}

interface Link {
  readonly one: NamedPiece;
  readonly other: NamedPiece;
  readonly strength: number;
}

/** What belongs together, strongest first. */
function links(pieces: readonly NamedPiece[]): readonly Link[] {
  const order = new Map(pieces.map((piece, index) => [piece, index]));
  const found = new Map<string, Link>();
  for (const link of [...subjectLinks(pieces), ...useLinks(pieces)]) {
    const [one = 0, other = 0] = [order.get(link.one), order.get(link.other)].sort((a = 0, b = 0) => a - b);
    const strength = (found.get(`${one} ${other}`)?.strength ?? 0) + link.strength;
    if (one !== other) found.set(`${one} ${other}`, { ...link, strength });
  }
  return [...found.values()].sort((one, other) => other.strength - one.strength);
}

/** More pieces than these about one subject (`index`, `types`) share no more than the name. */
const mostAlike = 6;

/** Files with the same name but for `.test` and the like; the more of their folders they share, the likelier it is meant. */
function subjectLinks(pieces: readonly NamedPiece[]): readonly Link[] {
  const bySubject = [...Map.groupBy(pieces, ({ file }) => subjectOf(file.path)).values()];
  return bySubject
    .filter((alike) => alike.length <= mostAlike)
    .flatMap((alike) =>
      alike.flatMap((one, at) =>
        alike
          .slice(at + 1)
          .map((other) => ({ one, other, strength: 5 + sharedFolders(one.file.path, other.file.path) })),
      ),
    );
}

function sharedFolders(one: string, other: string): number {
  const [left, right] = [one.split('/'), other.split('/')];
  const parted = left.findIndex((name, index) => name !== right[index]);
  return parted === -1 ? left.length : parted;
}

/** A name that more pieces than these define tells nothing of which is meant. */
const mostDefiners = 2;

/** One piece changes what another one's changed lines mention. */
function useLinks(pieces: readonly NamedPiece[]): readonly Link[] {
  const defined = pieces.flatMap((piece) => piece.names.changed.map(({ name }) => ({ name, piece })));
  const definers = Map.groupBy(defined, ({ name }) => name);
  return pieces.flatMap((other) =>
    [...wordsIn(other)].flatMap((name) => {
      const owners = new Set(definers.get(name)?.map(({ piece }) => piece));
      return owners.size > mostDefiners ? [] : Array.from(owners, (one) => ({ one, other, strength: 3 }));
    }),
  );
}

/** More characters of a line than these are data. */
const longestLine = 1_000;

function wordsIn(piece: ChangedPiece): ReadonlySet<string> {
  return new Set(
    changedLines(piece).flatMap(
      ({ line }) => line.text.slice(0, longestLine).match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? [],
    ),
  );
}

/** Small groups side by side in one, neighbours by path; prose and data apart from what can go wrong. */
function packed(
  groups: readonly (readonly NamedPiece[])[],
  most: number,
): readonly (readonly NamedPiece[])[] {
  const boxes: { weight: number; readonly isQuiet: boolean; readonly pieces: NamedPiece[] }[] = [];
  for (const group of groups.toSorted(byPlace)) {
    const weight = weightOf(group);
    const box = boxes.at(-1);
    if (box !== undefined && box.isQuiet === isQuiet(group) && box.weight + weight <= most) {
      box.weight += weight;
      box.pieces.push(...group);
    } else boxes.push({ weight, isQuiet: isQuiet(group), pieces: [...group] });
  }
  return boxes.map(({ pieces }) => pieces);
}

function isQuiet(group: readonly ChangedPiece[]): boolean {
  return group.every(({ kind }) => kind === 'docs' || kind === 'data' || kind === 'generated');
}

function byPlace(one: readonly NamedPiece[], other: readonly NamedPiece[]): number {
  const [left, right] = [one[0]?.file.path ?? '', other[0]?.file.path ?? ''];
  return Number(isQuiet(one)) - Number(isQuiet(other)) || (left < right ? -1 : Number(left > right));
}
