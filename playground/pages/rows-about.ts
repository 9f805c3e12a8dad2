import type { DiffLine } from '../github/git/diff.ts';
import type { Place } from '../github/state.ts';

/** The rows of a file's diff from the first line of a place to its last; none where the diff does not show it. */
export function rowsAbout(rows: readonly DiffLine[], place: Place): readonly DiffLine[] {
  const { side, line, startSide, startLine } = place;
  const end = rows.findIndex((row) => isLine(row, side, line));
  const start = rows.findIndex((row) => isLine(row, startSide ?? side, startLine ?? line));
  return start === -1 ? [] : rows.slice(start, end + 1);
}

/** Whether a row shows that line of the old file (left) or of the new one (right). */
function isLine(row: DiffLine, side: Place['side'], line: number): boolean {
  if (side === 'LEFT') return row.kind !== 'added' && row.oldLine === line;
  return row.kind !== 'removed' && row.newLine === line;
}
