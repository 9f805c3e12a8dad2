import { closingIssues } from '../closing-issues.ts';
import { fullName, issuesOf, repositoryOf, findIssue, findPull, pullsOf, threadsOf } from '../find.ts';
import { instant, instantOrNull } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import { association } from '../render/issue.ts';
import type { Account, Issue, IssueComment, Pull, Repository } from '../state.ts';
import { canSee, checkMay, type Context } from './access.ts';
import { connection, type PageArguments } from './connection.ts';
import { refuseField } from './refuse.ts';
import { threadNode } from './review-nodes.ts';

/** A person, bot or organization. */
export function accountNode({ github }: Context, account: Account) {
  return {
    __typename: account.type,
    id: nodeId('account', account.id),
    databaseId: account.id,
    // GraphQL names a bot without the suffix that REST gives it.
    login: account.login.replace('[bot]', ''),
    url: `${github.addresses.html}/${account.login}`,
    resourcePath: `/${account.login}`,
    avatarUrl: `${github.addresses.html}/avatars/u/${account.id}?v=4`,
    createdAt: instant(account.createdAt),
  };
}

export function repositoryNode(context: Context, repository: Repository) {
  const { github } = context;
  return {
    __typename: 'Repository',
    id: nodeId('repository', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    owner: () => accountNode(context, repository.owner),
    isPrivate: repository.isPrivate,
    isFork: repository.parentId !== undefined,
    url: `${github.addresses.html}/${fullName(repository)}`,
    pullRequest: ({ number }: { number: number }) => {
      checkMay(context, repository, { permissions: { pull_requests: 'read' }, role: 'read' });
      const pull = findPull(github.state, repository, number);
      return pull
        ? pullNode(context, pull)
        : refuseField('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    },
    issue: ({ number }: { number: number }) => {
      checkMay(context, repository, { permissions: { issues: 'read' }, role: 'read' });
      const issue = findIssue(github.state, repository, number);
      return issue?.kind === 'issue'
        ? issueNode(context, issue)
        : refuseField('NOT_FOUND', `Could not resolve to an Issue with the number of ${number}.`);
    },
    issueOrPullRequest: ({ number }: { number: number }) => {
      const found = findIssue(github.state, repository, number);
      const permissions = { [found?.kind === 'pull' ? 'pull_requests' : 'issues']: 'read' } as const;
      checkMay(context, repository, { permissions, role: 'read' });
      if (found) return found.kind === 'pull' ? pullNode(context, found) : issueNode(context, found);
      const what = 'an issue or pull request';
      return refuseField('NOT_FOUND', `Could not resolve to ${what} with the number of ${number}.`);
    },
    issues: (wanted: PageArguments) => {
      const issues = issuesOf(github.state, repository).filter((one) => one.kind === 'issue');
      return connection('issues', issues, wanted, (one) => issueNode(context, one));
    },
  };
}

/** GraphQL's integers end at 2^31: larger ids are null there and whole in `fullDatabaseId`. */
function databaseId(id: number) {
  return id < 2 ** 31 ? id : null;
}

/** What issues and pull requests share. */
function conversationNode(context: Context, issue: Issue | Pull, page: string) {
  const { github } = context;
  const repository = repositoryOf(github.state, issue);
  const path = `/${fullName(repository)}/${page}/${issue.number}`;
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    author: () => accountNode(context, issue.author),
    authorAssociation: association(github, repository, issue.author),
    closed: issue.state === 'closed',
    closedAt: instantOrNull(issue.closedAt),
    createdAt: instant(issue.createdAt),
    updatedAt: instant(issue.updatedAt),
    locked: issue.isLocked,
    lastEditedAt: instantOrNull(issue.bodyEditedAt),
    labels: (wanted: PageArguments) => connection('labels', issue.labels, wanted, (name) => ({ name })),
    assignees: (wanted: PageArguments) =>
      connection('assignees', issue.assignees, wanted, (one) => accountNode(context, one)),
    timelineItems: (wanted: PageArguments & { itemTypes?: readonly string[] }) => renamings(issue, wanted),
    repository: () => repositoryNode(context, repository),
    url: `${github.addresses.html}${path}`,
    resourcePath: path,
  };
}

/** Of all that happened to an issue, only the last change of its title is known here. */
function renamings(issue: Issue | Pull, wanted: PageArguments & { itemTypes?: readonly string[] }) {
  const types = wanted.itemTypes ?? [];
  if (types.length !== 1 || types[0] !== 'RENAMED_TITLE_EVENT')
    throw new Error('the local GitHub knows no timeline items but RENAMED_TITLE_EVENT');
  const at = issue.renamedAt === undefined ? [] : [issue.renamedAt];
  return connection('timelineItems', at, wanted, (time) => ({
    __typename: 'RenamedTitleEvent',
    createdAt: instant(time),
    currentTitle: issue.title,
  }));
}

export function issueNode(context: Context, issue: Issue) {
  return {
    ...conversationNode(context, issue, 'issues'),
    __typename: 'Issue',
    id: nodeId('issue', issue.id),
    databaseId: databaseId(issue.id),
    fullDatabaseId: String(issue.id),
    state: issue.state.toUpperCase(),
    stateReason: issue.stateReason?.toUpperCase() ?? null,
    closedByPullRequestsReferences: (wanted: PageArguments & { includeClosedPrs?: boolean }) =>
      closedBy(context, issue, wanted),
  };
}

/** Pull requests of the same repository that say they close the issue. */
function closedBy(context: Context, issue: Issue, wanted: PageArguments & { includeClosedPrs?: boolean }) {
  const { github } = context;
  const repository = repositoryOf(github.state, issue);
  checkMay(context, repository, { permissions: { pull_requests: 'read' }, role: 'read' });
  const pulls = pullsOf(github.state, repository).filter(
    (pull) =>
      (wanted.includeClosedPrs === true || pull.state === 'open') &&
      closingIssues(github, pull).some(({ id }) => id === issue.id),
  );
  return connection('closedByPullRequestsReferences', pulls, wanted, (one) => pullNode(context, one));
}

export function pullNode(context: Context, pull: Pull) {
  return {
    ...conversationNode(context, pull, 'pull'),
    __typename: 'PullRequest',
    id: nodeId('pull', pull.pullId),
    databaseId: databaseId(pull.pullId),
    fullDatabaseId: String(pull.pullId),
    state: pull.merged ? 'MERGED' : pull.state.toUpperCase(),
    isDraft: pull.draft,
    merged: pull.merged !== undefined,
    mergedAt: instantOrNull(pull.merged?.at),
    baseRefName: pull.base.ref,
    baseRefOid: pull.base.sha,
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    isCrossRepository: pull.head.repositoryId !== pull.base.repositoryId,
    maintainerCanModify: pull.maintainerCanModify,
    closingIssuesReferences: (wanted: PageArguments & { userLinkedOnly?: boolean }) =>
      closing(context, pull, wanted),
    reviewThreads: (wanted: PageArguments) =>
      connection('reviewThreads', threadsOf(context.github.state, pull), wanted, (one) =>
        threadNode(context, one),
      ),
  };
}

/** Issues of repositories that the caller cannot see are left out. */
function closing(context: Context, pull: Pull, wanted: PageArguments & { userLinkedOnly?: boolean }) {
  const { github, caller } = context;
  checkMay(context, repositoryOf(github.state, pull), { permissions: { issues: 'read' }, role: 'read' });
  const issues = closingIssues(github, pull).filter(
    (issue) =>
      canSee(caller, repositoryOf(github.state, issue)) &&
      (wanted.userLinkedOnly !== true || pull.linkedIssues.includes(issue.id)),
  );
  return connection('closingIssuesReferences', issues, wanted, (one) => issueNode(context, one));
}

export function commentNode(context: Context, comment: IssueComment) {
  return {
    __typename: 'IssueComment',
    id: nodeId('comment', comment.id),
    databaseId: databaseId(comment.id),
    fullDatabaseId: String(comment.id),
    body: comment.body,
    author: () => accountNode(context, comment.author),
    createdAt: instant(comment.createdAt),
    updatedAt: instant(comment.updatedAt),
    ...minimizedFields(comment),
  };
}

export function minimizedFields(thing: { readonly minimized: string | undefined }) {
  return { isMinimized: thing.minimized !== undefined, minimizedReason: thing.minimized ?? null };
}
