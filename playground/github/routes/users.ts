import { json, notFound } from '../answer.ts';
import { parameterOf, type Call } from '../call.ts';
import { findAccount } from '../find.ts';
import { instant } from '../instant.ts';
import { accountJson } from '../render/account.ts';
import { anyone, type Routes } from '../route.ts';

export const userRoutes: Routes = {
  'GET /users/{username}': anyone(getUser),
};

function getUser(call: Call) {
  const account = findAccount(call.github.state, parameterOf(call, 'username'));
  if (!account) return notFound();
  const repositories = [...call.github.state.repositories.values()];
  return json({
    ...accountJson(call.github, account),
    name: null,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: repositories.filter((one) => one.owner.id === account.id && !one.isPrivate).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: instant(account.createdAt),
    updated_at: instant(account.createdAt),
  });
}
