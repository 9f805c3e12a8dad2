import { z } from 'zod';
import { created, invalid, json, noContent, notFound, unprocessable } from '../answer.ts';
import { actorOf, viewerOf } from '../authenticate.ts';
import { bodyOf, numberOf, type RepositoryCall } from '../call.ts';
import {
  createReviewComment,
  deletePendingReview,
  deleteReviewComment,
  dismissReview,
  editReview,
  editReviewComment,
  replyToComment,
} from '../changes/review-comments.ts';
import { createReview, refuseOwnVerdict, submitReview, type WantedComment } from '../changes/reviews.ts';
import {
  commentsOfReview,
  pullOf,
  pullsOf,
  reviewCommentsOf,
  reviewOf,
  reviewsOf,
  threadOf,
} from '../find.ts';
import { pageAnswer, seen } from '../page.ts';
import type { WantedPlace } from '../places.ts';
import { positionedCommentJson, reviewCommentJson, reviewJson } from '../render/review.ts';
import { inRepository, type Routes } from '../route.ts';
import type { Review, ReviewComment } from '../state.ts';
import { creating, readPulls, writePulls } from './needs.ts';
import { pullIn } from './pulls.ts';

const reviews = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const comments = '/repos/{owner}/{repo}/pulls/{pull_number}/comments';
const allComments = '/repos/{owner}/{repo}/pulls/comments';
const comment = `${allComments}/{comment_id}`;

export const reviewRoutes: Routes = {
  [`GET ${reviews}`]: inRepository(readPulls, listReviews),
  [`POST ${reviews}`]: inRepository(creating(writePulls), postReview),
  [`GET ${reviews}/{review_id}`]: inRepository(readPulls, (call) =>
    json(reviewJson(call.github, reviewIn(call))),
  ),
  [`PUT ${reviews}/{review_id}`]: inRepository(writePulls, updateReview),
  [`DELETE ${reviews}/{review_id}`]: inRepository(writePulls, deleteReview),
  [`GET ${reviews}/{review_id}/comments`]: inRepository(readPulls, listCommentsOfReview),
  [`PUT ${reviews}/{review_id}/dismissals`]: inRepository(writePulls, dismiss),
  [`POST ${reviews}/{review_id}/events`]: inRepository(creating(writePulls), submit),
  [`GET ${comments}`]: inRepository(readPulls, listComments),
  [`POST ${comments}`]: inRepository(creating(writePulls), postComment),
  [`POST ${comments}/{comment_id}/replies`]: inRepository(creating(writePulls), postReply),
  [`GET ${allComments}`]: inRepository(readPulls, listAllComments),
  [`GET ${comment}`]: inRepository(readPulls, (call) =>
    json(reviewCommentJson(call.github, reviewCommentIn(call))),
  ),
  [`PATCH ${comment}`]: inRepository(writePulls, updateComment),
  [`DELETE ${comment}`]: inRepository(writePulls, removeComment),
};

const Side = z.enum(['LEFT', 'RIGHT']);

const Placed = z.object({
  path: z.string(),
  body: z.string(),
  position: z.number().int().optional(),
  line: z.number().int().optional(),
  side: Side.optional(),
  start_line: z.number().int().nullish(),
  start_side: z.enum(['LEFT', 'RIGHT', 'side']).nullish(),
});

const NewReview = z.object({
  commit_id: z.string().nullish(),
  body: z.string().nullish(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT', 'PENDING']).optional(),
  comments: z.array(Placed).nullish(),
});

async function postReview(call: RepositoryCall) {
  const wanted = bodyOf(call, NewReview);
  const review = await createReview(actorOf(call.github, call.caller), pullIn(call), {
    commitId: wanted.commit_id ?? undefined,
    body: wanted.body ?? '',
    event: wanted.event === 'PENDING' ? undefined : wanted.event,
    comments: (wanted.comments ?? []).map(wantedComment),
  });
  return json(reviewJson(call.github, review));
}

function wantedComment(placed: z.infer<typeof Placed>): WantedComment {
  return { path: placed.path, body: placed.body, place: wantedPlace(placed) };
}

function wantedPlace(placed: z.infer<typeof Placed>): WantedPlace {
  if (placed.line === undefined) return { kind: 'position', position: placed.position ?? 0 };
  return {
    kind: 'lines',
    side: placed.side ?? 'RIGHT',
    line: placed.line,
    startLine: placed.start_line ?? null,
    startSide: placed.start_side === 'side' ? null : (placed.start_side ?? null),
  };
}

function listReviews(call: RepositoryCall) {
  const viewer = viewerOf(call.github, call.caller);
  const shown = seen(call, reviewsOf(call.github.state, pullIn(call))).filter(
    (review) => review.state !== 'PENDING' || review.author.id === viewer?.id,
  );
  return pageAnswer(call, shown, (review) => reviewJson(call.github, review));
}

function reviewIn(call: RepositoryCall): Review {
  const review = call.github.state.reviews.get(numberOf(call, 'review_id'));
  if (!review || review.issueId !== pullIn(call).id) return notFound();
  const isHidden = review.state === 'PENDING' && review.author.id !== viewerOf(call.github, call.caller)?.id;
  return isHidden ? notFound() : review;
}

function updateReview(call: RepositoryCall) {
  const review = reviewIn(call);
  const { body } = bodyOf(call, z.object({ body: z.string() }));
  editReview(actorOf(call.github, call.caller), review, body);
  return json(reviewJson(call.github, review));
}

function deleteReview(call: RepositoryCall) {
  const review = reviewIn(call);
  if (review.state !== 'PENDING') unprocessable('Can not delete a non-pending pull request review');
  const shown = reviewJson(call.github, review);
  deletePendingReview(actorOf(call.github, call.caller), review);
  return json(shown);
}

function dismiss(call: RepositoryCall) {
  const review = reviewIn(call);
  bodyOf(call, z.object({ message: z.string(), event: z.literal('DISMISS').optional() }));
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    unprocessable('Can not dismiss a commented pull request review');
  }
  dismissReview(actorOf(call.github, call.caller), review);
  return json(reviewJson(call.github, review));
}

