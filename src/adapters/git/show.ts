import { linesOfText } from '../../core/text-lines.ts';
import type { Line, LineRange, Listing, ReadLines, Refused } from '../../ports/workspace.ts';
import type { Ground } from './ground.ts';

/** What one reading shows at most: about as much as a tool's answer holds. */
const mostLines = 400;
const mostCharacters = 8_000;
const longestLine = 500;

/** The lines of a text in a range, as many as fit. */
export function linesOf(path: string, text: string, range: LineRange = {}): ReadLines {
  const all = linesOfText(text).lines;
  const first = Math.max(1, range.from ?? 1);
  const last = Math.min(range.to ?? Infinity, all.length);
  const wanted = all
    .slice(first - 1, last)
    .slice(0, mostLines)
    .map(shortened);
  const lines = wanted
    .slice(0, fitting(wanted))
    .map((line, index): Line => ({ number: first + index, text: line }));
  const next = first + lines.length;
  return { path, lines, total: all.length, next: next <= last ? next : null };
}

/** How many of the lines have room. */
function fitting(lines: readonly string[]): number {
  let room = mostCharacters;
  for (const [index, line] of lines.entries()) {
    room -= line.length + lineCost;
    if (room < 0) return index;
  }
  return lines.length;
}

/** The number before a line, and its end. */
const lineCost = 8;

function shortened(line: string): string {
  return line.length <= longestLine
    ? line
    : `${line.slice(0, longestLine)}… [${line.length - longestLine} more characters]`;
}

const mostEntries = 300;

/** What stands in a folder: files down to a depth, and what lies deeper by its folder. */
export function listingOf(
  ground: Ground,
  folder: string,
  depth: number,
): ({ readonly is: 'listing' } & Listing) | Refused {
  const prefix = folder.replace(/\/+$/, '').replace(/^\.$/, '');
  const start = prefix === '' ? '' : `${prefix}/`;
  const inside = ground.files().filter((path) => path.startsWith(start));
  if (inside.length === 0 && prefix !== '') return noFolder(ground, prefix);
  const entries = [...countedBelow(inside, start, depth)].map(([path, files]) => ({ path, files }));
  return {
    is: 'listing',
    entries: entries.slice(0, mostEntries),
    more: Math.max(0, entries.length - mostEntries),
  };
}

function noFolder(ground: Ground, folder: string): Refused {
  const there = ground.text(folder);
  if (there.is === 'text') return ground.refusal(folder, { is: 'no-folder' });
  return there.why.is === 'folder' ? ground.refusal(folder, { is: 'absent', near: [] }) : there;
}

/** Null for a file; for a folder the files below it. */
function countedBelow(
  paths: readonly string[],
  start: string,
  depth: number,
): ReadonlyMap<string, number | null> {
  const counts = new Map<string, number | null>();
  for (const path of paths) {
    const names = path.slice(start.length).split('/');
    const isDeeper = names.length > depth;
    const shown = isDeeper ? `${start}${names.slice(0, depth).join('/')}/` : path;
    counts.set(shown, isDeeper ? (counts.get(shown) ?? 0) + 1 : null);
  }
  return counts;
}
