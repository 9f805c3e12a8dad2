import type { ChangeFacts } from './change-facts.ts';
import type { ChangeFault } from './change-fault.ts';
import { conflictMarkers } from './change-conflicts.ts';
import { loweredGuards } from './change-guards.ts';
import { packageFaults } from './change-packages.ts';
import { protectedChanges } from './change-protected.ts';
import { scratchFiles } from './change-scratch.ts';
import { weakenedTests } from './change-tests.ts';
import type { ChangedFile } from './changed-file.ts';

/** What is wrong with a change that a model made, by its texts alone, in the order of paths and lines. Its size is another matter. */
export function changeFaults(files: readonly ChangedFile[], facts: ChangeFacts): readonly ChangeFault[] {
  const found = [
    ...conflictMarkers(files),
    ...weakenedTests(files, facts),
    ...loweredGuards(files, facts),
    ...scratchFiles(files, facts),
    ...protectedChanges(files, facts),
    ...packageFaults(files),
  ];
  return found.toSorted(inOrder);
}

function inOrder(one: ChangeFault, other: ChangeFault): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return (one.line ?? 0) - (other.line ?? 0);
}
