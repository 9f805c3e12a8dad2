import { gitDirectory, repositoryOf } from './find.ts';
import { writeMerge } from './git/commit.ts';
import { moveRef, resolveCommit } from './git/refs.ts';
import type { FileChange } from './git/diff.ts';
import { git } from './git/run.ts';
import type { GitHub } from './github.ts';
import type { Pull } from './state.ts';

/** What only git knows of a pull request. */
export interface PullFacts {
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
  /** Null while GitHub has not looked yet. */
  readonly mergeable: boolean | null;
  readonly testMerge: string | undefined;
}

/** The facts as a webhook carries them: whether it can be merged is not known yet. */
export async function hastyFacts(github: GitHub, pull: Pull): Promise<PullFacts> {
  const directory = pullDirectory(github, pull);
  const [{ ahead }, changes] = await Promise.all([
    github.history.aheadBehind(directory, pull.base.sha, pull.head.sha),
    pullChanges(github, pull),
  ]);
  return {
    commits: ahead,
    additions: sum(changes, (change) => change.additions),
    deletions: sum(changes, (change) => change.deletions),
    changedFiles: changes.length,
    mergeable: null,
    testMerge: undefined,
  };
}

function sum(changes: readonly FileChange[], count: (change: FileChange) => number) {
  return changes.reduce((total, change) => total + count(change), 0);
}

/** The facts after a test merge, whose commit is kept at `refs/pull/N/merge` as on GitHub. */
export async function pullFacts(github: GitHub, pull: Pull): Promise<PullFacts> {
  const facts = await hastyFacts(github, pull);
  if (pull.state === 'closed') return facts;
  const testMerge = await tryMerge(github, pull);
  return { ...facts, mergeable: testMerge !== undefined, testMerge };
}

async function tryMerge(github: GitHub, pull: Pull) {
  const directory = pullDirectory(github, pull);
  const base = await resolveCommit(directory, `refs/heads/${pull.base.ref}`);
  if (base === undefined) return undefined;
  const ref = `refs/pull/${pull.number}/merge`;
  const before = await resolveCommit(directory, ref);
  const head = pull.head.sha;
  const isFresh = before !== undefined && (await hasParents(github, directory, before, [base, head]));
  if (isFresh) return before;
  const merged = await writeMerge(directory, { base, head }, testMergeWords(pull, base));
  if (merged !== undefined) await moveRef(directory, ref, { from: before, to: merged });
  return merged;
}

function testMergeWords(pull: Pull, base: string) {
  return {
    message: `Merge ${pull.head.sha} into ${base}\n`,
    author: { name: 'GitHub', email: 'noreply@github.com' },
    when: pull.createdAt,
  };
}

async function hasParents(github: GitHub, directory: string, merge: string, parents: readonly string[]) {
  const found = await github.history.commit(directory, merge);
  return found.parents.join(' ') === parents.join(' ');
}

/** The commit a pull request is compared with: where its branch left the base branch. */
export async function pullMergeBase(github: GitHub, pull: Pull) {
  const found = await github.history.mergeBase(pullDirectory(github, pull), pull.base.sha, pull.head.sha);
  return found ?? pull.base.sha;
}

/** The files of a pull request: from the merge base to the head. */
export async function pullChanges(github: GitHub, pull: Pull) {
  const from = await pullMergeBase(github, pull);
  return github.history.changes(pullDirectory(github, pull), from, pull.head.sha);
}

/** The whole diff as one text, or as mails with one patch for each commit. */
export async function pullPatch(github: GitHub, pull: Pull, form: 'diff' | 'patch') {
  const directory = pullDirectory(github, pull);
  const from = await pullMergeBase(github, pull);
  if (form === 'diff') return git(directory, ['diff', '-M', '--no-color', from, pull.head.sha]);
  return git(directory, ['format-patch', '--stdout', '-M', `${from}..${pull.head.sha}`]);
}

export function pullDirectory(github: GitHub, pull: Pull) {
  return gitDirectory(github, repositoryOf(github.state, pull));
}
