import { invalid } from '../answer.ts';
import type { Actor } from '../call.ts';
import { findAccount, gitDirectory, hasRole, pullsOf, repositoryOf, threadsOf } from '../find.ts';
import { writeMerge } from '../git/commit.ts';
import { moveRef, resolveCommit } from '../git/refs.ts';
import type { GitHub } from '../github.ts';
import { identityOf } from '../accounts.ts';
import { accountJson } from '../render/account.ts';
import { checkMayChange, checkRole } from '../rights.ts';
import { nextId, type Account, type Pull, type PullEnd, type Repository } from '../state.ts';
import { relocate } from '../threads.ts';
import { takeTurn } from '../turns.ts';
import { closingIssues } from '../closing-issues.ts';
import { announcePull } from './announce-pull.ts';
import { conversation } from './issues.ts';
import { editIssue } from './edit-issue.ts';
import { afterPush, bringCommit, closePull, headRepository, setPullRef } from './pushes.ts';

export interface NewPull {
  readonly title: string;
  readonly body: string | null;
  /** `branch`, or `owner:branch` for one of a fork. */
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
  readonly maintainerCanModify: boolean;
}

export async function openPull(actor: Actor, repository: Repository, wanted: NewPull) {
  const { github } = actor;
  if (wanted.title.trim() === '') invalid({ resource: 'PullRequest', code: 'missing_field', field: 'title' });
  const [base, head] = await Promise.all([
    baseEnd(github, repository, wanted.base),
    headEnd(github, repository, wanted.head),
  ]);
  await bringCommit(github, repository, head);
  await refuseEmpty(github, repository, base, head);
  refuseTwins(github, repository, base, head);
  const pull: Pull = {
    kind: 'pull',
    ...conversation(actor, repository, wanted),
    pullId: nextId(github.state, 'pull'),
    maintainerCanModify: wanted.maintainerCanModify,
    base,
    head,
    draft: wanted.draft,
    merged: undefined,
    requestedReviewers: [],
    linkedIssues: [],
  };
  github.state.issues.set(pull.id, pull);
  await setPullRef(github, pull);
  await announcePull(actor, pull, 'opened');
  return pull;
}

async function baseEnd(github: GitHub, repository: Repository, branch: string): Promise<PullEnd> {
  const sha = await resolveCommit(gitDirectory(github, repository), `refs/heads/${branch}`);
  if (sha === undefined) return invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  return { repositoryId: repository.id, owner: repository.owner, ref: branch, sha };
}

async function headEnd(github: GitHub, repository: Repository, head: string): Promise<PullEnd> {
  const [, owner = repository.owner.login, branch = ''] = /^(?:([^:]+):)?(.+)$/.exec(head) ?? [];
  const source = networkMember(github, repository, owner);
  const directory = source && gitDirectory(github, source);
  const sha = directory && (await resolveCommit(directory, `refs/heads/${branch}`));
  if (!source || sha === undefined) {
    return invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  }
  return { repositoryId: source.id, owner: source.owner, ref: branch, sha };
}

/** The repository itself or the fork of it that somebody has. */
function networkMember(github: GitHub, repository: Repository, login: string) {
  const owner = findAccount(github.state, login);
  if (!owner || owner.id === repository.owner.id) return owner && repository;
  return [...github.state.repositories.values()].find(
    (one) => one.owner.id === owner.id && one.parentId === repository.id,
  );
}

function refuseTwins(github: GitHub, repository: Repository, base: PullEnd, head: PullEnd) {
  const twin = pullsOf(github.state, repository).find(
    (one) =>
      one.state === 'open' &&
      one.base.ref === base.ref &&
      one.head.ref === head.ref &&
      one.head.repositoryId === head.repositoryId,
  );
  if (!twin) return;
  const message = `A pull request already exists for ${head.owner.login}:${head.ref}.`;
  invalid({ resource: 'PullRequest', code: 'custom', field: 'head', message });
}

async function refuseEmpty(github: GitHub, repository: Repository, base: PullEnd, head: PullEnd) {
  const { ahead } = await github.history.aheadBehind(gitDirectory(github, repository), base.sha, head.sha);
  if (ahead > 0) return;
  const message = `No commits between ${base.ref} and ${head.ref}`;
  invalid({ resource: 'PullRequest', code: 'custom', field: 'head', message });
}

