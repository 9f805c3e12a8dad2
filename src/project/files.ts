import { textIn, type Workspace } from '../ports/workspace.ts';

/** The files of a repository as of one commit: paths from its root, and their text. */
export interface RepositoryFiles {
  list(): Promise<readonly string[]>;
  /** Undefined where there is no such file, or none that is text. */
  read(path: string): Promise<string | undefined>;
}

/** The files of a workspace as it is now. */
export function filesOf(workspace: Pick<Workspace, 'files' | 'text'>): RepositoryFiles {
  return {
    list: () => Promise.resolve(workspace.files()),
    read: (path) => textIn(workspace, path),
  };
}

/** The folder that a path lies in; empty for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path of a folder, as the root sees it. */
export function pathIn(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** A folder and those above it up to the root, the nearest first. */
export function foldersUp(folder: string): readonly string[] {
  return folder === '' ? [''] : [folder, ...foldersUp(folderOf(folder))];
}
