import { shownPath } from '../../core/part.ts';
import type { Caller } from './unit-callers.ts';
import type { Definition } from './unit-definitions.ts';
import { shownLines } from './unit-lines.ts';
import type { Surroundings } from './unit-surroundings.ts';

/** Some lines of the head beside the change, with where they stand. */
export interface Snippet {
  readonly of: 'definition' | 'use';
  readonly name: string;
  readonly path: string;
  /** The lower, the more it matters. */
  readonly rank: number;
  readonly text: string;
}

/** Longer definitions are shown by their beginning. */
const longestDefinition = 25;
const shownOfLong = 10;

/** A definition with the comment above it; undefined where its file cannot be read. */
export async function definitionSnippet(
  definition: Definition,
  { linesOf }: Surroundings,
): Promise<Snippet | undefined> {
  const { name, path, from, to, distance } = definition;
  const lines = await linesOf(path);
  if (lines === undefined) return undefined;
  const start = withComment(lines, from);
  const end = to === from ? endOfValue(lines, from) : to;
  const isLong = end - from >= longestDefinition;
  const shown = lines.slice(start - 1, isLong ? from + shownOfLong - 1 : end);
  const rest = isLong ? `… [${end - from + 1 - shownOfLong} more lines]\n` : '';
  const text = `${shownPath(path)}, lines ${start} to ${end}:\n${shownLines(shown, start)}${rest}`;
  return { of: 'definition', name, path, rank: distance < 2 ? 2 : 4, text };
}

/** A comment says what the code promises; of a long one its end is nearest to the code. */
const mostComment = 8;

function withComment(lines: readonly string[], from: number): number {
  let start = from;
  while (start > 1 && from - start < mostComment && isComment(lines[start - 2] ?? '')) start -= 1;
  return start;
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*|#(?!\s*(?:include|if|endif))|@\w|--\s)/.test(line);
}

/** A constant goes on until its brackets are closed, for some lines at most. */
const longestValue = 8;

function endOfValue(lines: readonly string[], from: number): number {
  let open = 0;
  for (const [index, line] of lines.slice(from - 1, from - 1 + longestValue).entries()) {
    open += (line.match(/[([{]/g)?.length ?? 0) - (line.match(/[)\]}]/g)?.length ?? 0);
    if (open <= 0) return from + index;
  }
  return from;
}

/** Lines shown before and after a use. */
export const roundUse = 3;

const rankOfUse = { removed: 1, signature: 1, body: 3, added: 5 } as const;

/** A use with some lines round it; undefined where its file cannot be read. */
export async function useSnippet(
  { changed, path, line }: Caller,
  { linesOf }: Surroundings,
): Promise<Snippet | undefined> {
  const lines = await linesOf(path);
  if (lines === undefined) return undefined;
  const start = Math.max(1, line - roundUse);
  const text = shownLines(lines.slice(start - 1, line + roundUse), start);
  const { name, how } = changed;
  const said = how === 'removed' ? `${name}, which is removed` : name;
  return {
    of: 'use',
    name,
    path,
    rank: rankOfUse[how],
    text: `${shownPath(path)}, line ${line}, uses ${said}:\n${text}`,
  };
}
