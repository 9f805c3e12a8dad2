import { announce } from '../announce.ts';
import type { Actor } from '../call.ts';
import { suiteFor } from '../check-suites.ts';
import { gitDirectory, installationOf, pullsOf, repositoryOf, threadsOf } from '../find.ts';
import { deleteRef, moveRef, resolveCommit } from '../git/refs.ts';
import { git, gitResult } from '../git/run.ts';
import type { GitHub } from '../github.ts';
import { headCommitJson, simpleSuiteJson } from '../render/check.ts';
import type { Pull, PullEnd, Repository } from '../state.ts';
import { relocate } from '../threads.ts';
import { takeTurn } from '../turns.ts';
import { announcePull } from './announce-pull.ts';

export interface BranchMove {
  readonly branch: string;
  readonly from: string | undefined;
  /** Undefined deletes the branch. */
  readonly to: string | undefined;
}

/** Moves a branch and lets everything follow that follows a push; false when it was not at `from`. */
export function moveBranch(actor: Actor, repository: Repository, move: BranchMove & { to: string }) {
  return takeTurn(repository, async () => {
    const isMoved = await moveRef(gitDirectory(actor.github, repository), `refs/heads/${move.branch}`, move);
    if (isMoved) await afterPush(actor, repository, move);
    return isMoved;
  });
}

/** Deletes a branch, which closes the pull requests from it. */
export function deleteBranch(actor: Actor, repository: Repository, branch: string) {
  return takeTurn(repository, async () => {
    const directory = gitDirectory(actor.github, repository);
    const from = await resolveCommit(directory, `refs/heads/${branch}`);
    await deleteRef(directory, `refs/heads/${branch}`);
    await afterPush(actor, repository, { branch, from, to: undefined });
  });
}

/** To be called in turn. What a push brings about: pull requests move, merge or close, and the App hears of it. */
export async function afterPush(actor: Actor, repository: Repository, move: BranchMove) {
  repository.pushedAt = actor.github.clock.now();
  repository.updatedAt = repository.pushedAt;
  for (const pull of openPullsFrom(actor.github, repository, move.branch)) {
    if (move.to === undefined) await closePull(actor, pull);
    else await moveHead(actor, pull, move.to);
  }
  if (move.to === undefined) return;
  await requestSuite(actor, repository, { branch: move.branch, sha: move.to });
  await markMerged(actor, repository, move.branch);
}

function openPullsFrom({ state }: GitHub, repository: Repository, branch: string) {
  const pulls = [...state.issues.values()].filter((one) => one.kind === 'pull');
  return pulls.filter(
    ({ state: standing, head }) =>
      standing === 'open' && head.repositoryId === repository.id && head.ref === branch,
  );
}

/** Closes a pull request, merged or not. */
export async function closePull(actor: Actor, pull: Pull) {
  pull.state = 'closed';
  pull.closedAt = actor.github.clock.now();
  pull.closedBy = actor.account;
  pull.updatedAt = pull.closedAt;
  await announcePull(actor, pull, 'closed');
}

async function moveHead(actor: Actor, pull: Pull, after: string) {
  const before = pull.head.sha;
  if (before === after) return;
  const repository = repositoryOf(actor.github.state, pull);
  await bringCommit(actor.github, repository, { ...pull.head, sha: after });
  const base = await resolveCommit(gitDirectory(actor.github, repository), `refs/heads/${pull.base.ref}`);
  pull.head = { ...pull.head, sha: after };
  pull.base = { ...pull.base, sha: base ?? pull.base.sha };
  pull.updatedAt = actor.github.clock.now();
  await setPullRef(actor.github, pull);
  for (const thread of threadsOf(actor.github.state, pull)) await relocate(actor.github, pull, thread);
  await announcePull(actor, pull, 'synchronize', { before, after });
}

/** The repository of a pull request's head; undefined when it was deleted. */
export function headRepository({ state }: GitHub, { head }: Pick<Pull, 'head'>) {
  return head.repositoryId === undefined ? undefined : state.repositories.get(head.repositoryId);
}

/** Sees to it that a repository has the commit of a pull request's head, which may be a fork's. */
export async function bringCommit(github: GitHub, repository: Repository, head: PullEnd) {
  const source = headRepository(github, { head });
  if (!source || source.id === repository.id) return;
  await git(gitDirectory(github, repository), ['fetch', '--quiet', gitDirectory(github, source), head.sha]);
}

/** Keeps `refs/pull/N/head` at the head. */
export async function setPullRef(github: GitHub, pull: Pull) {
  const directory = gitDirectory(github, repositoryOf(github.state, pull));
  const ref = `refs/pull/${pull.number}/head`;
  await moveRef(directory, ref, { from: await resolveCommit(directory, ref), to: pull.head.sha });
}

/** GitHub makes a check suite for each pushed commit and asks Apps that may write checks to fill it. */
async function requestSuite(actor: Actor, repository: Repository, head: { branch: string; sha: string }) {
  if (installationOf(actor.github.state, repository)?.permissions['checks'] !== 'write') return;
  const suite = suiteFor(actor.github.state, repository, { maker: 'app', ...head }, actor.github.clock.now());
  const details = {
    ...simpleSuiteJson(actor.github, suite),
    head_commit: await headCommitJson(actor.github, suite),
  };
  announce(actor.github, {
    event: 'check_suite',
    action: 'requested',
    repository,
    sender: actor.account,
    details: { check_suite: details },
  });
}

/** A pull request whose head its base branch holds was merged by hand. */
async function markMerged(actor: Actor, repository: Repository, branch: string) {
  const directory = gitDirectory(actor.github, repository);
  for (const pull of pullsOf(actor.github.state, repository)) {
    if (pull.state === 'closed' || pull.base.ref !== branch) continue;
    const { code } = await gitResult(directory, [
      'merge-base',
      '--is-ancestor',
      pull.head.sha,
      `refs/heads/${branch}`,
    ]);
    if (code !== 0) continue;
    pull.merged = { at: actor.github.clock.now(), by: actor.account, sha: pull.head.sha };
    await closePull(actor, pull);
  }
}
