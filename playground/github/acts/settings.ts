import { accountOf } from '../accounts.ts';
import type { BranchRules } from '../branch-rules.ts';
import type { Actor } from '../call.ts';
import {
  addRepository,
  install,
  installationOn,
  removeRepository,
  setSuspended,
  uninstall,
} from '../changes/installations.ts';
import { deleteRepository, renameRepository, transferRepository } from '../changes/repositories.ts';
import { checkRole } from '../rights.ts';
import type { Installation, Role } from '../state.ts';
import { repositoryNamed } from './named.ts';

/** What an owner does in the settings: permissions, names, and where the App is installed. */
export function settingActs(actor: Actor) {
  return {
    /** Gives somebody a role in a repository; 'none' takes it away. */
    setPermission(name: string, login: string, role: Role) {
      const { collaborators } = ownRepository(actor, name);
      const person = accountOf(actor.github.state, login, actor.github.clock.now());
      if (role === 'none') collaborators.delete(person.login.toLowerCase());
      else collaborators.set(person.login.toLowerCase(), role);
    },
    renameRepository: (name: string, newName: string) =>
      renameRepository(actor, ownRepository(actor, name), newName),
    transferRepository(name: string, owner: string) {
      const account = accountOf(actor.github.state, owner, actor.github.clock.now());
      transferRepository(actor, ownRepository(actor, name), account);
    },
    /** Nothing can be changed in an archived repository. */
    setArchived(name: string, isArchived: boolean) {
      ownRepository(actor, name).isArchived = isArchived;
    },
    /** Adds rules for branches of these names; whoever acts here is let past them, the API is not. */
    ruleBranches(name: string, rules: BranchRules) {
      ownRepository(actor, name).rules.push(rules);
    },
    deleteRepository: (name: string) => deleteRepository(actor, ownRepository(actor, name)),
    ...installationActs(actor),
  };
}

/** Each acts on the installation of one account: the person's own, or a given one. */
function installationActs(actor: Actor) {
  return {
    /** Installs the App for all repositories of an account, or for those named. */
    installApp(repositories: readonly string[] | 'all' = 'all', login = actor.account.login) {
      const account = accountOf(actor.github.state, login, actor.github.clock.now());
      const chosen =
        repositories === 'all'
          ? 'all'
          : new Set(repositories.map((name) => repositoryNamed(actor.github, name).id));
      return install(actor, account, chosen);
    },
    uninstallApp: (login = actor.account.login) => uninstall(actor, installationOf(actor, login)),
    suspendApp: (login = actor.account.login) => setSuspended(actor, installationOf(actor, login), true),
    unsuspendApp: (login = actor.account.login) => setSuspended(actor, installationOf(actor, login), false),
    addRepositoryToApp(name: string) {
      const repository = ownRepository(actor, name);
      addRepository(actor, installationOf(actor, repository.owner.login), repository);
    },
    removeRepositoryFromApp(name: string) {
      const repository = ownRepository(actor, name);
      removeRepository(actor, installationOf(actor, repository.owner.login), repository);
    },
  };
}

/** A repository whose settings this person may change. */
function ownRepository(actor: Actor, name: string) {
  const repository = repositoryNamed(actor.github, name);
  checkRole(actor, repository, 'admin');
  return repository;
}

function installationOf(actor: Actor, login: string): Installation {
  const account = accountOf(actor.github.state, login, actor.github.clock.now());
  const installation = installationOn(actor, account);
  if (!installation) throw new Error(`The App is not installed on ${login}.`);
  return installation;
}