/** Points a pull request at another branch of the same repository. */
export async function changeBase(actor: Actor, pull: Pull, branch: string) {
  const { github } = actor;
  if (branch === pull.base.ref) return;
  checkMayChange(actor, repositoryOf(github.state, pull), pull, 'write');
  const before = pull.base;
  pull.base = await baseEnd(github, repositoryOf(github.state, pull), branch);
  pull.updatedAt = github.clock.now();
  for (const thread of threadsOf(github.state, pull)) await relocate(github, pull, thread);
  const changes = { base: { ref: { from: before.ref }, sha: { from: before.sha } } };
  await announcePull(actor, pull, 'edited', { changes });
}

export async function setDraft(actor: Actor, pull: Pull, draft: boolean) {
  if (pull.draft === draft) return;
  checkMayChange(actor, repositoryOf(actor.github.state, pull), pull, 'write');
  pull.draft = draft;
  pull.updatedAt = actor.github.clock.now();
  await announcePull(actor, pull, draft ? 'converted_to_draft' : 'ready_for_review');
}

/** Reopens a closed pull request whose head branch is still there. */
export async function reopenPull(actor: Actor, pull: Pull) {
  const { github } = actor;
  const source = headRepository(github, pull);
  const sha = source && (await resolveCommit(gitDirectory(github, source), `refs/heads/${pull.head.ref}`));
  if (pull.merged || sha === undefined) {
    const message = 'state cannot be changed. The pull request cannot be reopened.';
    return invalid({ resource: 'PullRequest', code: 'custom', field: 'state', message });
  }
  await bringCommit(github, repositoryOf(github.state, pull), { ...pull.head, sha });
  const updatedAt = github.clock.now();
  Object.assign(pull, { state: 'open', closedAt: undefined, closedBy: undefined, updatedAt });
  pull.head = { ...pull.head, sha };
  await setPullRef(github, pull);
  return announcePull(actor, pull, 'reopened');
}

/** Merges with a merge commit on the base branch; undefined where GitHub would not merge. */
export function mergePull(actor: Actor, pull: Pull) {
  const repository = repositoryOf(actor.github.state, pull);
  checkRole(actor, repository, 'write');
  return takeTurn(repository, () => mergeNow(actor, pull, repository));
}

async function mergeNow(actor: Actor, pull: Pull, repository: Repository) {
  const { github } = actor;
  const directory = gitDirectory(github, repository);
  const ref = `refs/heads/${pull.base.ref}`;
  const from = await resolveCommit(directory, ref);
  if (from === undefined || pull.state === 'closed' || pull.draft) return undefined;
  const to = await writeMerge(directory, { base: from, head: pull.head.sha }, mergeWords(actor, pull));
  if (to === undefined || !(await moveRef(directory, ref, { from, to }))) return undefined;
  pull.merged = { at: github.clock.now(), by: actor.account, sha: to };
  await closePull(actor, pull);
  await afterPush(actor, repository, { branch: pull.base.ref, from, to });
  await closeIssues(actor, pull);
  return to;
}

/** Closes what the pull request promised to, as far as whoever merged it may. */
async function closeIssues(actor: Actor, pull: Pull) {
  const { github } = actor;
  for (const issue of closingIssues(github, pull)) {
    const isAllowed = actor.viaApp || hasRole(repositoryOf(github.state, issue), actor.account, 'triage');
    if (isAllowed) await editIssue(actor, issue, { state: 'closed' });
  }
}

function mergeWords(actor: Actor, pull: Pull) {
  const message = `Merge pull request #${pull.number} from ${pull.head.owner.login}/${pull.head.ref}\n\n${pull.title}\n`;
  return { message, author: identityOf(actor.account), when: actor.github.clock.now() };
}

/** Asks people for a review; one event for each who was not asked before. */
export async function requestReviewers(actor: Actor, pull: Pull, people: readonly Account[]) {
  checkMayChange(actor, repositoryOf(actor.github.state, pull), pull, 'triage');
  for (const account of people) {
    if (pull.requestedReviewers.some((one) => one.id === account.id)) continue;
    pull.requestedReviewers.push(account);
    await announceReviewer(actor, pull, 'review_requested', account);
  }
}

export async function dropReviewers(actor: Actor, pull: Pull, people: readonly Account[]) {
  checkMayChange(actor, repositoryOf(actor.github.state, pull), pull, 'triage');
  for (const account of people) {
    if (!pull.requestedReviewers.some((one) => one.id === account.id)) continue;
    pull.requestedReviewers = pull.requestedReviewers.filter((one) => one.id !== account.id);
    await announceReviewer(actor, pull, 'review_request_removed', account);
  }
}

function announceReviewer(actor: Actor, pull: Pull, action: string, account: Account) {
  pull.updatedAt = actor.github.clock.now();
  return announcePull(actor, pull, action, { requested_reviewer: accountJson(actor.github, account) });
}
