import { forbidden } from './answer.ts';
import type { Actor } from './call.ts';
import { hasRole } from './find.ts';
import type { Account, Repository, Role } from './state.ts';

/** Refuses, in GitHub's words for every such case, a person who has less than a role here. The App's rights are those of its token, checked before. */
export function checkRole(actor: Actor, repository: Repository, least: Role) {
  if (actor.viaApp || hasRole(repository, actor.account, least)) return;
  forbidden('Must have admin rights to Repository.');
}

/** The same, but whoever wrote a thing may always change it. */
export function checkMayChange(
  actor: Actor,
  repository: Repository,
  thing: { readonly author: Account },
  least: Role,
) {
  if (thing.author.id !== actor.account.id) checkRole(actor, repository, least);
}
