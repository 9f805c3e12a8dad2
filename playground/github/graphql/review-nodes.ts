import { commentsOfThread, pullOf, repositoryOf, reviewOf, threadOf } from '../find.ts';
import { instant, instantOrNull } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import { reviewCommentJson, reviewJson } from '../render/review.ts';
import type { Review, ReviewComment, ReviewThread } from '../state.ts';
import type { Context } from './access.ts';
import { connection, type PageArguments } from './connection.ts';
import { accountNode, minimizedFields, pullNode, repositoryNode } from './nodes.ts';

export function threadNode(context: Context, thread: ReviewThread): object {
  const { github } = context;
  const { current, original } = thread;
  const pull = pullOf(github.state, thread);
  return {
    __typename: 'PullRequestReviewThread',
    id: nodeId('thread', thread.id),
    path: thread.path,
    diffSide: original.side,
    line: current?.line ?? null,
    originalLine: original.line,
    startDiffSide: original.startSide,
    startLine: current?.startLine ?? null,
    originalStartLine: original.startLine,
    subjectType: 'LINE',
    isOutdated: current === undefined,
    isResolved: thread.resolvedBy !== undefined,
    isCollapsed: thread.resolvedBy !== undefined,
    resolvedBy: () => thread.resolvedBy && { ...accountNode(context, thread.resolvedBy), __typename: 'User' },
    pullRequest: () => pullNode(context, pull),
    repository: () => repositoryNode(context, repositoryOf(github.state, pull)),
    comments: (wanted: PageArguments) =>
      connection('comments', commentsOfThread(github.state, thread), wanted, (one) =>
        reviewCommentNode(context, one),
      ),
  };
}

export function reviewCommentNode(context: Context, comment: ReviewComment): object {
  const { github } = context;
  const thread = threadOf(github.state, comment);
  const shown = reviewCommentJson(github, comment);
  const answered =
    comment.inReplyTo === undefined ? undefined : github.state.reviewComments.get(comment.inReplyTo);
  return {
    __typename: 'PullRequestReviewComment',
    id: nodeId('reviewComment', comment.id),
    databaseId: null,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    path: thread.path,
    diffHunk: thread.diffHunk,
    line: shown.line,
    originalLine: shown.original_line,
    startLine: shown.start_line,
    originalStartLine: shown.original_start_line,
    outdated: thread.current === undefined,
    subjectType: 'LINE',
    state: reviewOf(github.state, comment).state === 'PENDING' ? 'PENDING' : 'SUBMITTED',
    url: shown.html_url,
    authorAssociation: shown.author_association,
    author: () => accountNode(context, comment.author),
    createdAt: instant(comment.createdAt),
    updatedAt: instant(comment.updatedAt),
    replyTo: () => (answered ? reviewCommentNode(context, answered) : null),
    pullRequestReview: () => reviewNode(context, reviewOf(github.state, comment)),
    pullRequest: () => pullNode(context, pullOf(github.state, thread)),
    ...minimizedFields(comment),
  };
}

export function reviewNode(context: Context, review: Review): object {
  const { github } = context;
  const shown = reviewJson(github, review);
  return {
    __typename: 'PullRequestReview',
    id: nodeId('review', review.id),
    databaseId: null,
    fullDatabaseId: String(review.id),
    body: review.body,
    state: review.state,
    url: shown.html_url,
    authorAssociation: shown.author_association,
    author: () => accountNode(context, review.author),
    createdAt: instant(review.createdAt),
    updatedAt: instant(review.updatedAt),
    submittedAt: instantOrNull(review.submittedAt),
    pullRequest: () => pullNode(context, pullOf(github.state, review)),
    ...minimizedFields(review),
  };
}
