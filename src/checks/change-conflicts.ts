import type { Change } from '../core/change.ts';
import { type ChangeFault, shown } from './change-fault.ts';
import { linesAdded } from './changed-lines.ts';

/** What a merge leaves where it could not decide: never meant, wherever it stands at the margin of a file. */
export function conflictMarkers(changes: readonly Change[]): readonly ChangeFault[] {
  return linesAdded(changes)
    .filter(({ text }) => /^(?:<{7}|>{7}|\|{7})(?: |\r?$)/.test(text))
    .map(({ path, line, text }) => ({
      is: 'conflict-marker',
      path,
      line,
      what: shown(text),
      weight: 'refuse',
    }));
}
