import type { BigIntStats } from 'node:fs';
import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxChange } from '../../ports/sandbox.ts';

/** What lies in a folder, by its path in it: everything but folders. */
export type Snapshot = ReadonlyMap<string, Mark>;

/** Tells a file from what it was: the time of its last change cannot be set by a program. */
interface Mark {
  readonly kind: SandboxChange['kind'];
  readonly mark: string;
}

/** Looks at every file of a folder, following no link. Paths of `without` are left out with all that is in them. */
export async function snapshot(tree: string, without: ReadonlySet<string>): Promise<Snapshot> {
  const found = new Map<string, Mark>();
  const waiting = [''];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of await namesIn(join(tree, folder))) {
      const path = join(folder, name);
      if (without.has(path)) continue;
      const stats = await lstat(join(tree, path), { bigint: true }).catch(() => undefined);
      if (stats === undefined) continue;
      if (stats.isDirectory()) waiting.push(path);
      else found.set(path, markOf(stats));
    }
  }
  return found;
}

/** A folder that cannot be read has nothing that could be taken from it. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

function markOf(stats: BigIntStats): Mark {
  return {
    kind: kindOf(stats),
    mark: `${stats.ino} ${stats.mode} ${stats.size} ${stats.ctimeNs}`,
  };
}

function kindOf(stats: BigIntStats): SandboxChange['kind'] {
  if (stats.isFile()) return 'file';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

/** What differs between two looks, sorted by path. */
export function changesBetween(before: Snapshot, after: Snapshot): readonly SandboxChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths.flatMap((path) => changeOf(path, before.get(path), after.get(path)));
}

function changeOf(path: string, before: Mark | undefined, after: Mark | undefined): readonly SandboxChange[] {
  if (before === undefined) return after === undefined ? [] : [{ path, change: 'added', kind: after.kind }];
  if (after === undefined) return [{ path, change: 'removed', kind: before.kind }];
  return before.mark === after.mark ? [] : [{ path, change: 'changed', kind: after.kind }];
}

/** Gives the owner back his rights on all folders, so that he can delete them. */
export async function makeRemovable(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(async () => {
    await chmod(folder, 0o700);
    return readdir(folder, { withFileTypes: true });
  });
  for (const entry of entries) if (entry.isDirectory()) await makeRemovable(join(folder, entry.name));
}