const Verdict = z.object({
  body: z.string().optional(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
});

function submit(call: RepositoryCall) {
  const review = reviewIn(call);
  const { body, event } = bodyOf(call, Verdict);
  if (review.state !== 'PENDING') unprocessable('Can not submit a review that is not pending');
  const actor = actorOf(call.github, call.caller);
  refuseOwnVerdict(actor, pullOf(call.github.state, review), event);
  review.body = body ?? review.body;
  submitReview(actor, review, event);
  return json(reviewJson(call.github, review));
}

function listCommentsOfReview(call: RepositoryCall) {
  const shown = seen(call, commentsOfReview(call.github.state, reviewIn(call)));
  return pageAnswer(call, shown, (one) => positionedCommentJson(call.github, one));
}

function listComments(call: RepositoryCall) {
  return pageOfComments(call, reviewCommentsOf(call.github.state, pullIn(call)));
}

function listAllComments(call: RepositoryCall) {
  const { state } = call.github;
  return pageOfComments(
    call,
    pullsOf(state, call.repository).flatMap((pull) => reviewCommentsOf(state, pull)),
  );
}

function pageOfComments(call: RepositoryCall, comments: readonly ReviewComment[]) {
  const since = Date.parse(call.query.get('since') ?? '') || 0;
  const shown = seen(call, comments).filter((one) => one.updatedAt >= since);
  const isDescending = call.query.has('sort') && call.query.get('direction') === 'desc';
  return pageAnswer(call, isDescending ? shown.toReversed() : shown, (one) =>
    reviewCommentJson(call.github, one),
  );
}

const NewComment = Placed.extend({
  commit_id: z.string().optional(),
  in_reply_to: z.number().int().optional(),
});

async function postComment(call: RepositoryCall) {
  const actor = actorOf(call.github, call.caller);
  const pull = pullIn(call);
  const wanted = bodyOf(call, NewComment.partial({ path: true }));
  if (wanted.in_reply_to !== undefined) {
    const answered = call.github.state.reviewComments.get(wanted.in_reply_to);
    if (!answered) return notFound();
    return created(reviewCommentJson(call.github, replyToComment(actor, answered, wanted.body)));
  }
  const { path, commit_id: commitId } = wanted;
  if (path === undefined || commitId === undefined) {
    const field = path === undefined ? 'path' : 'commit_id';
    return invalid({ resource: 'PullRequestReviewComment', code: 'missing_field', field });
  }
  const posted = await createReviewComment(actor, pull, { ...wantedComment({ ...wanted, path }), commitId });
  return created(reviewCommentJson(call.github, posted));
}

/** The review comment that a path names; those of pending reviews are nobody's business. */
export function reviewCommentIn(call: RepositoryCall): ReviewComment {
  const { state } = call.github;
  const found = state.reviewComments.get(numberOf(call, 'comment_id'));
  if (!found || pullOf(state, threadOf(state, found)).repositoryId !== call.repository.id) return notFound();
  return reviewOf(state, found).state === 'PENDING' ? notFound() : found;
}

function postReply(call: RepositoryCall) {
  const answered = reviewCommentIn(call);
  if (threadOf(call.github.state, answered).issueId !== pullIn(call).id) return notFound();
  const { body } = bodyOf(call, z.object({ body: z.string() }));
  const reply = replyToComment(actorOf(call.github, call.caller), answered, body);
  return created(reviewCommentJson(call.github, reply));
}

function updateComment(call: RepositoryCall) {
  const found = reviewCommentIn(call);
  const { body } = bodyOf(call, z.object({ body: z.string() }));
  editReviewComment(actorOf(call.github, call.caller), found, body);
  return json(reviewCommentJson(call.github, found));
}

function removeComment(call: RepositoryCall) {
  deleteReviewComment(actorOf(call.github, call.caller), reviewCommentIn(call));
  return noContent();
}
