import { userFailure } from '../../core/failure.ts';
import type { MergeOutcome } from '../../ports/forge.ts';
import { type Conflict, type MergedTrees, type MergeRoom, outcomeOf } from './merge-outcome.ts';
import type { InMirror, Mirrored } from './mirror.ts';
import type { Git } from './run.ts';
import { checkedSha } from './sha.ts';
import { treeEntries } from './tree-entries.ts';
import { tooManyFiles, type TreeLimits } from './tree-limits.ts';

/** Two commits of a repository on GitHub, and the newest one that both go back to. */
export interface PullMerge extends Omit<Mirrored, 'commits'> {
  readonly into: string;
  readonly from: string;
  readonly mergeBase: string;
}

/**
 * Merges commits in the mirror of their repository, without writing anything but objects there. No driver, attribute or setting of
 * the repository has a say in it. Throws Failure as the mirror does, and `budget` where the trees are beyond the limits.
 */
export function pullMerges(
  git: Git,
  inMirror: InMirror,
  limits: TreeLimits,
): (wanted: PullMerge) => Promise<MergeOutcome> {
  return ({ into, from, mergeBase, ...where }) =>
    inMirror({ ...where, commits: [mergeBase, into, from] }, async (gitDirectory) => {
      const at = { git, gitDirectory, limits, signal: where.signal };
      return outcomeOf(at, await merge(at, { into, from, mergeBase }));
    });
}

type Parents = Pick<PullMerge, 'into' | 'from' | 'mergeBase'>;

/**
 * The mirror has no history, so git gets one made up: the trees of both commits as children of that of their merge base. (To be told
 * the merge base is a thing that git learnt in 2.40.)
 */
async function merge(at: MergeRoom, { into, from, mergeBase }: Parents): Promise<MergedTrees> {
  const base = await standIn(at, mergeBase, []);
  const [ours, theirs] = [await standIn(at, into, [base]), await standIn(at, from, [base])];
  const [tree = '', ...conflicts] = (await mergeTree(at, ours, theirs))
    .split('\0')
    .filter((part) => part !== '');
  return {
    into: await entries(at, into),
    from: await entries(at, from),
    merged: await entries(at, tree),
    conflicts: conflicts.map(conflictOf),
    labels: [
      [ours, into],
      [theirs, from],
    ],
  };
}

/** A commit of the same tree with parents of our choice, by nobody at no time: its id depends on nothing else. */
async function standIn(at: MergeRoom, sha: string, parents: readonly string[]): Promise<string> {
  const tree = await say(at, ['rev-parse', '--verify', '--end-of-options', `${checkedSha(sha)}^{tree}`]);
  const nobody = 'nobody <nobody@invalid> 0 +0000';
  const head = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`)];
  const text = [...head, `author ${nobody}`, `committer ${nobody}`, '', sha, ''].join('\n');
  return say(at, ['hash-object', '-t', 'commit', '-w', '--stdin'], text);
}

/** A folder that was renamed on one side only moves nothing of the other side's: people would not expect it in a commit of ours. */
const settings = { 'merge.directoryRenames': 'false', 'merge.conflictStyle': 'merge' };

/** The merged tree, then what is in conflict, all ended by NUL. One is the exit code of a merge with conflicts. */
async function mergeTree(at: MergeRoom, ours: string, theirs: string): Promise<string> {
  const { git, gitDirectory, signal } = at;
  const options = ['--write-tree', '-z', '--no-messages', '--end-of-options'];
  const args = ['merge-tree', ...options, checkedSha(ours), checkedSha(theirs)];
  const { exitCode, output, complaint } = await git({
    args,
    directory: gitDirectory,
    gitDirectory,
    config: settings,
    signal,
  });
  if (exitCode === 0 || exitCode === 1) return output;
  throw unreadable(complaint || `git merge-tree ended with exit code ${exitCode}`);
}

function conflictOf(record: string): Conflict {
  const [, mode, stage, path] = /^(\d+) [0-9a-f]+ ([123])\t(.*)$/s.exec(record) ?? [];
  if (mode === undefined || stage === undefined || path === undefined)
    throw new Error(`git tells a conflict in a form that is not known: ${JSON.stringify(record)}`);
  return { path, stage: Number(stage), mode };
}

function entries({ git, gitDirectory, limits, signal }: MergeRoom, sha: string) {
  return treeEntries(git, { gitDirectory, sha, signal }, limits.files, () => tooManyFiles(limits));
}

async function say(
  { git, gitDirectory, signal }: MergeRoom,
  args: readonly string[],
  input = '',
): Promise<string> {
  const { exitCode, output, complaint } = await git({
    args,
    directory: gitDirectory,
    gitDirectory,
    signal,
    input,
  });
  if (exitCode === 0) return output.trim();
  throw unreadable(complaint || `git ${args[0]} ended with exit code ${exitCode}`);
}

function unreadable(detail: string): Error {
  return userFailure({ is: 'git', detail });
}
