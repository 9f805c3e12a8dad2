import { linesOfText, textOf, withLines } from '../core/text-lines.ts';

/** Lines of a file, first and last included, and what shall stand in their place. One that ends before it starts only inserts. */
export interface Patch {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Lines without endings, whatever those are; no text is no line. */
export function linesIn(text: string): readonly string[] {
  return text === '' ? [] : text.split(/\r?\n/);
}

/** A file's text with patches made in it, none of which overlap. Lines keep the endings that the file has. */
export function patched(text: string, patches: readonly Patch[]): string {
  return textOf(
    patches
      .toSorted((one, other) => other.start - one.start || other.end - one.end)
      .reduce(
        (lines, { start, end, lines: instead }) => withLines(lines, start - 1, end - start + 1, instead),
        linesOfText(text),
      ),
  );
}

/** Whether two patches touch the same lines, or insert at the same place. */
export function overlap(one: Patch, other: Patch): boolean {
  if (one.path !== other.path) return false;
  const isSamePlace = one.start === other.start;
  return isSamePlace || (one.start <= other.end && other.start <= one.end);
}

/** The first of those that overlap, and the others. `patchesOf` gives all that one of them changes. */
export function apart<T>(
  all: readonly T[],
  patchesOf: (one: T) => readonly Patch[],
): { readonly kept: readonly T[]; readonly overlapping: readonly T[] } {
  const kept: T[] = [];
  const overlapping: T[] = [];
  for (const one of all) {
    const taken = kept.flatMap(patchesOf);
    const isFree = !patchesOf(one).some((patch) => taken.some((other) => overlap(patch, other)));
    (isFree ? kept : overlapping).push(one);
  }
  return { kept, overlapping };
}
