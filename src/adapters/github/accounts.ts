import { z } from 'zod';
import type { Account } from '../../core/pull-request.ts';

/** An account in GitHub's REST answers and payloads. GitHub says null where the account has been deleted. */
export const User = z.object({ id: z.int(), login: z.string(), type: z.string() });
export type User = z.infer<typeof User>;

/** GitHub shows what deleted accounts left behind under this name. */
const ghost: Account = { id: 10_137, login: 'ghost', isBot: false };

export function accountOf(user: User | null): Account {
  return user === null ? ghost : { id: user.id, login: user.login, isBot: user.type === 'Bot' };
}

/** An account in GraphQL answers. Of a bot, its login lacks the end that it has everywhere else. */
export const Actor = z.object({
  __typename: z.string(),
  login: z.string(),
  databaseId: z.int().nullish(),
});
export type Actor = z.infer<typeof Actor>;

export function accountOfActor(actor: Actor | null): Account {
  if (actor === null) return ghost;
  const isBot = actor.__typename === 'Bot';
  const login = isBot && !actor.login.endsWith('[bot]') ? `${actor.login}[bot]` : actor.login;
  return { id: actor.databaseId ?? ghost.id, login, isBot };
}
