import { inBorrowed, type LocalCommit, type Range } from './range.ts';
import type { InMirror, Mirrored } from './mirror.ts';

/** A commit, and where its objects can be read: in a bare repository whose every setting is ours. */
export interface CommitSource {
  readonly sha: string;
  readonly reach: <T>(work: (gitDirectory: string) => Promise<T>) => Promise<T>;
}

/** A commit of a repository on GitHub, fetched into its mirror. */
export function mirroredCommit(
  inMirror: InMirror,
  { sha, ...where }: Omit<Mirrored, 'commits'> & { readonly sha: string },
): CommitSource {
  return { sha, reach: (work) => inMirror({ ...where, commits: [sha] }, work) };
}

/** The newest commit of a range on this machine. */
export function headOf(range: Range): CommitSource {
  return { sha: range.head, reach: (work) => inBorrowed(range, work) };
}

/** The commit that a range's change began from. */
export function mergeBaseOf(range: Range): CommitSource {
  return { sha: range.mergeBase, reach: (work) => inBorrowed(range, work) };
}

/** A commit of a repository on this machine. */
export function localCommit(local: LocalCommit): CommitSource {
  return { sha: local.sha, reach: (work) => inBorrowed(local, work) };
}
