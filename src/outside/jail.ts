import { type OpenSandbox, openSandbox } from '../adapters/bubblewrap/sandbox.ts';
import { lockFile } from '../adapters/git/lock-file.ts';
import { removeTree } from '../adapters/git/remove-tree.ts';
import { openInstalls } from '../adapters/installs/store.ts';
import type { MachineEnv, Values } from '../config/env.ts';
import type { Clock } from '../ports/clock.ts';
import type { InstallStore } from '../ports/installs.ts';

/** Where code is run, and what was installed for it before: null where nothing is kept. */
export interface Jail {
  readonly sandbox: OpenSandbox;
  readonly installs: InstallStore | null;
}

export interface JailParts {
  /** The process's own. */
  readonly environment: Values;
  /** The Node that runs us. */
  readonly node: string;
  /** As `process.arch` has it. */
  readonly architecture: string;
  /** For what is needed while something runs. */
  readonly folder: string;
  /** For packages that were installed. */
  readonly keptIn: string;
  readonly clock: Clock;
  /** Told of packages that cannot be kept or taken: whatever needs them takes longer, and no more. */
  readonly onError: (error: unknown) => void;
}

/** Opens both as the operator has set them. What this machine can hold is found out when something is first to be run. */
export function openJail(
  { sandboxHosts, sandboxMemoryBytes, installCacheBytes }: Omit<MachineEnv, 'tree'>,
  { environment, node, architecture, folder, keptIn, clock, onError }: JailParts,
): Jail {
  const limits = { memoryBytes: sandboxMemoryBytes };
  const sandbox = openSandbox({ environment, folder, node, architecture, hosts: sandboxHosts, limits });
  if (installCacheBytes === 0) return { sandbox, installs: null };
  const store = { folder: keptIn, mostBytes: installCacheBytes, sandbox, clock };
  return { sandbox, installs: openInstalls({ ...store, lockFile, removeTree, onError }) };
}
