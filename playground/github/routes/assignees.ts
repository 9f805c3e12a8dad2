import { z } from 'zod';
import { created, invalid, json, noContent, notFound } from '../answer.ts';
import { actorOf } from '../authenticate.ts';
import { bodyOf, parameterOf, type RepositoryCall } from '../call.ts';
import { addAssignees, removeAssignees } from '../changes/issues.ts';
import { findAccount } from '../find.ts';
import { issueIn } from './issue-in.ts';
import { issueJson } from '../render/issue.ts';
import { inRepository, type Routes } from '../route.ts';
import type { Account } from '../state.ts';
import { readIssues, triageIssues } from './needs.ts';

const ofIssue = '/repos/{owner}/{repo}/issues/{issue_number}/assignees';

export const assigneeRoutes: Routes = {
  'GET /repos/{owner}/{repo}/assignees/{assignee}': inRepository(readIssues, check),
  [`GET ${ofIssue}/{assignee}`]: inRepository(readIssues, check),
  [`POST ${ofIssue}`]: inRepository(triageIssues, add),
  [`DELETE ${ofIssue}`]: inRepository(triageIssues, drop),
};

/** An App's bot can be assigned nothing; people need access to the repository. */
function isAssignable(call: RepositoryCall, account: Account) {
  return (
    account.type === 'User' &&
    (account.id === call.repository.owner.id ||
      call.repository.collaborators.has(account.login.toLowerCase()))
  );
}

function check(call: RepositoryCall) {
  const account = findAccount(call.github.state, parameterOf(call, 'assignee'));
  return account && isAssignable(call, account) ? noContent() : notFound();
}

/** The accounts of these logins; one that cannot be assigned refuses them all. */
export function assignable(call: RepositoryCall, logins: readonly string[]): Account[] {
  return logins.map((login) => {
    const account = findAccount(call.github.state, login);
    if (account && isAssignable(call, account)) return account;
    return invalid({ resource: 'Issue', code: 'invalid', field: 'assignees', value: login });
  });
}

const Assignees = z.object({ assignees: z.array(z.string()).default([]) });

/** Adding passes over who cannot be assigned, as GitHub does. */
async function add(call: RepositoryCall) {
  const found = issueIn(call);
  await addAssignees(
    actorOf(call.github, call.caller),
    found,
    named(call).filter((one) => isAssignable(call, one)),
  );
  return created(issueJson(call.github, found));
}

async function drop(call: RepositoryCall) {
  const found = issueIn(call);
  await removeAssignees(actorOf(call.github, call.caller), found, named(call));
  return json(issueJson(call.github, found));
}

function named(call: RepositoryCall) {
  const accounts = bodyOf(call, Assignees).assignees.map((login) => findAccount(call.github.state, login));
  return accounts.filter((one) => one !== undefined);
}
