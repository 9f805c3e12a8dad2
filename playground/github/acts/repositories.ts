import { identityOf, organizationOf } from '../accounts.ts';
import type { Actor } from '../call.ts';
import { installOnNew } from '../changes/installations.ts';
import { afterPush, deleteBranch, moveBranch } from '../changes/pushes.ts';
import { createRepository } from '../changes/repositories.ts';
import { fullName, gitDirectory, hasRole } from '../find.ts';
import { writeCommit, type Files } from '../git/commit.ts';
import { moveRef, resolveCommit } from '../git/refs.ts';
import { resolveIn, takeObjects } from '../git/local.ts';
import { git, gitResult } from '../git/run.ts';
import type { Account, Repository } from '../state.ts';
import { takeTurn } from '../turns.ts';
import { repositoryNamed } from './named.ts';

export interface RepositoryOptions {
  /** The first commit of the default branch. */
  readonly files?: Files;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  /** False leaves the App out; otherwise it is installed on the owner's account. */
  readonly installed?: boolean;
}

export interface ImportOptions extends RepositoryOptions {
  /** Branches to make, each from a revision of the local repository. */
  readonly refs: Readonly<Record<string, string>>;
}

/** What a push brings: a new commit, on the branch or on the revision `from`, or one that is there already. */
export type Push =
  | { readonly files: Files; readonly message?: string; readonly from?: string; readonly force?: boolean }
  | { readonly sha: string; readonly force?: boolean };

/** Making repositories and pushing to them. */
export function repositoryActs(actor: Actor) {
  return {
    /** Makes `owner/name`; an owner nobody has heard of is an organization. */
    createRepository: (name: string, options: RepositoryOptions = {}) => create(actor, name, options),
    /** Makes `owner/name` from revisions of any local git repository. */
    async importRepository(name: string, directory: string, options: ImportOptions) {
      const repository = await create(actor, name, options);
      await takeTurn(repository, () => takeFrom(actor, repository, directory, options.refs));
      return repository;
    },
    /** Pushes revisions of a local git repository to branches, by force. */
    async pushFrom(name: string, directory: string, refs: Readonly<Record<string, string>>) {
      const repository = repositoryNamed(actor.github, name);
      await takeTurn(repository, () => takeFrom(actor, repository, directory, refs));
    },
    /** Forks a repository to this person's account; gives the fork. */
    fork: (name: string) => fork(actor, name),
    /** Pushes to a branch, made from the default branch when new; gives the sha it then has. */
    push: (name: string, branch: string, push: Push) =>
      pushTo(actor, repositoryNamed(actor.github, name), branch, push),
    deleteBranch: (name: string, branch: string) =>
      deleteBranch(actor, repositoryNamed(actor.github, name), branch),
  };
}

async function create(actor: Actor, name: string, options: RepositoryOptions) {
  const repository = await createRepository(actor.github, {
    owner: ownerOf(actor, name),
    name: name.split('/')[1] ?? name,
    isPrivate: options.private ?? false,
    defaultBranch: options.defaultBranch ?? 'main',
    parentId: undefined,
  });
  if (repository.owner.id !== actor.account.id)
    repository.collaborators.set(actor.account.login.toLowerCase(), 'admin');
  if (options.files) await firstCommit(actor, repository, options.files);
  if (options.installed !== false) installOnNew(actor, repository);
  return repository;
}

function ownerOf(actor: Actor, name: string): Account {
  const [owner = actor.account.login] = name.includes('/') ? name.split('/') : [];
  return organizationOf(actor.github.state, owner, actor.github.clock.now());
}

async function firstCommit(actor: Actor, repository: Repository, files: Files) {
  const to = await commit(actor, repository, { files, message: 'Begin', parent: undefined });
  await moveBranch(actor, repository, { branch: repository.defaultBranch, from: undefined, to });
}

function commit(
  actor: Actor,
  repository: Repository,
  wanted: { files: Files; message: string; parent: string | undefined },
) {
  const when = actor.github.clock.now();
  return writeCommit(gitDirectory(actor.github, repository), {
    ...wanted,
    author: identityOf(actor.account),
    when,
  });
}

/** To be called in turn. Makes branches of revisions of a local repository. */
async function takeFrom(
  actor: Actor,
  repository: Repository,
  source: string,
  refs: Readonly<Record<string, string>>,
) {
  const directory = gitDirectory(actor.github, repository);
  const wanted = Object.entries(refs).map(async ([branch, revision]) => ({
    branch,
    from: await resolveCommit(directory, `refs/heads/${branch}`),
    to: await resolveIn(source, revision),
  }));
  const moves = await Promise.all(wanted);
  await takeObjects(source, directory);
  for (const move of moves.filter(({ from, to }) => from !== to)) {
    await moveRef(directory, `refs/heads/${move.branch}`, move);
    await afterPush(actor, repository, move);
  }
}

async function fork(actor: Actor, name: string) {
  const parent = repositoryNamed(actor.github, name);
  const copy = await createRepository(actor.github, {
    owner: actor.account,
    name: parent.name,
    isPrivate: parent.isPrivate,
    defaultBranch: parent.defaultBranch,
    parentId: parent.id,
  });
  const source = gitDirectory(actor.github, parent);
  await git(gitDirectory(actor.github, copy), ['fetch', '--quiet', source, '+refs/heads/*:refs/heads/*']);
  return copy;
}

async function pushTo(actor: Actor, repository: Repository, branch: string, push: Push) {
  const { github } = actor;
  if (!hasRole(repository, actor.account, 'write')) {
    throw new Error(`${actor.account.login} may not push to ${fullName(repository)}.`);
  }
  const directory = gitDirectory(github, repository);
  const from = await resolveCommit(directory, `refs/heads/${branch}`);
  const to = await pushedCommit(actor, repository, from, push);
  const isOnTop = 'files' in push && push.from === undefined;
  if (from !== undefined && !isOnTop && push.force !== true) await refuseRewinding(directory, from, to);
  const isMoved = await moveBranch(actor, repository, { branch, from, to });
  if (!isMoved) throw new Error(`${branch} of ${fullName(repository)} moved at the same time.`);
  return to;
}

async function pushedCommit(actor: Actor, repository: Repository, tip: string | undefined, push: Push) {
  const directory = gitDirectory(actor.github, repository);
  if ('sha' in push) {
    const known = await resolveCommit(directory, push.sha);
    if (known === undefined) throw new Error(`${fullName(repository)} has no commit ${push.sha}.`);
    return known;
  }
  const start = push.from ?? tip ?? `refs/heads/${repository.defaultBranch}`;
  const parent = await resolveCommit(directory, start);
  return commit(actor, repository, { files: push.files, message: push.message ?? 'Change', parent });
}

async function refuseRewinding(directory: string, from: string, to: string) {
  const { code } = await gitResult(directory, ['merge-base', '--is-ancestor', from, to]);
  if (code !== 0) throw new Error(`${to} is no descendant of ${from}: push with force.`);
}
