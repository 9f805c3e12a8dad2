import parseHunks from 'parse-diff';
import { diffSections } from './diff-section.ts';
import type { DiffHeader } from './diff-header.ts';
import type { Section } from './diff-section.ts';

/** One line of a hunk. A removed line has no number in the new file, an added one none in the old. */
export type DiffLine =
  | { readonly kind: 'added'; readonly new: number; readonly text: string }
  | { readonly kind: 'removed'; readonly old: number; readonly text: string }
  | { readonly kind: 'context'; readonly old: number; readonly new: number; readonly text: string };

/** Lines that stand together. A side without lines starts at the line before, as git counts. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** What git says after the second `@@`: the line that begins the function, often cut. */
  readonly section: string;
  readonly lines: readonly DiffLine[];
}

/** One file of a diff. */
export interface FileDiff {
  /** The path in the head; of a removed file the one in the base. */
  readonly path: string;
  /** Differs from `path` for what was renamed or copied. */
  readonly oldPath: string;
  /** `type-changed` is a file that became a link or a submodule, or the other way round. */
  readonly status: DiffHeader['status'] | 'type-changed';
  readonly content: Content;
  /** Octal; null where there is no file, and for a rename or copy without any change, where git does not tell. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly added: number;
  readonly removed: number;
  readonly noNewlineAtEnd: { readonly old: boolean; readonly new: boolean };
}

/** Text has no hunks when only the name or the mode changed, or the file is empty. A submodule goes from commit to commit. */
export type Content =
  | { readonly kind: 'text'; readonly hunks: readonly Hunk[] }
  | { readonly kind: 'binary' }
  | { readonly kind: 'submodule'; readonly from: string | null; readonly to: string | null };

export type Diff = readonly FileDiff[];
export type Side = 'old' | 'new';

/** Reads what `git diff` prints with its own prefixes. A broken diff throws, naming line and file: it is never read as a shorter one. */
export function parseDiff(text: string): Diff {
  const files: FileDiff[] = [];
  for (const section of diffSections(text)) {
    const file = fileOf(section);
    const previous = files.at(-1);
    const isTypeChange =
      previous?.status === 'removed' && file.status === 'added' && previous.path === file.path;
    if (isTypeChange) files.splice(-1, 1, typeChange(previous, file));
    else files.push(file);
  }
  return files.map(withSubmodule);
}

/** The lines that GitHub takes comments on: on the old side what was removed, on the new what was added, on both the context. */
export function anchors(file: FileDiff): {
  readonly old: readonly number[];
  readonly new: readonly number[];
} {
  return { old: numbersOn(file, 'old'), new: numbersOn(file, 'new') };
}

/** The hunk that shows the line of that side. */
export function hunkOf(file: FileDiff, side: Side, line: number): Hunk | undefined {
  return hunksOf(file).find((hunk) => {
    const start = side === 'old' ? hunk.oldStart : hunk.newStart;
    const lines = side === 'old' ? hunk.oldLines : hunk.newLines;
    return start <= line && line < start + lines;
  });
}

/** A file's hunks; a binary file and a submodule have none. */
export function hunksOf(file: FileDiff): readonly Hunk[] {
  return file.content.kind === 'text' ? file.content.hunks : [];
}

/** A line as one side of the diff shows it; changed means added, or on the old side removed. */
export interface SideLine {
  readonly number: number;
  readonly text: string;
  readonly isChanged: boolean;
}

/** The hunk as one side shows it: its lines follow one another without a gap. */
export function linesOn(side: Side, hunk: Hunk): SideLine[] {
  const others = side === 'old' ? 'added' : 'removed';
  const first = side === 'old' ? hunk.oldStart : hunk.newStart;
  return hunk.lines
    .filter((line) => line.kind !== others)
    .map((line, index) => ({ number: first + index, text: line.text, isChanged: line.kind !== 'context' }));
}

/** Some lines of a hunk as a hunk of their own, from index `from` up to `to`. */
export function slicedHunk(hunk: Hunk, from: number, to: number): Hunk {
  const before = hunk.lines.slice(0, from);
  const lines = hunk.lines.slice(from, to);
  const [oldLines, newLines] = [countOn('old', lines), countOn('new', lines)];
  return {
    oldStart: movedStart(hunk.oldStart, hunk.oldLines, countOn('old', before), oldLines),
    oldLines,
    newStart: movedStart(hunk.newStart, hunk.newLines, countOn('new', before), newLines),
    newLines,
    section: hunk.section,
    lines,
  };
}

function countOn(side: Side, lines: readonly DiffLine[]): number {
  const others = side === 'old' ? 'added' : 'removed';
  return lines.filter((line) => line.kind !== others).length;
}

/** The start of a side moved on by some lines. Without lines, before or now, it is the number of the line before. */
function movedStart(start: number, lines: number, by: number, linesNow: number): number {
  return start + Number(lines === 0) + by - Number(linesNow === 0);
}

function numbersOn(file: FileDiff, side: Side): number[] {
  return hunksOf(file).flatMap((hunk) => {
    const [start, length] = side === 'old' ? [hunk.oldStart, hunk.oldLines] : [hunk.newStart, hunk.newLines];
    return Array.from({ length }, (_, index) => start + index);
  });
}

function fileOf({ header, hunks: text, noNewlineAtEnd }: Section): FileDiff {
  const { path, oldPath, status, oldMode, newMode, isBinary } = header;
  // A bare title keeps parse-diff from looking for file names in the code.
  const [read] = text === '' ? [] : parseHunks(`diff \n${text}`);
  const hunks = read?.chunks.map(hunkOfChunk) ?? [];
  return {
    path,
    oldPath,
    status,
    content: isBinary ? { kind: 'binary' } : { kind: 'text', hunks },
    oldMode,
    newMode,
    added: read?.additions ?? 0,
    removed: read?.deletions ?? 0,
    noNewlineAtEnd,
  };
}

function hunkOfChunk({ oldStart, oldLines, newStart, newLines, content, changes }: parseHunks.Chunk): Hunk {
  const section = content.replace(/^@@ .*? @@ ?/, '');
  return { oldStart, oldLines, newStart, newLines, section, lines: changes.map(lineOf) };
}

function lineOf(change: parseHunks.Change): DiffLine {
  const text = change.content.slice(1);
  switch (change.type) {
    case 'add':
      return { kind: 'added', new: change.ln, text };
    case 'del':
      return { kind: 'removed', old: change.ln, text };
    case 'normal':
      return { kind: 'context', old: change.ln1, new: change.ln2, text };
  }
}

/** Git prints a change of type as a removal and an addition of the same path. */
function typeChange(old: FileDiff, head: FileDiff): FileDiff {
  const isBinary = old.content.kind === 'binary' || head.content.kind === 'binary';
  return {
    path: head.path,
    oldPath: old.path,
    status: 'type-changed',
    content: isBinary ? { kind: 'binary' } : { kind: 'text', hunks: [...hunksOf(old), ...hunksOf(head)] },
    oldMode: old.oldMode,
    newMode: head.newMode,
    added: isBinary ? 0 : head.added,
    removed: isBinary ? 0 : old.removed,
    noNewlineAtEnd: { old: old.noNewlineAtEnd.old, new: head.noNewlineAtEnd.new },
  };
}

const submoduleMode = '160000';

/** A submodule is printed like a file of one line that names the commit. */
function withSubmodule(file: FileDiff): FileDiff {
  const isSubmodule = file.oldMode === submoduleMode || file.newMode === submoduleMode;
  if (!isSubmodule || file.status === 'type-changed') return file;
  return {
    ...file,
    content: { kind: 'submodule', from: commitOf(file, 'removed'), to: commitOf(file, 'added') },
  };
}

function commitOf(file: FileDiff, kind: DiffLine['kind']): string | null {
  const line = hunksOf(file)
    .flatMap((hunk) => hunk.lines)
    .find((line) => line.kind === kind);
  return line?.text.replace('Subproject commit ', '') ?? null;
}
