import type { DiffLine, Hunk } from '../github/git/diff.ts';
import { markup, type Markup, type Part } from './markup.ts';

/** What stands before a line of each kind; a real minus sign is as wide as the plus. */
export const signs = { added: '+', removed: '−', context: '' } as const;

export interface DiffView {
  readonly isMarked: (row: DiffLine) => boolean;
  /** What stands below a row, such as the comments on it. */
  readonly below: (row: DiffLine) => readonly Markup[];
}

/** Rows with their old and new line numbers, and what there is to say below each. */
export function diffTable(hunks: readonly Hunk[], view: DiffView): Markup {
  return markup`<table class="diff">${hunks.map((hunk) => [
    markup`<tr class="hunk"><td colspan="4">${hunk.header}</td></tr>`,
    hunk.lines.map((row) => diffRow(row, view)),
  ])}</table>`;
}

/** Rows alone, such as a few that are quoted. */
export function plainRows(rows: readonly DiffLine[]): Markup {
  const view = { isMarked: () => false, below: () => [] };
  return markup`<table class="diff">${rows.map((row) => diffRow(row, view))}</table>`;
}

function diffRow(row: DiffLine, { isMarked, below }: DiffView): Part {
  const { kind, oldLine, newLine, text } = row;
  const numbers = markup`<td class="number">${kind === 'added' ? '' : oldLine}</td><td class="number">${kind === 'removed' ? '' : newLine}</td>`;
  const code = markup`<td class="sign">${signs[kind]}</td><td class="code">${text}</td>`;
  const line = markup`<tr class="${kind}${isMarked(row) ? ' marked' : ''}">${numbers}${code}</tr>`;
  const more = below(row);
  return more.length === 0 ? line : [line, markup`<tr><td class="below" colspan="4">${more}</td></tr>`];
}
