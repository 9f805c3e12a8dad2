import type { Desk } from '../../agent/tools/pieces.ts';
import type { Work } from './work.ts';

/** The workspace as tools show it: those who may push have written what is in it. What is read is noted, since it may be edited then. */
export function desk({ parts, notes }: Pick<Work, 'parts' | 'notes'>): Desk {
  const { workspace } = parts;
  return {
    trust: 'repository',
    workspace: {
      ...workspace,
      read: async (path, range) => {
        if (!notes.read.includes(path)) notes.read = [...notes.read, path];
        return workspace.read(path, range);
      },
    },
  };
}
