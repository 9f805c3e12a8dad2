import { rm } from 'node:fs/promises';
import { announce } from '../announce.ts';
import { invalid } from '../answer.ts';
import type { Actor } from '../call.ts';
import { findRepository, fullName, gitDirectory } from '../find.ts';
import { initBare } from '../git/init.ts';
import type { GitHub } from '../github.ts';
import { accountJson } from '../render/account.ts';
import { nextId, type Account, type Repository, type State } from '../state.ts';

export interface NewRepository {
  readonly owner: Account;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  readonly parentId: number | undefined;
}

/** Makes an empty repository with its bare git directory. */
export async function createRepository(github: GitHub, wanted: NewRepository): Promise<Repository> {
  const { state } = github;
  if (findRepository(state, `${wanted.owner.login}/${wanted.name}`)) {
    const message = 'name already exists on this account';
    invalid({ resource: 'Repository', code: 'custom', field: 'name', message });
  }
  const now = github.clock.now();
  const repository: Repository = {
    ...wanted,
    id: nextId(state, 'repository'),
    formerNames: [],
    description: null,
    collaborators: new Map(),
    rules: [],
    isArchived: false,
    labels: new Map(),
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
    lastNumber: 0,
  };
  state.repositories.set(repository.id, repository);
  await initBare(gitDirectory(github, repository), wanted.defaultBranch);
  return repository;
}

/** Gives a repository another name; the old one goes on leading to it. */
export function renameRepository(actor: Actor, repository: Repository, name: string) {
  const from = repository.name;
  repository.formerNames.push(fullName(repository).toLowerCase());
  repository.name = name;
  const changes = { repository: { name: { from } } };
  announceRepository(actor, repository, 'renamed', { changes });
}

/** Hands a repository to another account; there the App may not be installed. */
export function transferRepository(actor: Actor, repository: Repository, owner: Account) {
  const { github } = actor;
  const from = accountJson(github, repository.owner);
  repository.formerNames.push(fullName(repository).toLowerCase());
  repository.owner = owner;
  const kind = from.type === 'Organization' ? 'organization' : 'user';
  announceRepository(actor, repository, 'transferred', { changes: { owner: { from: { [kind]: from } } } });
}

/** Deletes a repository with all that is in it; pull requests from it lose their head's repository. */
export async function deleteRepository(actor: Actor, repository: Repository) {
  const { github } = actor;
  const { state } = github;
  announceRepository(actor, repository, 'deleted', {});
  for (const issue of state.issues.values()) {
    const isFromHere = issue.kind === 'pull' && issue.head.repositoryId === repository.id;
    if (isFromHere) issue.head = { ...issue.head, repositoryId: undefined };
  }
  state.repositories.delete(repository.id);
  dropOrphans(state);
  await rm(gitDirectory(github, repository), { recursive: true, force: true });
}

/** Drops what belongs to a repository that is gone. */
function dropOrphans(state: State) {
  function isHomeless(one: { readonly repositoryId: number }) {
    return !state.repositories.has(one.repositoryId);
  }
  function isLoose(one: { readonly issueId: number }) {
    return !state.issues.has(one.issueId);
  }
  dropWhere(state.issues, isHomeless);
  dropWhere(state.checkSuites, isHomeless);
  dropWhere(state.checkRuns, isHomeless);
  dropWhere(state.workflowRuns, isHomeless);
  dropWhere(state.comments, isLoose);
  dropWhere(state.reviews, isLoose);
  dropWhere(state.threads, isLoose);
  dropWhere(state.reviewComments, (one) => !state.reviews.has(one.reviewId));
}

function dropWhere<T>(things: Map<number, T>, isGone: (one: T) => boolean) {
  for (const [id, one] of things) if (isGone(one)) things.delete(id);
}

function announceRepository(
  actor: Actor,
  repository: Repository,
  action: string,
  details: Readonly<Record<string, unknown>>,
) {
  announce(actor.github, { event: 'repository', action, repository, sender: actor.account, details });
}
