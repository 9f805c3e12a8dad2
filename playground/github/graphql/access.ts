import type { Caller } from '../authenticate.ts';
import { hasRole } from '../find.ts';
import type { GitHub } from '../github.ts';
import { covers, reaches } from '../route.ts';
import type { Permissions, Repository, Role } from '../state.ts';
import { refuseField } from './refuse.ts';

/** What every resolver knows: the world and who asks. */
export interface Context {
  readonly github: GitHub;
  readonly caller: Caller;
}

export function canSee(caller: Caller, repository: Repository) {
  switch (caller.kind) {
    case 'installation':
      return reaches(caller, repository);
    case 'user':
      return hasRole(repository, caller.account, 'read');
    case 'app':
    case 'none':
      return false;
  }
}

/** Refuses who lacks the permissions, or the role if it is a person. */
export function checkMay(
  context: Context,
  repository: Repository,
  needs: { permissions: Permissions; role: Role },
) {
  const { caller } = context;
  if (caller.kind === 'installation' && covers(caller.permissions, needs.permissions)) return;
  if (caller.kind === 'user' && hasRole(repository, caller.account, needs.role)) return;
  refuseField('FORBIDDEN', 'Resource not accessible by integration');
}
