/** What is known beside a change to judge it by. */
export interface ChangeFacts {
  /** What was asked for: the issue's title and body, answers, and remarks of those who may ask. */
  readonly issue: string;
  /** Paths of the base commit. */
  readonly files: readonly string[];
  /** Protected paths that the repository's configuration lets a change of ours touch. */
  readonly isAllowed: (path: string) => boolean;
  /** Paths that the repository's `.gitignore` files leave out. */
  readonly isIgnored: (path: string) => boolean;
}
