import type { Workspace } from '../../ports/workspace.ts';

/** Stands in for a tree that cannot be had: every file is absent, and nothing is found. */
export const withoutFiles: Pick<Workspace, 'files' | 'text' | 'outline' | 'search'> = {
  files: () => [],
  text: (path) => Promise.resolve(absent(path)),
  outline: (path) => Promise.resolve(absent(path)),
  search: () => Promise.resolve({ is: 'found', hits: [], isMore: false, searched: 0 }),
};

function absent(path: string) {
  return { is: 'refused', path, why: { is: 'absent', near: [] } } as const;
}
