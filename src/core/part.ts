import { hunksOf } from './diff.ts';
import type { DiffLine, FileDiff, Hunk } from './diff.ts';

/** What one prompt shows of a diff. */
export type Part = readonly Piece[];

/** Some or all hunks of a file; a file without lines to show is only named. */
export interface Piece {
  readonly file: FileDiff;
  readonly hunks: readonly Hunk[];
}

/**
 * A part as the model reads it: each file with its hunks, added lines marked + and removed ones -, numbered as in the new file,
 * and last the files without lines. The numbers are for finding one's way; findings are anchored by the code they quote.
 */
export function render(part: Part): string {
  const shown = part.filter((piece) => piece.hunks.length > 0);
  const named = part.filter((piece) => piece.hunks.length === 0);
  const list =
    named.length === 0 ? [] : [`${listTitle}${named.map(({ file }) => renderName(file)).join('')}`];
  return [...shown.map(renderPiece), ...list].join('\n');
}

export const listTitle = 'Also changed, without lines to show:\n';

/** One line of the list of files without lines. */
export function renderName(file: FileDiff): string {
  return `- ${shownPath(file.path)}: ${whatChanged(file)}\n`;
}

/** What happened to a file without lines to show, such as "added binary file". */
export function whatChanged(file: FileDiff): string {
  const kind = file.status === 'mode-changed' ? [] : [kindOf(file)];
  return [...kind, ...factsOf(file)].join(', ');
}

/** The line above a file's hunks. */
export function renderTitle(file: FileDiff): string {
  return `### ${shownPath(file.path)} (${[file.status, ...factsOf(file)].join(', ')})\n`;
}

/** The lines of a hunk, each with its number, marker and newline. */
export function renderLines(hunk: Hunk): readonly string[] {
  const width = String(hunk.newStart + hunk.newLines).length;
  const isMixed = new Set(hunk.lines.map((line) => line.text.endsWith('\r'))).size === 2;
  return hunk.lines.map((line) => `${gutter(line, width)}${shownText(line.text, isMixed)}\n`);
}

/** The header of a hunk: the lines it covers in both files and the function that git sees them in. */
export function renderRange(hunk: Hunk): string {
  const { oldStart, oldLines, newStart, newLines, section } = hunk;
  const range = `@@ old ${oldStart},${oldLines} new ${newStart},${newLines} @@`;
  return `${section === '' ? range : `${range} ${section}`}\n`;
}

function renderPiece({ file, hunks }: Piece): string {
  const shown = hunks.map((hunk) => `${renderRange(hunk)}${renderLines(hunk).join('')}`);
  return `${renderTitle(file)}${shown.join('')}`;
}

const markers = { added: '+', removed: '-', context: ' ' } as const;

function gutter(line: DiffLine, width: number): string {
  const number = line.kind === 'removed' ? '' : String(line.new);
  return `${number.padStart(width)} ${markers[line.kind]}`;
}

/** More of one line than this tells a reader nothing: it is data, or minified. */
const longestLine = 2000;

/** Carriage returns are only shown in a hunk where some lines have them and others do not. */
function shownText(text: string, isMixed: boolean): string {
  const plain = text.endsWith('\r') ? `${text.slice(0, -1)}${isMixed ? '␍' : ''}` : text;
  if (plain.length <= longestLine) return plain;
  const kept = plain.slice(0, longestLine).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}… [${plain.length - kept.length} more characters]`;
}

/** A path that could be taken for something else than a path is quoted. */
export function shownPath(path: string): string {
  return /^[^\p{C}\p{Z}"]+( [^\p{C}\p{Z}"]+)*$/u.test(path) ? path : JSON.stringify(path);
}

function kindOf({ content, status }: FileDiff): string {
  switch (content.kind) {
    case 'binary':
      return `${status} binary file`;
    case 'submodule':
      return `${status} submodule, ${shownCommit(content.from)} → ${shownCommit(content.to)}`;
    case 'text':
      return status === 'added' || status === 'removed' ? `${status} empty file` : status;
  }
}

function shownCommit(sha: string | null): string {
  return sha?.slice(0, 12) ?? 'none';
}

function factsOf(file: FileDiff): string[] {
  const isMoved = file.path !== file.oldPath;
  const hasNewMode = file.oldMode !== null && file.newMode !== null && file.oldMode !== file.newMode;
  return [
    ...(isMoved ? [`from ${shownPath(file.oldPath)}`] : []),
    ...(hasNewMode ? [`mode ${file.oldMode} → ${file.newMode}`] : []),
    ...(hunksOf(file).length > 0 ? endOf(file) : []),
  ];
}

function endOf({ status, noNewlineAtEnd }: FileDiff): string[] {
  if (noNewlineAtEnd.new) return ['no newline at the end'];
  return noNewlineAtEnd.old && status !== 'removed' ? ['newline at the end added'] : [];
}
