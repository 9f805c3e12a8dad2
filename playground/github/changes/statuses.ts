import type { Actor } from '../call.ts';
import type { CommitStatus } from '../check-state.ts';
import { nextId, type Repository } from '../state.ts';

export interface NewStatus {
  readonly sha: string;
  readonly context: string;
  readonly state: CommitStatus['state'];
  readonly description?: string;
  readonly targetUrl?: string;
}

/** Says how a commit stands in one context; what was said there before is kept, and does not count any more. */
export function setStatus(actor: Actor, repository: Repository, wanted: NewStatus): CommitStatus {
  const { state, clock } = actor.github;
  const { sha, context, description = null, targetUrl = null } = wanted;
  const status: CommitStatus = {
    id: nextId(state, 'status'),
    repositoryId: repository.id,
    sha,
    context,
    state: wanted.state,
    description,
    targetUrl,
    creator: actor.account,
    createdAt: clock.now(),
  };
  state.statuses.push(status);
  return status;
}

/** What counts of a commit: the newest of each context. */
export function statusesOf({ github }: Pick<Actor, 'github'>, repository: Repository, sha: string) {
  const said = github.state.statuses.filter((one) => one.repositoryId === repository.id && one.sha === sha);
  return [...new Map(said.map((status) => [status.context, status])).values()];
}

/** GitHub's sum: failed where any failed, pending where any is, or where nobody said anything. */
export function combinedState(statuses: readonly CommitStatus[]) {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  return statuses.length === 0 || statuses.some(({ state }) => state === 'pending') ? 'pending' : 'success';
}
