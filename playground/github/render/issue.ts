import type { RestEndpointMethodTypes } from '@octokit/rest';
import { commentsOf, fullName, issueOf, pullsOf, reactionsOf, repositoryOf } from '../find.ts';
import type { GitHub } from '../github.ts';
import { instant, instantOrNull } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import type {
  Account,
  Issue,
  IssueComment,
  Label,
  Pull,
  Reaction,
  ReactionSubject,
  Repository,
} from '../state.ts';
import { accountJson, accountOrNull } from './account.ts';
import { viaAppJson } from './app.ts';

type IssueJson = RestEndpointMethodTypes['issues']['get']['response']['data'];
type CommentJson = RestEndpointMethodTypes['issues']['getComment']['response']['data'];
type LabelJson = RestEndpointMethodTypes['issues']['getLabel']['response']['data'];
type ReactionJson = RestEndpointMethodTypes['reactions']['listForIssue']['response']['data'][number];
export type Association = NonNullable<IssueJson['author_association']>;

/** An issue, or a pull request in its clothes as an issue. */
export function issueJson(github: GitHub, issue: Issue | Pull) {
  const repository = repositoryOf(github.state, issue);
  const url = `${github.addresses.api}/repos/${fullName(repository)}/issues/${issue.number}`;
  return {
    ...issueLinks(github, issue, url),
    id: issue.id,
    number: issue.number,
    title: issue.title,
    user: accountJson(github, issue.author),
    labels: issueLabels(github, repository, issue),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.isLocked,
    active_lock_reason: null,
    ...people(github, issue),
    milestone: null,
    comments: commentsOf(github.state, issue).length,
    created_at: instant(issue.createdAt),
    updated_at: instant(issue.updatedAt),
    closed_at: instantOrNull(issue.closedAt),
    closed_by: accountOrNull(github, issue.closedBy),
    author_association: association(github, repository, issue.author),
    body: issue.body,
    reactions: rollup(github, { kind: 'issue', id: issue.id }, url),
    performed_via_github_app: viaAppJson(github, issue),
    ...(issue.kind === 'pull'
      ? { draft: issue.draft, pull_request: pullLinks(github, repository, issue) }
      : {}),
  } satisfies IssueJson;
}

function issueLinks(github: GitHub, issue: Issue | Pull, url: string) {
  const repository = repositoryOf(github.state, issue);
  const page = issue.kind === 'pull' ? 'pull' : 'issues';
  return {
    url,
    repository_url: `${github.addresses.api}/repos/${fullName(repository)}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: `${github.addresses.html}/${fullName(repository)}/${page}/${issue.number}`,
    node_id: issue.kind === 'pull' ? nodeId('pull', issue.pullId) : nodeId('issue', issue.id),
  };
}

function people(github: GitHub, issue: Issue | Pull) {
  return {
    assignee: accountOrNull(github, issue.assignees[0]),
    assignees: issue.assignees.map((one) => accountJson(github, one)),
  };
}

function pullLinks(github: GitHub, repository: Repository, pull: Pull) {
  const html = `${github.addresses.html}/${fullName(repository)}/pull/${pull.number}`;
  return {
    url: `${github.addresses.api}/repos/${fullName(repository)}/pulls/${pull.number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: instantOrNull(pull.merged?.at),
  };
}

export function commentJson(github: GitHub, comment: IssueComment) {
  const issue = issueOf(github.state, comment);
  const repository = repositoryOf(github.state, issue);
  const api = `${github.addresses.api}/repos/${fullName(repository)}`;
  const url = `${api}/issues/comments/${comment.id}`;
  const page = issue.kind === 'pull' ? 'pull' : 'issues';
  return {
    url,
    html_url: `${github.addresses.html}/${fullName(repository)}/${page}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId('comment', comment.id),
    user: accountJson(github, comment.author),
    created_at: instant(comment.createdAt),
    updated_at: instant(comment.updatedAt),
    author_association: association(github, repository, comment.author),
    body: comment.body,
    reactions: rollup(github, { kind: 'issue-comment', id: comment.id }, url),
    performed_via_github_app: viaAppJson(github, comment),
  } satisfies CommentJson;
}

export function issueLabels(github: GitHub, repository: Repository, issue: Issue | Pull) {
  const labels = issue.labels.map((name) => repository.labels.get(name.toLowerCase()));
  return labels.filter((label) => label !== undefined).map((label) => labelJson(github, repository, label));
}

export function labelJson(github: GitHub, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('label', label.id),
    url: `${github.addresses.api}/repos/${fullName(repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: label.description,
    color: label.color,
    default: false,
  } satisfies LabelJson;
}

/** How GitHub says an author belongs to a repository. */
export function association(github: GitHub, repository: Repository, author: Account): Association {
  if (author.id === repository.owner.id) return 'OWNER';
  if (repository.collaborators.has(author.login.toLowerCase())) return 'COLLABORATOR';
  const merged = pullsOf(github.state, repository).some(
    (pull) => pull.author.id === author.id && pull.merged,
  );
  return merged ? 'CONTRIBUTOR' : 'NONE';
}

export function reactionJson(github: GitHub, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('reaction', reaction.id),
    user: accountJson(github, reaction.account),
    content: reaction.content,
    created_at: instant(reaction.createdAt),
  } satisfies ReactionJson;
}

/** The count of each reaction to one thing; `url` is the thing's own. */
export function rollup(github: GitHub, subject: ReactionSubject, url: string) {
  const given = reactionsOf(github.state, subject);
  function count(content: Reaction['content']) {
    return given.filter((one) => one.content === content).length;
  }
  return {
    url: `${url}/reactions`,
    total_count: given.length,
    '+1': count('+1'),
    '-1': count('-1'),
    laugh: count('laugh'),
    hooray: count('hooray'),
    confused: count('confused'),
    heart: count('heart'),
    rocket: count('rocket'),
    eyes: count('eyes'),
  };
}
