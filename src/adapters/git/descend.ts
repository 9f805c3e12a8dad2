import { closeSync, constants, existsSync, mkdirSync, openSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Refusal } from '../../core/refusal.ts';

/** An open folder of a tree, by a path that leads to it whatever is swapped meanwhile, and the last name of what was asked for. */
export interface Place extends Disposable {
  readonly folder: string;
  readonly path: string;
}

/**
 * Goes down to the folder that a path lies in, name by name: each folder is opened by itself and never through a link, and the next
 * name is looked up in the one that is open. All of it is done at once, without giving way: the calls take microseconds.
 * Throws the system's error where a folder is not there, unless it is to be made.
 */
export function descend(root: string, path: string, missing: 'make' | 'refuse' = 'refuse'): Place {
  const names = path.split('/');
  const name = names.pop() ?? '';
  let here = openFolder(root);
  for (const next of names) {
    const parent = here;
    try {
      const below = join(parent.path, next);
      if (missing === 'make') makeFolder(below);
      here = openFolder(below);
    } finally {
      closeSync(parent.descriptor);
    }
  }
  const { descriptor } = here;
  return { folder: here.path, path: join(here.path, name), [Symbol.dispose]: () => closeSync(descriptor) };
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/** Elsewhere than on Linux, where no sandbox is either, folders have no path by their descriptor. */
const hasDescriptorPaths = existsSync('/proc/self/fd');

function openFolder(path: string): { readonly descriptor: number; readonly path: string } {
  const descriptor = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  return { descriptor, path: hasDescriptorPaths ? `/proc/self/fd/${descriptor}` : path };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** What a link of the tree says; undefined where there is none. The folders on the way must be no links. */
export function linkAt(root: string, path: string): string | undefined {
  try {
    return readlinkSync(join(root, path));
  } catch {
    return undefined;
  }
}

/** What the system's error says of a path. Undefined for an error that is none of the path's. */
export function refusalOf(error: unknown): Refusal | undefined {
  return refusals[String(codeOf(error))];
}

const refusals: Readonly<Record<string, Refusal | undefined>> = {
  ENOENT: { is: 'absent', near: [] },
  ENOTDIR: { is: 'absent', near: [] },
  ELOOP: { is: 'swapped' },
  EISDIR: { is: 'folder' },
  ENOTEMPTY: { is: 'folder' },
  ENXIO: { is: 'no-file' },
  ENAMETOOLONG: { is: 'too-long' },
  EACCES: { is: 'no-access' },
  EPERM: { is: 'no-access' },
};

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
