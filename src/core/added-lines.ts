import { longestAnchor } from './anchor.ts';
import { type FileDiff, hunksOf, linesOn } from './diff.ts';
import type { Anchor } from './finding.ts';
import { remembered } from './remembered.ts';

/** The lines that a change added to a file, by their numbers in the head. */
export const addedLines = remembered((file: FileDiff): ReadonlyMap<number, string> => {
  const added = hunksOf(file)
    .flatMap((hunk) => linesOn('new', hunk))
    .filter(({ isChanged }) => isChanged);
  return new Map(added.map(({ number, text }) => [number, text]));
});

/** The lines that a change removed from a file, without what indents them. */
export function removedCode(file: FileDiff): readonly string[] {
  return hunksOf(file)
    .flatMap((hunk) => hunk.lines)
    .flatMap((line) => (line.kind === 'removed' ? [line.text.trim()] : []));
}

/** Added lines between two lines of the head, both included: the first run of them. Undefined where none was added. */
export function addedAnchor(file: FileDiff, from: number, to: number): Anchor | undefined {
  const added = addedLines(file);
  let start = from;
  while (start <= to && !added.has(start)) start += 1;
  if (start > to) return undefined;
  let end = start;
  while (end < to && added.has(end + 1) && end - start < longestAnchor - 1) end += 1;
  return { path: file.path, side: 'new', start, end };
}
