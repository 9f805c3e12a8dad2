import type { Change } from '../core/change.ts';
import { fileKind } from '../core/file-kind.ts';
import { machineOrigin } from '../core/machine-made.ts';
import type { ChangeFault } from './change-fault.ts';
import { type LineAt, linesAdded, linesRemoved } from './changed-lines.ts';

/** How much a reader has to read. Tests, data, and what a machine writes do not count, nor do lines that were only moved. */
export interface ChangeSize {
  /** Added and removed. */
  readonly lines: number;
  readonly files: number;
  /** Where they are, the largest first: the root is empty. */
  readonly byFolder: readonly { readonly folder: string; readonly lines: number }[];
}

export function changeSize(changes: readonly Change[]): ChangeSize {
  const counted = changes.filter(isRead);
  const lines = [...linesAdded(counted), ...linesRemoved(counted)];
  const folders = Map.groupBy(lines, ({ path }: LineAt) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  const byFolder = [...folders].map(([folder, own]) => ({ folder, lines: own.length }));
  return {
    lines: lines.length,
    files: counted.length,
    byFolder: byFolder.toSorted((one, other) => other.lines - one.lines),
  };
}

/** More than a reader takes at once; undefined where it is not. */
export function tooLarge(changes: readonly Change[], most = 500): ChangeFault | undefined {
  const { lines } = changeSize(changes);
  if (lines <= most) return undefined;
  return { is: 'too-large', path: '', line: null, what: `${lines} lines`, weight: 'justify' };
}

function isRead({ path, before, after }: Change): boolean {
  if (/^(?:test|data|generated)$/.test(fileKind(path))) return false;
  return machineOrigin(path, (before ?? after ?? '').split('\n').slice(0, 12)) === undefined;
}
