import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Copies of trees in folders of their own below `folder`, for checkers to run in; links stay what they say. */
export function openTreeCopies(folder: string) {
  return async (directory: string) => {
    const tree = await mkdtemp(join(folder, 'patchwright-check-'));
    await cp(directory, tree, { recursive: true, verbatimSymlinks: true });
    return { tree, [Symbol.asyncDispose]: () => rm(tree, { recursive: true, force: true }) };
  };
}
