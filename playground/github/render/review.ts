import type { RestEndpointMethodTypes } from '@octokit/rest';
import { fullName, pullOf, repositoryOf, reviewOf, threadOf } from '../find.ts';
import type { GitHub } from '../github.ts';
import { instant, instantOrNull } from '../instant.ts';
import { nodeId } from '../node-id.ts';
import type { Pull, Review, ReviewComment, ReviewThread } from '../state.ts';
import { accountJson } from './account.ts';
import { association, rollup } from './issue.ts';

type ReviewJson = RestEndpointMethodTypes['pulls']['getReview']['response']['data'];
type ReviewCommentJson = RestEndpointMethodTypes['pulls']['getReviewComment']['response']['data'];
type CommentOfReviewJson =
  RestEndpointMethodTypes['pulls']['listCommentsForReview']['response']['data'][number];

export function reviewJson(github: GitHub, review: Review) {
  const pull = pullOf(github.state, review);
  const { html, api } = pullUrls(github, pull);
  const page = `${html}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId('review', review.id),
    user: accountJson(github, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: api,
    author_association: association(github, repositoryOf(github.state, pull), review.author),
    _links: { html: { href: page }, pull_request: { href: api } },
    ...(review.submittedAt === undefined ? {} : { submitted_at: instant(review.submittedAt) }),
    commit_id: review.commitId,
  } satisfies ReviewJson;
}

function pullUrls(github: GitHub, pull: Pull) {
  const name = fullName(repositoryOf(github.state, pull));
  return {
    html: `${github.addresses.html}/${name}/pull/${pull.number}`,
    api: `${github.addresses.api}/repos/${name}/pulls/${pull.number}`,
  };
}

/** A review comment with its lines; those of the present diff are null once it is outdated. */
export function reviewCommentJson(github: GitHub, comment: ReviewComment) {
  const { current, original } = threadOf(github.state, comment);
  const lines = {
    line: current?.line ?? null,
    original_line: original.line,
    start_line: current?.startLine ?? null,
    original_start_line: original.startLine,
    side: original.side,
    start_side: original.startSide,
    subject_type: 'line' as const,
  };
  return { ...positionedCommentJson(github, comment), ...lines } as ReturnType<typeof positionedCommentJson> &
    Pick<ReviewCommentJson, keyof typeof lines> satisfies ReviewCommentJson;
}

/** A comment as the list of one review's comments shows it: by position, without lines. */
export function positionedCommentJson(github: GitHub, comment: ReviewComment) {
  const thread = threadOf(github.state, comment);
  const pull = pullOf(github.state, thread);
  const repository = repositoryOf(github.state, pull);
  const { html, api } = pullUrls(github, pull);
  const self = `${github.addresses.api}/repos/${fullName(repository)}/pulls/comments/${comment.id}`;
  const page = `${html}#discussion_r${comment.id}`;
  return {
    url: self,
    ...anchor(thread),
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId('reviewComment', comment.id),
    user: accountJson(github, comment.author),
    body: comment.body,
    created_at: instant(comment.createdAt),
    updated_at: instant(comment.updatedAt),
    html_url: page,
    pull_request_url: api,
    author_association: association(github, repository, comment.author),
    _links: { self: { href: self }, html: { href: page }, pull_request: { href: api } },
    reactions: rollup(github, { kind: 'review-comment', id: comment.id }, self),
    ...(comment.inReplyTo === undefined ? {} : { in_reply_to_id: comment.inReplyTo }),
  } satisfies CommentOfReviewJson;
}

function anchor(thread: ReviewThread) {
  return {
    diff_hunk: thread.diffHunk,
    path: thread.path,
    commit_id: thread.commitId,
    original_commit_id: thread.originalCommitId,
    // GitHub sends null for an outdated comment although one of its published types leaves that out.
    position: (thread.current?.position ?? null) as number,
    original_position: thread.original.position,
  };
}

/** A review as webhooks carry it: its state in lower case, its instant always there. */
export function reviewEventJson(github: GitHub, review: Review) {
  return {
    ...reviewJson(github, review),
    state: review.state.toLowerCase(),
    body: review.body === '' ? null : review.body,
    submitted_at: instantOrNull(review.submittedAt),
    updated_at: instant(review.updatedAt),
  };
}

/** The thread as webhooks carry it. */
export function threadEventJson(github: GitHub, thread: ReviewThread, comments: readonly ReviewComment[]) {
  const shown = comments.filter((one) => reviewOf(github.state, one).state !== 'PENDING');
  return {
    node_id: nodeId('thread', thread.id),
    comments: shown.map((one) => reviewCommentJson(github, one)),
  };
}
