import type { Change } from './change.ts';
import type { Diff, DiffLine, FileDiff, Hunk } from './diff.ts';
import { lineSteps } from './line-steps.ts';

/** Lines round a change that are shown with it, as git has it. */
const around = 3;

/** The diff of changes, as git would tell it: by path, without renames. */
export function changeDiff(changes: readonly Change[]): Diff {
  return changes.toSorted((one, other) => (one.path < other.path ? -1 : 1)).map(fileDiff);
}

function fileDiff({ path, before, after, mode }: Change): FileDiff {
  const [old, now] = [linesIn(before), linesIn(after)];
  const lines = numbered(lineSteps(old.lines, now.lines));
  const octal = mode === 'executable' ? '100755' : '100644';
  return {
    path,
    oldPath: path,
    status: before === null ? 'added' : after === null ? 'removed' : 'modified',
    content: { kind: 'text', hunks: hunksOf(lines) },
    oldMode: before === null ? null : octal,
    newMode: after === null ? null : octal,
    added: lines.filter(({ kind }) => kind === 'added').length,
    removed: lines.filter(({ kind }) => kind === 'removed').length,
    noNewlineAtEnd: { old: old.isOpen, new: now.isOpen },
  };
}

interface Lines {
  /** With their line breaks: a last line without one is another than the same with it. */
  readonly lines: readonly string[];
  readonly isOpen: boolean;
}

function linesIn(text: string | null): Lines {
  const lines = text?.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return { lines, isOpen: lines.at(-1)?.endsWith('\n') === false };
}

function numbered(steps: readonly { readonly kind: DiffLine['kind']; readonly text: string }[]) {
  const lines: DiffLine[] = [];
  let [old, now] = [1, 1];
  for (const { kind, text: line } of steps) {
    const text = line.replace(/\n$/, '');
    if (kind === 'added') lines.push({ kind, new: now, text });
    else if (kind === 'removed') lines.push({ kind, old, text });
    else lines.push({ kind, old, new: now, text });
    if (kind !== 'added') old += 1;
    if (kind !== 'removed') now += 1;
  }
  return lines;
}

/** Changed lines with some around them; what is close together is one hunk. */
function hunksOf(lines: readonly DiffLine[]): readonly Hunk[] {
  const places = lines.flatMap(({ kind }, at) => (kind === 'context' ? [] : [at]));
  const ranges: { from: number; to: number }[] = [];
  for (const at of places) {
    const last = ranges.at(-1);
    const [from, to] = [Math.max(0, at - around), Math.min(lines.length, at + around + 1)];
    if (last !== undefined && from <= last.to) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges.map(({ from, to }) => hunkOf(lines, from, to));
}

function hunkOf(all: readonly DiffLine[], from: number, to: number): Hunk {
  const [before, lines] = [all.slice(0, from), all.slice(from, to)];
  const [oldLines, newLines] = [countOf(lines, 'added'), countOf(lines, 'removed')];
  return {
    // A side without lines starts at the line before.
    oldStart: countOf(before, 'added') + (oldLines === 0 ? 0 : 1),
    oldLines,
    newStart: countOf(before, 'removed') + (newLines === 0 ? 0 : 1),
    newLines,
    section: '',
    lines,
  };
}

/** Lines that are not of a kind. */
function countOf(lines: readonly DiffLine[], but: DiffLine['kind']): number {
  return lines.filter(({ kind }) => kind !== but).length;
}

const signs = { added: '+', removed: '-', context: ' ' } as const;

/** A change of a file that stays, as `git apply` takes it; both texts have to end with a line break. */
export function patchText(change: Change): string {
  const { path, content } = fileDiff(change);
  const hunks = content.kind === 'text' ? content.hunks : [];
  return [`--- a/${path}`, `+++ b/${path}`, ...hunks.map(hunkText), ''].join('\n');
}

/** A diff for readers: its files with their hunks. */
export function diffText(diff: Diff): string {
  return diff.map(fileText).join('\n');
}

function fileText({ path, status, content }: FileDiff): string {
  const what = status === 'modified' ? '' : ` (${status})`;
  const hunks = content.kind === 'text' ? content.hunks : [];
  return [`--- ${path}${what}`, ...hunks.map(hunkText)].join('\n');
}

function hunkText({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string {
  const head = `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`;
  return [head, ...lines.map(({ kind, text }) => `${signs[kind]}${text}`)].join('\n');
}
