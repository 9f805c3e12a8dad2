import { dispatch } from '../announce.ts';
import type { Actor } from '../call.ts';
import { fullName } from '../find.ts';
import { nodeId } from '../node-id.ts';
import { accountJson } from '../render/account.ts';
import { installationJson } from '../render/app.ts';
import { nextId, type Account, type Installation, type Repository } from '../state.ts';

/** Sees to it that the App is installed where a new repository is, and tells the App of it. */
export function installOnNew(actor: Actor, repository: Repository) {
  const known = installationOn(actor, repository.owner);
  if (!known) {
    install(actor, repository.owner, 'all');
  } else if (known.repositories === 'all') {
    announceRepositories(actor, known, { added: [repository], removed: [] });
  } else {
    addRepository(actor, known, repository);
  }
}

export function installationOn(actor: Actor, account: Account) {
  return [...actor.github.state.installations.values()].find((one) => one.account.id === account.id);
}

/** Installs the App on an account, for all or for chosen repositories. */
export function install(actor: Actor, account: Account, repositories: ReadonlySet<number> | 'all') {
  const { state, app, clock } = actor.github;
  const installation: Installation = {
    id: nextId(state, 'installation'),
    account,
    permissions: app.permissions,
    events: app.events,
    createdAt: clock.now(),
    repositories: repositories === 'all' ? 'all' : new Set(repositories),
    suspendedAt: undefined,
  };
  state.installations.set(installation.id, installation);
  announceInstallation(actor, installation, 'created');
  return installation;
}

/** Takes the App off an account; its tokens die with it. */
export function uninstall(actor: Actor, installation: Installation) {
  actor.github.state.installations.delete(installation.id);
  announceInstallation(actor, installation, 'deleted');
}

export function setSuspended(actor: Actor, installation: Installation, isSuspended: boolean) {
  installation.suspendedAt = isSuspended ? actor.github.clock.now() : undefined;
  announceInstallation(actor, installation, isSuspended ? 'suspend' : 'unsuspend');
}

export function addRepository(actor: Actor, installation: Installation, repository: Repository) {
  if (installation.repositories === 'all') return;
  installation.repositories.add(repository.id);
  announceRepositories(actor, installation, { added: [repository], removed: [] });
}

/** Takes one repository from the App; an installation for all becomes one for the chosen rest. */
export function removeRepository(actor: Actor, installation: Installation, repository: Repository) {
  const chosen = new Set(coveredBy(actor, installation).map((one) => one.id));
  chosen.delete(repository.id);
  installation.repositories = chosen;
  announceRepositories(actor, installation, { added: [], removed: [repository] });
}

function coveredBy(actor: Actor, installation: Installation) {
  return [...actor.github.state.repositories.values()].filter(
    (one) =>
      one.owner.id === installation.account.id &&
      (installation.repositories === 'all' || installation.repositories.has(one.id)),
  );
}

function announceInstallation(actor: Actor, installation: Installation, action: string) {
  const { github } = actor;
  dispatch(github, {
    event: 'installation',
    action,
    installation,
    repository: undefined,
    payload: {
      action,
      installation: installationJson(github, installation),
      repositories: coveredBy(actor, installation).map(nameJson),
      ...(action === 'created' ? { requester: null } : {}),
      sender: accountJson(github, actor.account),
    },
  });
}

function announceRepositories(
  actor: Actor,
  installation: Installation,
  change: { added: readonly Repository[]; removed: readonly Repository[] },
) {
  const { github } = actor;
  const action = change.added.length > 0 ? 'added' : 'removed';
  dispatch(github, {
    event: 'installation_repositories',
    action,
    installation,
    repository: undefined,
    payload: {
      action,
      installation: installationJson(github, installation),
      repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
      repositories_added: change.added.map(nameJson),
      repositories_removed: change.removed.map(nameJson),
      requester: null,
      sender: accountJson(github, actor.account),
    },
  });
}

function nameJson(repository: Repository) {
  return {
    id: repository.id,
    node_id: nodeId('repository', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.isPrivate,
  };
}
