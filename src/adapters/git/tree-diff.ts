import type { Git, GitResult } from './run.ts';
import { checkedSha } from './sha.ts';

/**
 * The unified diff between two commits of a bare repository whose configuration is ours, as GitHub shows it: three lines of
 * context, renames found, prefixes a/ and b/. Nothing but the two trees has a say in it.
 */
export function treeDiff(git: Git, { gitDirectory, from, to, signal }: TreeDiff): Promise<GitResult> {
  const commits = [checkedSha(from), checkedSha(to)];
  const args = ['diff-tree', ...asOnGitHub, '--end-of-options', ...commits];
  return git({ args, directory: gitDirectory, gitDirectory, signal });
}

export interface TreeDiff {
  readonly gitDirectory: string;
  readonly from: string;
  readonly to: string;
  readonly signal?: AbortSignal | undefined;
}

const asOnGitHub = [
  '-r',
  '--patch',
  '--unified=3',
  '--inter-hunk-context=0',
  '--find-renames',
  '--diff-algorithm=default',
  '--indent-heuristic',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--no-relative',
  '--submodule=short',
  '--ignore-submodules=none',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
];
