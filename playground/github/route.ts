import { failure, forbidden, notFound, refuse, type Answer } from './answer.ts';
import type { Caller } from './authenticate.ts';
import type { Call, RepositoryCall } from './call.ts';
import { findMovedRepository, findRepository, hasRole } from './find.ts';
import type { Account, Permissions, Repository, Role } from './state.ts';

/** What answers one method and path template. */
export interface Route {
  readonly createsContent: boolean;
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** Routes by `METHOD /path/{template}`, spelled as in GitHub's OpenAPI description. */
export type Routes = Readonly<Record<string, Route>>;

/**
 * What a token needs, as GitHub lists it under 'Permissions required for GitHub Apps': one of several sets.
 * A person needs the role instead; some things only Apps may do.
 */
export interface Needs {
  readonly anyOf: readonly Permissions[];
  readonly role: Role | 'apps-only';
  readonly createsContent?: boolean;
}

/** A route below `/repos/{owner}/{repo}`. */
export function inRepository(
  needs: Needs,
  handle: (call: RepositoryCall) => Answer | Promise<Answer>,
): Route {
  return {
    createsContent: needs.createsContent ?? false,
    handle: (call) => handle({ ...call, repository: enter(call, needs) }),
  };
}

/** A route for the App itself, with its JSON web token. */
export function asApp(handle: (call: Call) => Answer | Promise<Answer>): Route {
  return {
    createsContent: false,
    handle: (call) => {
      if (call.caller.kind === 'app') return handle(call);
      return refuse(failure(401, 'A JSON web token could not be decoded'));
    },
  };
}

export type InstallationCaller = Extract<Caller, { kind: 'installation' }>;

/** A route for an installation's token. */
export function asInstallation(
  handle: (call: Call, caller: InstallationCaller) => Answer | Promise<Answer>,
): Route {
  return {
    createsContent: false,
    handle: (call) => {
      if (call.caller.kind === 'installation') return handle(call, call.caller);
      return forbidden(
        'You must authenticate with an installation access token in order to list repositories for an installation.',
      );
    },
  };
}

/** A route without conditions. */
export function anyone(handle: (call: Call) => Answer | Promise<Answer>): Route {
  return { createsContent: false, handle };
}

/** The repository of a call, if its caller can see it and may do this there. In an archived one nobody may change anything. */
function enter(call: Call, needs: Needs): Repository {
  const repository = enterBy(call, needs);
  if (repository.isArchived && call.method !== 'GET') forbidden('Repository was archived so is read-only.');
  return repository;
}

function enterBy(call: Call, needs: Needs): Repository {
  const repository = locate(call);
  const { caller } = call;
  switch (caller.kind) {
    case 'app':
      return refuse(failure(401, 'Bad credentials'));
    case 'none':
      return enterAnonymously(call, repository);
    case 'user':
      checkPerson(caller.account, repository, needs.role);
      return repository;
    case 'installation':
      checkInstallation(caller, repository, needs);
      return repository;
  }
}

function locate(call: Call) {
  const name = `${call.parameters['owner']}/${call.parameters['repo']}`;
  const { state, addresses } = call.github;
  const id = call.parameters['repository_id'];
  const repository = id === undefined ? findRepository(state, name) : state.repositories.get(Number(id));
  if (repository) return repository;
  const moved = findMovedRepository(state, name);
  if (!moved) return notFound();
  const rest = call.path.split('/').slice(4).join('/');
  const url = `${addresses.api}/repositories/${moved.id}${rest === '' ? '' : `/${rest}`}`;
  const isRead = call.method === 'GET';
  const message = isRead ? 'Moved Permanently' : 'Temporary Redirect';
  return refuse(failure(isRead ? 301 : 307, message, { headers: { location: url } }));
}

function enterAnonymously(call: Call, repository: Repository) {
  if (repository.isPrivate) notFound();
  if (call.method !== 'GET') refuse(failure(401, 'Requires authentication'));
  return repository;
}

function checkPerson(account: Account, repository: Repository, role: Needs['role']) {
  if (!hasRole(repository, account, 'read')) notFound();
  if (role === 'apps-only') return forbidden('You must authenticate via a GitHub App.');
  if (!hasRole(repository, account, role)) forbidden('Must have push access to repository');
}

function checkInstallation(caller: InstallationCaller, repository: Repository, needs: Needs) {
  if (!reaches(caller, repository)) notFound();
  if (caller.installation.suspendedAt !== undefined) forbidden('This installation has been suspended');
  if (needs.anyOf.some((set) => covers(caller.permissions, set))) return;
  const headers = { 'x-accepted-github-permissions': needs.anyOf.map(spell).join('; ') };
  refuse(failure(403, 'Resource not accessible by integration', { headers }));
}

/** Whether an installation's token was made for this repository and the installation still has it. */
export function reaches(caller: InstallationCaller, repository: Repository) {
  const { installation, repositories } = caller;
  const isInstalled = installation.repositories === 'all' || installation.repositories.has(repository.id);
  const isNamed = repositories === 'all' || repositories.has(repository.id);
  return isInstalled && isNamed && installation.account.id === repository.owner.id;
}

/** Whether granted permissions hold all the wanted ones; write holds read, and metadata is always held. */
export function covers(granted: Permissions, wanted: Permissions) {
  return Object.entries(wanted).every(([name, level]) => {
    const held = granted[name];
    return (name === 'metadata' && level === 'read') || held === 'write' || held === level;
  });
}

function spell(permissions: Permissions) {
  return Object.entries(permissions)
    .map(([name, level]) => `${name}=${level}`)
    .join(',');
}
