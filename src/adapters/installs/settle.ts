import type { Stats } from 'node:fs';
import { chmod, lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InstallsOrder } from '../../ports/installs.ts';

/**
 * Looks through a folder in which packages were installed, and makes it one that can be copied. Gives what it takes on disk, in bytes;
 * undefined where it is not to be kept: something was done beside the order's folders, or they hold something else than files, folders
 * and links.
 */
export async function settle(
  tree: string,
  order: Pick<InstallsOrder, 'files' | 'folders'>,
): Promise<number | undefined> {
  const made = await foldersMade(tree, order);
  let bytes = 0;
  for (const folder of made ?? []) {
    const more = await settleFolder(join(tree, folder));
    if (more === undefined) return undefined;
    bytes += more;
  }
  return made && bytes;
}

/** Those of the order's folders that are there; undefined where something else is that was not before, or is not as it was. */
async function foldersMade(
  tree: string,
  { files, folders }: Pick<InstallsOrder, 'files' | 'folders'>,
): Promise<readonly string[] | undefined> {
  const known = new Set([...files.keys(), ...folders].flatMap(foldersAbove));
  const made: string[] = [];
  const waiting = ['.'];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of await readdir(join(tree, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && folders.includes(path)) made.push(path);
      else if (entry.isDirectory() && known.has(path)) waiting.push(path);
      else if (!entry.isFile() || (await readFile(join(tree, path), 'utf8')) !== files.get(path))
        return undefined;
    }
  }
  return made;
}

function foldersAbove(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...foldersAbove(folder)];
}

/** Gives its size in bytes; undefined where there is a pipe, a socket or a device in it. */
async function settleFolder(root: string): Promise<number | undefined> {
  const waiting = [root];
  let bytes = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    await allow(folder, await lstat(folder));
    const paths = (await readdir(folder)).map((name) => join(folder, name));
    const all = await Promise.all(paths.map(async (path) => ({ path, stats: await lstat(path) })));
    for (const { path, stats } of all) {
      if (!stats.isFile() && !stats.isDirectory() && !stats.isSymbolicLink()) return undefined;
      if (stats.isFile()) await allow(path, stats);
      if (stats.isDirectory()) waiting.push(path);
      bytes += stats.blocks * 512;
    }
  }
  return bytes;
}

/** Its owner may read it and delete it, and it makes nobody another user. */
async function allow(path: string, stats: Stats): Promise<void> {
  const least = stats.isDirectory() ? 0o700 : 0o600;
  const mode = (stats.mode & 0o777) | least;
  if ((stats.mode & 0o7777) !== mode) await chmod(path, mode);
}
