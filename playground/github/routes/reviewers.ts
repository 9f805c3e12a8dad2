import { z } from 'zod';
import { created, failure, json, refuse } from '../answer.ts';
import { actorOf } from '../authenticate.ts';
import { bodyOf, type RepositoryCall } from '../call.ts';
import { dropReviewers, requestReviewers } from '../changes/pulls.ts';
import { findAccount, isCollaborator } from '../find.ts';
import { accountJson } from '../render/account.ts';
import { listedPullJson } from '../render/pull.ts';
import { inRepository, type Routes } from '../route.ts';
import type { Account } from '../state.ts';
import { readPulls, writePulls } from './needs.ts';
import { pullIn } from './pulls.ts';

const reviewers = '/repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';

export const reviewerRoutes: Routes = {
  [`GET ${reviewers}`]: inRepository(readPulls, (call) =>
    json({ users: pullIn(call).requestedReviewers.map((one) => accountJson(call.github, one)), teams: [] }),
  ),
  [`POST ${reviewers}`]: inRepository(writePulls, request),
  [`DELETE ${reviewers}`]: inRepository(writePulls, drop),
};

const Reviewers = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
});

async function request(call: RepositoryCall) {
  const pull = pullIn(call);
  const people = named(call);
  if (people.some((one) => one.id === pull.author.id)) {
    refuse(failure(422, 'Review cannot be requested from pull request author.'));
  }
  await requestReviewers(actorOf(call.github, call.caller), pull, people);
  return created(listedPullJson(call.github, pull));
}

async function drop(call: RepositoryCall) {
  const pull = pullIn(call);
  await dropReviewers(actorOf(call.github, call.caller), pull, named(call));
  return json(listedPullJson(call.github, pull));
}

/** Only collaborators can be asked; there are no teams here. */
function named(call: RepositoryCall): Account[] {
  const { reviewers: logins, team_reviewers: teams } = bodyOf(call, Reviewers);
  if (teams.length > 0) refuseStranger(teams[0] ?? '');
  return logins.map((login) => {
    const account = findAccount(call.github.state, login);
    return account && isCollaborator(call.repository, account) ? account : refuseStranger(login);
  });
}

function refuseStranger(login: string): never {
  const rule = 'Reviews may only be requested from collaborators.';
  const reason = `One or more of the users or teams you specified is not a collaborator of the repository: ${login}`;
  return refuse(failure(422, `${rule} ${reason}`));
}
