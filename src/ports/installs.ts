import type { Mirrors } from './mirrors.ts';

/** What was installed for one repository, kept on this machine so that jobs that need the same do not fetch it anew. */
export interface Installs {
  /**
   * Puts packages into a tree: those kept under the key, or those that are installed now, once however many jobs ask for them. What
   * happens in the tree afterwards changes nothing of what is kept. `not-given` leaves the tree without them: it has to be installed
   * in the tree itself.
   */
  give(order: InstallsOrder): Promise<'kept' | 'made' | 'not-given'>;
}

export interface InstallsOrder {
  /** Where the packages go. Code may have run there. */
  readonly tree: string;
  /** The same for installations that come to the same. */
  readonly key: string;
  /** Texts by path: all that the installation may look at, since it is made in a folder that holds nothing else. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders that it makes, from the root of the tree. One that does anything beside them is not kept. */
  readonly folders: readonly string[];
  /** For how long it stands for what would be installed now; null where nothing but the key decides that. */
  readonly freshMs: number | null;
  /** Installs in a folder with the files; whether it worked. */
  readonly install: (tree: string) => Promise<boolean>;
  readonly signal?: AbortSignal | undefined;
}

/** The installations of all repositories. Those of one are never given to another. */
export interface InstallStore extends Mirrors {
  of(repositoryId: number): Installs;
}
