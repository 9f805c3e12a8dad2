import { json, notFound } from '../answer.ts';
import { viewerOf } from '../authenticate.ts';
import { parameterOf, type RepositoryCall } from '../call.ts';
import { findAccount, roleOf } from '../find.ts';
import { accountJson } from '../render/account.ts';
import { fullRepositoryJson, permissionsJson } from '../render/repository.ts';
import { inRepository, type Routes } from '../route.ts';
import type { Role } from '../state.ts';
import { metadata } from './needs.ts';

export const repositoryRoutes: Routes = {
  'GET /repos/{owner}/{repo}': inRepository(metadata, getRepository),
  'GET /repositories/{repository_id}': inRepository(metadata, getRepository),
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': inRepository(metadata, getPermission),
};

function getRepository({ github, repository, caller }: RepositoryCall) {
  return json(fullRepositoryJson(github, repository, viewerOf(github, caller)));
}

/** The older field `permission` knows four levels; the exact one is `role_name`. */
const folded: Readonly<Record<Role, string>> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

function getPermission(call: RepositoryCall) {
  const { github, repository } = call;
  const account = findAccount(github.state, parameterOf(call, 'username'));
  if (!account) return notFound();
  const role = roleOf(repository, account);
  return json({
    permission: folded[role],
    role_name: role,
    user: { ...accountJson(github, account), permissions: permissionsJson(role), role_name: role },
  });
}
