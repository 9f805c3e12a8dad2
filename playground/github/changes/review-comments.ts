import { checkBody, checkLength, invalid } from '../answer.ts';
import type { Actor } from '../call.ts';
import { commentsOfThread, pullOf, repositoryOf, threadOf } from '../find.ts';
import { checkMayChange, checkRole } from '../rights.ts';
import { placeIn, type PlacingFault } from '../places.ts';
import { type Pull, type Review, type ReviewComment } from '../state.ts';
import {
  addComment,
  addReview,
  addThread,
  catchUp,
  announceReview,
  announceReviewComment,
  diffAt,
  refuseSecondPending,
  reviewedCommit,
  submitReview,
  type WantedComment,
} from './reviews.ts';

/** One comment by itself; GitHub wraps it into a review of its own. */
export async function createReviewComment(
  actor: Actor,
  pull: Pull,
  wanted: WantedComment & { commitId: string },
) {
  checkBody('PullRequestReviewComment', wanted.body);
  const commitId = await reviewedCommit(actor, pull, wanted.commitId);
  if (commitId === undefined) return refuseField('commit_id', 'is not part of the pull request');
  const diff = await diffAt(actor, pull, commitId);
  const change = diff.changes.find((one) => one.path === wanted.path);
  if (!change) return refuseField('path', 'is not part of the pull request');
  const placing = placeIn(change, wanted.place);
  if (placing.kind === 'refused') return refuseField(...fields[placing.fault]);
  refuseSecondPending(actor, pull);
  const review = addReview(actor, pull, { commitId, body: '' });
  const comment = addThread(actor, review, { base: diff.base, comment: wanted, placing });
  submitReview(actor, review, 'COMMENT');
  await catchUp(actor, review);
  return comment;
}

const fields: Readonly<Record<PlacingFault, readonly [string, string]>> = {
  line: ['line', 'must be part of the diff'],
  'start-line': ['start_line', 'must be part of the diff'],
  'start-order': ['start_line', 'must precede the end line.'],
  'start-hunk': ['start_line', 'must be part of the same hunk as the line.'],
};

function refuseField(name: string, rule: string): never {
  const field = `pull_request_review_thread.${name}`;
  return invalid({
    resource: 'PullRequestReviewComment',
    code: 'custom',
    field,
    message: `${field} ${rule}`,
  });
}

/** An answer in a thread; it always answers the thread's first comment. */
export function replyToComment(actor: Actor, comment: ReviewComment, body: string) {
  checkBody('PullRequestReviewComment', body);
  const { state } = actor.github;
  const thread = threadOf(state, comment);
  const [root = comment] = commentsOfThread(state, thread);
  const pull = pullOf(state, thread);
  refuseSecondPending(actor, pull);
  const review = addReview(actor, pull, { commitId: pull.head.sha, body: '' });
  const reply = addComment(actor, review, { thread, body, inReplyTo: root.id });
  submitReview(actor, review, 'COMMENT');
  return reply;
}

export function editReviewComment(actor: Actor, comment: ReviewComment, body: string) {
  checkMayChange(actor, repositoryOfComment(actor, comment), comment, 'write');
  checkBody('PullRequestReviewComment', body);
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = actor.github.clock.now();
  announceReviewComment(actor, comment, 'edited', { changes: { body: { from } } });
}

export function deleteReviewComment(actor: Actor, comment: ReviewComment) {
  const { state } = actor.github;
  checkMayChange(actor, repositoryOfComment(actor, comment), comment, 'write');
  const thread = threadOf(state, comment);
  announceReviewComment(actor, comment, 'deleted');
  state.reviewComments.delete(comment.id);
  if (commentsOfThread(state, thread).length === 0) state.threads.delete(thread.id);
}

function repositoryOfComment({ github: { state } }: Actor, comment: ReviewComment) {
  return repositoryOf(state, pullOf(state, threadOf(state, comment)));
}

export function editReview(actor: Actor, review: Review, body: string) {
  checkMayChange(
    actor,
    repositoryOf(actor.github.state, pullOf(actor.github.state, review)),
    review,
    'write',
  );
  checkLength('PullRequestReview', body);
  const from = review.body;
  review.body = body;
  review.updatedAt = actor.github.clock.now();
  announceReview(actor, review, 'edited', { changes: { body: { from } } });
}

export function dismissReview(actor: Actor, review: Review) {
  checkRole(actor, repositoryOf(actor.github.state, pullOf(actor.github.state, review)), 'write');
  review.state = 'DISMISSED';
  review.updatedAt = actor.github.clock.now();
  announceReview(actor, review, 'dismissed');
}

/** Drops a pending review with all its comments. */
export function deletePendingReview(actor: Actor, review: Review) {
  const { state } = actor.github;
  for (const comment of [...state.reviewComments.values()].filter((one) => one.reviewId === review.id)) {
    state.reviewComments.delete(comment.id);
    state.threads.delete(comment.threadId);
  }
  state.reviews.delete(review.id);
}
