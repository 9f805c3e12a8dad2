import { type FileDiff, type Hunk, hunksOf, linesOn } from './diff.ts';

/**
 * A file's text before a change, made of its text after it (null where it is gone): null where there was no file, undefined where the
 * diff does not tell, because the file is no text or the diff is another text's.
 */
export function undone(file: FileDiff, now: string | null): string | null | undefined {
  if (file.content.kind !== 'text') return undefined;
  if (file.status === 'added') return null;
  const { lines, isOpen } = cut(now ?? '');
  const before: string[] = [];
  let at = 0;
  for (const hunk of hunksOf(file)) {
    const start = startOf(hunk);
    if (!linesOn('new', hunk).every(({ text }, index) => lines[start + index] === text)) return undefined;
    before.push(...lines.slice(at, start), ...linesOn('old', hunk).map(({ text }) => text));
    at = start + hunk.newLines;
  }
  before.push(...lines.slice(at));
  return closed(before, wasOpen(file, { isOpen, isEndShown: at === lines.length }));
}

/** Counted from zero. A hunk without new lines names the line before it. */
function startOf({ newStart, newLines }: Hunk): number {
  return newLines === 0 ? newStart : newStart - 1;
}

/** Lines without their breaks; `isOpen` where the last one has none. */
function cut(text: string): { readonly lines: readonly string[]; readonly isOpen: boolean } {
  const lines = text.split('\n');
  const last = lines.pop();
  return last === undefined || last === ''
    ? { lines, isOpen: false }
    : { lines: [...lines, last], isOpen: true };
}

/** The diff speaks of the end of the file where it shows it. */
function wasOpen(
  { noNewlineAtEnd, content }: FileDiff,
  now: { readonly isOpen: boolean; readonly isEndShown: boolean },
): boolean {
  const isShown = now.isEndShown && content.kind === 'text' && content.hunks.length > 0;
  return isShown ? noNewlineAtEnd.old : now.isOpen;
}

function closed(lines: readonly string[], isOpen: boolean): string {
  const text = lines.join('\n');
  return isOpen || lines.length === 0 ? text : `${text}\n`;
}
