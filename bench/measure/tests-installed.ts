import { cp } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../../src/ports/workspace.ts';

/** Installed packages of one project, kept beside all checkouts of it, so that only the first waits for the registry. */
export interface Installed {
  /** The same checkouts, with the packages in them where they are known. */
  readonly into: (scratch: () => Promise<Workspace>) => () => Promise<Workspace>;
  /** Keeps what was installed in the first checkout. */
  readonly keep: () => Promise<void>;
}

export function openInstalled(folder: string): Installed {
  const kept = join(folder, 'node_modules');
  let first: string | undefined;
  return {
    into: (scratch) => async () => {
      const workspace = await scratch();
      first ??= workspace.directory;
      if (existsSync(kept)) await cp(kept, join(workspace.directory, 'node_modules'), copying);
      return workspace;
    },
    keep: async () => {
      const there = first === undefined ? undefined : join(first, 'node_modules');
      if (there !== undefined && existsSync(there) && !existsSync(kept)) await cp(there, kept, copying);
    },
  };
}

const copying = { recursive: true, verbatimSymlinks: true } as const;
