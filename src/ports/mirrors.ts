/** Copies of repositories on this machine, kept so that not everything is fetched each time. */
export interface Mirrors {
  /** Ids of the repositories that there is a mirror of. */
  kept(): Promise<readonly number[]>;
  /** Deletes a repository's mirror, if there is one. */
  remove(repositoryId: number): Promise<void>;
}
