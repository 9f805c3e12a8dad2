import type { Change } from '../core/change.ts';

/** A line where it stands. */
export interface LineAt {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/**
 * The lines that a change brought, those with nothing on them apart. What it only moved, indented anew or took over from another file is
 * not among them.
 */
export function linesAdded(changes: readonly Change[]): readonly LineAt[] {
  return linesWithout(linesOf(changes, 'after'), linesOf(changes, 'before'));
}

/** The lines that a change took away and put nowhere else. */
export function linesRemoved(changes: readonly Change[]): readonly LineAt[] {
  return linesWithout(linesOf(changes, 'before'), linesOf(changes, 'after'));
}

function linesOf(changes: readonly Change[], side: 'before' | 'after'): readonly LineAt[] {
  return changes.flatMap((change) => {
    const lines = (change[side] ?? '').split('\n');
    return lines.map((text, index) => ({ path: change.path, line: index + 1, text }));
  });
}

/** Each of the others stands for one; one of the same file before one of another. */
function linesWithout(lines: readonly LineAt[], others: readonly LineAt[]): readonly LineAt[] {
  const own = counted(others, ownKey);
  const elsewhere = lines.filter((line) => isTelling(line) && !use(own, ownKey(line)));
  const left = new Map<string, number>();
  for (const other of others)
    if (use(own, ownKey(other))) left.set(anyKey(other), (left.get(anyKey(other)) ?? 0) + 1);
  return elsewhere.filter((line) => !use(left, anyKey(line)));
}

function isTelling({ text }: LineAt): boolean {
  return text.trim() !== '';
}

function ownKey({ path, text }: LineAt): string {
  return `${path}\n${text.trim()}`;
}

function anyKey({ text }: LineAt): string {
  return text.trim();
}

function counted(lines: readonly LineAt[], keyOf: (line: LineAt) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + 1);
  return counts;
}

/** Takes one of its kind away; false where none is left. */
function use(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key) ?? 0;
  if (count > 0) counts.set(key, count - 1);
  return count > 0;
}
