import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryFiles } from '../../src/project/files.ts';

/** The files of a folder of this machine. */
export function treeFiles(tree: string): RepositoryFiles {
  return {
    list: async () => {
      const entries = await readdir(tree, { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      return paths.map((path) => path.slice(tree.length + 1)).sort();
    },
    read: (path) => readFile(join(tree, path), 'utf8').catch(() => undefined),
  };
}

/** Files by path and text. */
export function sampleFiles(files: Readonly<Record<string, string>>): RepositoryFiles {
  return {
    list: () => Promise.resolve(Object.keys(files)),
    read: (path) => Promise.resolve(files[path]),
  };
}
