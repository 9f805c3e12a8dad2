import { type Diff, type FileDiff, type Hunk, hunksOf } from './diff.ts';

/**
 * The part of a diff that an earlier state of the same change did not have: hunks with at least one changed line that was not among
 * the earlier one's. Lines are compared by file and text, and their numbers do not count, so that a rebase brings nothing new; how far
 * they are indented does, since that alone can take a line into a loop.
 */
export function newIn(diff: Diff, before: Diff): Diff {
  const known = new Map(before.map((file) => [file.path, changedLines(file)]));
  return diff.flatMap((file) => {
    const seen = known.get(file.path);
    if (seen === undefined) return [file];
    const hunks = hunksOf(file).filter((hunk) => isNew(hunk, seen));
    return hunks.length === 0 ? [] : [{ ...file, content: { kind: 'text' as const, hunks } }];
  });
}

/** How often each changed line stands in a file's diff, and how often it has been met again. */
type Seen = Map<string, number>;

function changedLines(file: FileDiff): Seen {
  const seen: Seen = new Map();
  for (const key of hunksOf(file).flatMap(keysOf)) seen.set(key, (seen.get(key) ?? 0) + 1);
  return seen;
}

/** Lines that are met are used up: of three equal ones where two were known, the third is new. */
function isNew(hunk: Hunk, seen: Seen): boolean {
  let news = 0;
  for (const key of keysOf(hunk)) {
    const left = seen.get(key) ?? 0;
    if (left === 0) news += 1;
    else seen.set(key, left - 1);
  }
  return news > 0;
}

function keysOf({ lines }: Hunk): readonly string[] {
  return lines.flatMap(({ kind, text }) => (kind === 'context' ? [] : [`${kind} ${text.trimEnd()}`]));
}
