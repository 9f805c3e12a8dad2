import type { RestEndpointMethodTypes } from '@octokit/rest';
import { commentsOf, fullName, repositoryOf, reviewCommentsOf } from '../find.ts';
import type { GitHub } from '../github.ts';
import { instant, instantOrNull } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import type { PullFacts } from '../pull-facts.ts';
import type { Pull, PullEnd, Repository } from '../state.ts';
import { accountJson, accountOrNull } from './account.ts';
import { association, issueLabels } from './issue.ts';
import { repositoryJson } from './repository.ts';

type PullJson = RestEndpointMethodTypes['pulls']['get']['response']['data'];
type ListedPullJson = RestEndpointMethodTypes['pulls']['list']['response']['data'][number];
type MinimalPullJson = NonNullable<
  RestEndpointMethodTypes['checks']['get']['response']['data']['pull_requests']
>[number];

/** A pull request as `GET` of one and webhooks show it; the facts are what git was asked for. */
export function pullJson(github: GitHub, pull: Pull, facts: PullFacts) {
  return {
    ...listedPullJson(github, pull),
    user: accountJson(github, pull.author),
    merge_commit_sha: pull.merged?.sha ?? facts.testMerge ?? null,
    merged: pull.merged !== undefined,
    merged_by: accountOrNull(github, pull.merged?.by),
    mergeable: facts.mergeable,
    rebaseable: facts.mergeable,
    mergeable_state: mergeableState(pull, facts),
    comments: commentsOf(github.state, pull).length,
    review_comments: reviewCommentsOf(github.state, pull).length,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: facts.commits,
    additions: facts.additions,
    deletions: facts.deletions,
    changed_files: facts.changedFiles,
  } satisfies PullJson;
}

function mergeableState(pull: Pull, facts: PullFacts) {
  if (pull.state === 'closed' || facts.mergeable === null) return 'unknown';
  if (!facts.mergeable) return 'dirty';
  return pull.draft ? 'draft' : 'clean';
}

/** A pull request as lists show it. */
export function listedPullJson(github: GitHub, pull: Pull) {
  const repository = repositoryOf(github.state, pull);
  const url = `${github.addresses.api}/repos/${fullName(repository)}`;
  const links = pullLinks(github, pull, url);
  return {
    ...links,
    id: pull.pullId,
    node_id: nodeId('pull', pull.pullId),
    number: pull.number,
    state: pull.state,
    locked: pull.isLocked,
    title: pull.title,
    user: accountJson(github, pull.author),
    body: pull.body,
    created_at: instant(pull.createdAt),
    updated_at: instant(pull.updatedAt),
    closed_at: instantOrNull(pull.closedAt),
    merged_at: instantOrNull(pull.merged?.at),
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: accountOrNull(github, pull.assignees[0]),
    assignees: pull.assignees.map((one) => accountJson(github, one)),
    requested_reviewers: pull.requestedReviewers.map((one) => accountJson(github, one)),
    requested_teams: [],
    labels: pullLabels(github, repository, pull),
    milestone: null,
    draft: pull.draft,
    head: endJson(github, pull.head),
    base: endJson(github, pull.base),
    _links: hypertext(links, `${url}/pulls/${pull.number}`),
    author_association: association(github, repository, pull.author),
    auto_merge: null,
    active_lock_reason: null,
  } satisfies ListedPullJson;
}

/** GitHub sends null for a label without description although its published types leave that out. */
function pullLabels(github: GitHub, repository: Repository, pull: Pull) {
  return issueLabels(github, repository, pull) as ListedPullJson['labels'];
}

function pullLinks(github: GitHub, pull: Pull, api: string) {
  const repository = repositoryOf(github.state, pull);
  const html = `${github.addresses.html}/${fullName(repository)}/pull/${pull.number}`;
  return {
    url: `${api}/pulls/${pull.number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${api}/issues/${pull.number}`,
    commits_url: `${api}/pulls/${pull.number}/commits`,
    review_comments_url: `${api}/pulls/${pull.number}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${pull.number}/comments`,
    statuses_url: `${api}/statuses/${pull.head.sha}`,
  };
}

function hypertext(links: ReturnType<typeof pullLinks>, self: string) {
  return {
    self: { href: self },
    html: { href: links.html_url },
    issue: { href: links.issue_url },
    comments: { href: links.comments_url },
    review_comments: { href: links.review_comments_url },
    review_comment: { href: links.review_comment_url },
    commits: { href: links.commits_url },
    statuses: { href: links.statuses_url },
  };
}

function endJson(github: GitHub, end: PullEnd) {
  const repository = endRepository(github, end);
  return {
    label: `${end.owner.login}:${end.ref}`,
    ref: end.ref,
    sha: end.sha,
    user: accountJson(github, end.owner),
    // GitHub sends null for a deleted fork although its published types leave that out.
    repo: (repository ? repositoryJson(github, repository) : null) as ReturnType<typeof repositoryJson>,
  };
}

function endRepository(github: GitHub, end: PullEnd) {
  return end.repositoryId === undefined ? undefined : github.state.repositories.get(end.repositoryId);
}

/** The few facts of a pull request that check runs carry. */
export function minimalPullJson(github: GitHub, pull: Pull) {
  const repository = repositoryOf(github.state, pull);
  return {
    id: pull.pullId,
    number: pull.number,
    url: `${github.addresses.api}/repos/${fullName(repository)}/pulls/${pull.number}`,
    head: minimalEnd(github, pull.head, repository),
    base: minimalEnd(github, pull.base, repository),
  } satisfies MinimalPullJson;
}

function minimalEnd(github: GitHub, end: PullEnd, fallback: Repository) {
  const repository = endRepository(github, end) ?? fallback;
  const url = `${github.addresses.api}/repos/${fullName(repository)}`;
  return { ref: end.ref, sha: end.sha, repo: { id: repository.id, url, name: repository.name } };
}
