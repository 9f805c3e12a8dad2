import { z } from 'zod';
import { Change } from '../../core/change.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Workplace } from '../workplace.ts';

/** A workspace whose edits are kept beside the steps of a loop, and made again when it goes on elsewhere. */
export function keptEdits(workspace: Workspace): Workplace {
  return {
    save: async () => {
      const changes = workspace.changes();
      return changes.length === 0 ? '' : JSON.stringify(changes);
    },
    restore: async (saved) => {
      if (saved === '') return;
      const result = await workspace.apply(z.array(Change).parse(JSON.parse(saved)));
      if (result.is === 'unapplied')
        throw new Error(`the edits that were kept do not fit ${workspace.sha}: ${JSON.stringify(result)}`);
    },
  };
}
