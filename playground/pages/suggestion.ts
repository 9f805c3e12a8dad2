import { diffArrays } from 'diff';
import { parseHunks } from '../github/git/diff.ts';
import type { ReviewThread } from '../github/state.ts';
import { signs } from './diff-table.ts';
import { markup, type Markup } from './markup.ts';
import { rowsAbout } from './rows-about.ts';

export interface SuggestedLine {
  readonly kind: 'added' | 'removed' | 'context';
  readonly text: string;
}

/** What accepting a suggestion would change; `code` is the inside of its fence. */
export function suggestedLines(replaced: readonly string[], code: string): readonly SuggestedLine[] {
  const suggested = code === '' ? [] : code.replace(/\n$/, '').split('\n');
  return diffArrays([...replaced], suggested).flatMap(({ value, added, removed }) => {
    const kind = added ? 'added' : removed ? 'removed' : 'context';
    return value.map((text) => ({ kind, text }) as const);
  });
}

/** The lines that a suggestion in this thread would replace. */
export function replacedLines({ original, diffHunk }: ReviewThread): readonly string[] {
  const rows = parseHunks(diffHunk).flatMap((hunk) => hunk.lines);
  return rowsAbout(rows, original)
    .filter((row) => row.kind !== 'removed')
    .map((row) => row.text);
}

export function suggestionTable(replaced: readonly string[], code: string): Markup {
  const rows = suggestedLines(replaced, code).map(
    ({ kind, text }) =>
      markup`<tr class="${kind}"><td class="sign">${signs[kind]}</td><td class="code">${text}</td></tr>`,
  );
  return markup`<figure class="suggestion"><figcaption>Suggested change</figcaption><table class="diff">${rows}</table></figure>`;
}
