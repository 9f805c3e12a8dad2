import type { Account } from '../core/pull-request.ts';
import type { Forge, Permission } from '../ports/forge.ts';
import { isAllowed } from './intents.ts';

/** Whether somebody has write permission, asked once for each person. Bots have none, whatever GitHub says. */
export function writers(forge: Pick<Forge, 'permission'>): (account: Account) => Promise<boolean> {
  const known = new Map<string, Promise<Permission>>();
  return async ({ login, isBot }) => {
    if (isBot) return false;
    const asked = known.get(login) ?? forge.permission(login);
    known.set(login, asked);
    return isAllowed('write', await asked, false);
  };
}
