import { brokenDiff, fileStart, readHeader, shownLine } from './diff-header.ts';
import type { DiffHeader, HeaderLine } from './diff-header.ts';

/** The part of a diff about one file, with its hunks counted but not yet read. */
export interface Section {
  readonly header: DiffHeader;
  /** The hunks as they stand, without the remarks on a missing final newline. */
  readonly hunks: string;
  readonly noNewlineAtEnd: { readonly old: boolean; readonly new: boolean };
}

/**
 * Cuts a git diff at its files, never misled by code that looks like a header.
 * Throws when a hunk does not hold exactly the lines that it says, or anything else is not as git writes it.
 */
export function diffSections(text: string): Section[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw brokenDiff(lines.length + 1, 'the last line is cut off');
  const found: Section[] = [];
  for (let at = 0; at < lines.length;) {
    const cut = readSection(lines, at);
    found.push(cut.section);
    at = cut.end;
  }
  return found;
}

function readSection(
  lines: readonly string[],
  start: number,
): { readonly section: Section; readonly end: number } {
  const headerLines = readHeaderLines(lines, start);
  const header = readHeader(headerLines);
  const body: Body = {
    lines,
    path: header.path,
    at: start + headerLines.length,
    kept: [],
    end: { old: 0, new: 0 },
    noNewlineAtEnd: { old: false, new: false },
  };
  while (isHunkStart(lineAt(lines, body.at))) readHunk(body);
  if (header.needsHunks && body.kept.length === 0) {
    throw brokenDiff(start + 1, `the hunks of ${header.path} are missing`);
  }
  const { kept, noNewlineAtEnd, at } = body;
  return { section: { header, hunks: kept.join('\n'), noNewlineAtEnd }, end: at };
}

function readHeaderLines(lines: readonly string[], start: number): readonly [HeaderLine, ...HeaderLine[]] {
  const title = lineAt(lines, start);
  if (!isFileStart(title)) throw strayLine(start + 1, title);
  let end = start + 1;
  while (!isHeaderEnd(lineAt(lines, end))) end += 1;
  const others = lines.slice(start + 1, end).map((text, index) => ({ at: start + 2 + index, text }));
  return [{ at: start + 1, text: title }, ...others];
}

/** Stands for the line after the last: no line of a diff begins with it. */
const noLine = '\0';

function lineAt(lines: readonly string[], index: number): string {
  return lines[index] ?? noLine;
}

function isHeaderEnd(line: string): boolean {
  return isHunkStart(line) || isFileStart(line) || line === noLine;
}

function isFileStart(line: string): boolean {
  return line.startsWith(fileStart);
}

function isHunkStart(line: string): boolean {
  return line.startsWith('@@ ');
}

function strayLine(at: number, line: string): Error {
  const isCombined = /^diff --(?:cc|combined) /.test(line);
  if (isCombined)
    return brokenDiff(at, 'it compares a merge with all its parents; compare it with one of them');
  return brokenDiff(at, `${shownLine(line)} is neither a hunk nor "diff --git a/PATH b/PATH"`);
}

/** The hunks of one file while they are read. */
interface Body {
  readonly lines: readonly string[];
  readonly path: string;
  at: number;
  readonly kept: string[];
  /** The first line of each side that no hunk has covered. */
  end: Counts;
  readonly noNewlineAtEnd: { old: boolean; new: boolean };
}

interface Counts {
  readonly old: number;
  readonly new: number;
}

/** What a line of a hunk counts for, by its first character. Some tools cut the blank of an empty context line. */
const weights: Readonly<Record<string, Counts>> = {
  '+': { old: 0, new: 1 },
  '-': { old: 1, new: 0 },
  ' ': { old: 1, new: 1 },
  '': { old: 1, new: 1 },
};

function readHunk(body: Body): void {
  const start = body.at + 1;
  const promised = readRange(body);
  const left = { ...promised };
  keepLine(body);
  while (left.old > 0 || left.new > 0) {
    const weight = weights[lineAt(body.lines, body.at).charAt(0)];
    if (!weight || left.old < weight.old || left.new < weight.new) {
      const lines = `${promised.old} old and ${promised.new} new lines`;
      throw brokenDiff(
        start,
        `this hunk of ${body.path} says ${lines}, but line ${body.at + 1} is not one of them`,
      );
    }
    left.old -= weight.old;
    left.new -= weight.new;
    keepLine(body);
    skipRemark(body, weight);
  }
}

/** Reads a hunk's header; gives how many lines of each side it promises. */
function readRange(body: Body): Counts {
  const line = lineAt(body.lines, body.at);
  const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
  if (!match) throw brokenDiff(body.at + 1, `${shownLine(line)} is no hunk header, in ${body.path}`);
  const [, oldStart, oldCount, newStart, newCount] = match;
  const [old, head] = [rangeOf(oldStart, oldCount), rangeOf(newStart, newCount)];
  if (old.first < body.end.old || head.first < body.end.new) {
    throw brokenDiff(body.at + 1, `this hunk of ${body.path} begins before the end of the last one`);
  }
  body.end = { old: old.first + old.lines, new: head.first + head.lines };
  return { old: old.lines, new: head.lines };
}

/** Without a count a side has one line; without lines it names the line before. */
function rangeOf(start: string | undefined, count: string | undefined) {
  const lines = Number(count ?? 1);
  return { first: lines === 0 ? Number(start) + 1 : Number(start), lines };
}

function keepLine(body: Body): void {
  body.kept.push(lineAt(body.lines, body.at));
  body.at += 1;
}

/** "\ No newline at end of file", in whatever language, speaks of the line before it. */
function skipRemark(body: Body, weight: Counts): void {
  if (!lineAt(body.lines, body.at).startsWith('\\ ')) return;
  body.noNewlineAtEnd.old ||= weight.old === 1;
  body.noNewlineAtEnd.new ||= weight.new === 1;
  body.at += 1;
}
