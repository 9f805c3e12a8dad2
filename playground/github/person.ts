import { randomBytes } from 'node:crypto';
import { accountOf } from './accounts.ts';
import { checkActs } from './acts/checks.ts';
import { pullActs } from './acts/pulls.ts';
import { repositoryActs } from './acts/repositories.ts';
import { settingActs } from './acts/settings.ts';
import { talkActs } from './acts/talk.ts';
import type { Actor } from './call.ts';
import type { GitHub } from './github.ts';

export type Person = ReturnType<typeof personOf>;

/** Somebody with an account: each act changes the state and sends the webhooks that GitHub would send. */
export function personOf(github: GitHub, login: string) {
  const account = accountOf(github.state, login, github.clock.now());
  const actor: Actor = { github, account, viaApp: false };
  return {
    login: account.login,
    id: account.id,
    /** A personal access token for the API and for git. */
    token() {
      const value = `ghp_${randomBytes(18).toString('hex')}`;
      github.state.tokens.set(value, { kind: 'user', value, account });
      return value;
    },
    ...repositoryActs(actor),
    ...settingActs(actor),
    ...pullActs(actor),
    ...talkActs(actor),
    ...checkActs(actor),
  };
}
