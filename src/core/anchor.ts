import { hunksOf, linesOn } from './diff.ts';
import type { Diff, FileDiff, Side, SideLine } from './diff.ts';
import type { Anchor } from './finding.ts';
import { characters, longestPiece, wholeLines } from './quote-search.ts';
import type { Hit, Run, Search } from './quote-search.ts';
import { canonicalCode, isTelling, readingsOf } from './quoted-code.ts';
import type { Reading } from './quoted-code.ts';
import { remembered } from './remembered.ts';
import { similarLines } from './similar-code.ts';

/** Code somebody quotes, the path it is said to be in, and the side where it is to be looked for first: `new` unless told. */
export interface QuotedCode {
  readonly path: string;
  readonly side?: Side | undefined;
  readonly quote: string;
}

/** The most lines that an anchor spans. */
export const longestAnchor = 30;

/** From the strictest sense of "the same code" to the loosest. */
const searches: readonly Search[] = [wholeLines, characters, similarLines, longestPiece];

/**
 * Where the quoted code stands in the diff: lines of one hunk and one side, found by the code alone.
 * Of several places one that the change touches is taken, then the first; undefined where the code is not, or could be anything.
 */
export function anchorByQuote(diff: Diff, { path, side = 'new', quote }: QuotedCode): Anchor | undefined {
  const file = fileAt(diff, path);
  if (!file) return undefined;
  const { old, new: head } = shownSides(file);
  const shown = side === 'new' ? [head, old] : [old, head];
  const readings = readingsOf(quote);
  for (const search of searches) {
    for (const reading of readings) {
      for (const sideShown of shown) {
        const hit = find(sideShown, { search, reading });
        if (hit) return anchorOf(file.path, sideShown.side, hit);
      }
    }
  }
  return undefined;
}

/** The file of that path, also when the path comes with a diff's prefix, is the old one, or is only its end. */
function fileAt(diff: Diff, path: string): FileDiff | undefined {
  const clean = path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '');
  const names = [path, clean, clean.replace(/^[ab]\//, '')];
  const exact = names.flatMap((name) => [
    diff.find((file) => file.path === name),
    diff.find((file) => file.status === 'renamed' && file.oldPath === name),
  ]);
  const ends = diff.filter((file) => clean !== '' && file.path.endsWith(`/${clean}`));
  return exact.find((file) => file !== undefined) ?? (ends.length === 1 ? ends[0] : undefined);
}

/** The hunks of a file as one side shows them. */
interface Shown {
  readonly side: Side;
  readonly runs: readonly Run[];
}

const shownSides = remembered((file: FileDiff) => ({ old: shownOn(file, 'old'), new: shownOn(file, 'new') }));

function shownOn(file: FileDiff, side: Side): Shown {
  return { side, runs: hunksOf(file).map((hunk) => ({ lines: linesOn(side, hunk) })) };
}

interface Attempt {
  readonly search: Search;
  readonly reading: Reading;
}

function find({ side, runs }: Shown, { search, reading }: Attempt): Hit | undefined {
  if (reading.side !== 'either' && reading.side !== side) return undefined;
  const hits = search(runs, reading.lines);
  const touching = hits.filter((hit) => linesOf(hit).some((line) => line.isChanged));
  // Context is anchored in the head, where a suggestion can stand.
  const candidates = touching.length > 0 || side === 'old' ? touching : hits;
  const isSure = candidates.length === 1 || isTelling(canonicalCode(reading.lines.join('\n')));
  return isSure ? candidates[0] : undefined;
}

function linesOf({ run, first, last }: Hit): readonly SideLine[] {
  return run.lines.slice(first, last + 1);
}

/** Too long a hit is cut to what begins with its first changed line. */
function anchorOf(path: string, side: Side, hit: Hit): Anchor {
  const lines = linesOf(hit);
  const firstChanged = lines.findIndex((line) => line.isChanged);
  const from = lines.length > longestAnchor ? Math.max(0, firstChanged) : 0;
  const kept = lines.slice(from, from + longestAnchor).map((line) => line.number);
  return { path, side, start: Math.min(...kept), end: Math.max(...kept) };
}
