import { announce } from '../announce.ts';
import { lengthOf, longestBody, unprocessable } from '../answer.ts';
import type { Actor } from '../call.ts';
import { commentsOfReview, commentsOfThread, pullOf, repositoryOf, reviewsOf, threadOf } from '../find.ts';
import { resolveCommit } from '../git/refs.ts';
import { commitsBetween, type FileChange } from '../git/diff.ts';
import { placeIn, type Placing, type PlacingFault, type WantedPlace } from '../places.ts';
import { pullDirectory, pullMergeBase } from '../pull-facts.ts';
import { listedPullJson } from '../render/pull.ts';
import { reviewCommentJson, reviewEventJson, threadEventJson } from '../render/review.ts';
import { nextId, type Pull, type Review, type ReviewComment, type ReviewThread } from '../state.ts';
import { relocate } from '../threads.ts';

export type ReviewEvent = 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';

export interface WantedComment {
  readonly path: string;
  readonly body: string;
  readonly place: WantedPlace;
}

export interface NewReview {
  readonly commitId: string | undefined;
  readonly body: string;
  /** Without an event the review stays pending. */
  readonly event: ReviewEvent | undefined;
  readonly comments: readonly WantedComment[];
}

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;

/** Posts a review with its comments, all or nothing: one bad comment refuses the whole of it. */
export async function createReview(actor: Actor, pull: Pull, wanted: NewReview) {
  const commitId = await reviewedCommit(actor, pull, wanted.commitId);
  if (commitId === undefined) return unprocessable('commit_id is not part of the pull request');
  checkWords(wanted);
  const diff = await diffAt(actor, pull, commitId);
  const placed = wanted.comments.map((comment) => ({
    comment,
    placing: placeComment(diff.changes, comment),
  }));
  checkVerdict(actor, pull, wanted);
  const review = addReview(actor, pull, { ...wanted, commitId });
  for (const one of placed) addThread(actor, review, { ...diff, ...one });
  if (wanted.event) submitReview(actor, review, wanted.event);
  await catchUp(actor, review);
  return review;
}

/** Brings the threads of a review of an older commit to where their lines are now. */
export async function catchUp(actor: Actor, review: Review) {
  const { github } = actor;
  const pull = pullOf(github.state, review);
  if (review.commitId === pull.head.sha) return;
  const comments = commentsOfReview(github.state, review);
  for (const comment of comments) await relocate(github, pull, threadOf(github.state, comment));
}

/** The commit a review is about: the head, or another one of the pull request; undefined for any other. */
export async function reviewedCommit(actor: Actor, pull: Pull, wanted: string | undefined) {
  if (wanted === undefined || wanted === pull.head.sha) return pull.head.sha;
  const directory = pullDirectory(actor.github, pull);
  const sha = await resolveCommit(directory, wanted);
  const commits = await commitsBetween(directory, pull.base.sha, pull.head.sha);
  return commits.find((commit) => commit.sha === sha)?.sha;
}

interface PlacedDiff {
  readonly base: string;
  readonly changes: readonly FileChange[];
}

/** The diff that comments on a commit are placed in: from the merge base to that commit. */
export async function diffAt(actor: Actor, pull: Pull, commitId: string): Promise<PlacedDiff> {
  const base = await pullMergeBase(actor.github, pull);
  const changes = await actor.github.history.changes(pullDirectory(actor.github, pull), base, commitId);
  return { base, changes };
}

function checkWords(wanted: NewReview) {
  if (lengthOf(wanted.body) > longestBody) unprocessable(tooLong);
  const isSilent = wanted.body.trim() === '' && wanted.comments.length === 0;
  if (isSilent && wanted.event === 'COMMENT') unprocessable('Review must have a body or comments');
  if (isSilent && wanted.event === 'REQUEST_CHANGES') {
    unprocessable('You need to leave a comment indicating the requested changes.');
  }
}

function placeComment(changes: readonly FileChange[], comment: WantedComment) {
  if (comment.body.trim() === '') unprocessable("Pull request review thread body can't be blank");
  if (lengthOf(comment.body) > longestBody) unprocessable(tooLong);
  const change = changes.find((one) => one.path === comment.path);
  if (!change) return unprocessable(`Pull request review thread path is invalid and ${noHunk}`);
  const placing = placeIn(change, comment.place);
  return placing.kind === 'placed' ? placing : unprocessable(sentences[placing.fault]);
}

const tooLong = `Body is too long (maximum is ${longestBody} characters)`;

/** GitHub names the faults of the first bad comment, but not the comment. */
const noHunk = "Pull request review thread diff hunk can't be blank";
const noLine = 'Pull request review thread line must be part of the diff';
const otherHunk = 'Pull request review thread start line must be part of the same hunk as the line.';

const sentences: Readonly<Record<PlacingFault, string>> = {
  line: `${noLine} and ${noHunk}`,
  'start-line': otherHunk,
  'start-order': 'Pull request review thread start line must precede the end line.',
  'start-hunk': otherHunk,
};

function checkVerdict(actor: Actor, pull: Pull, wanted: NewReview) {
  if (wanted.event) refuseOwnVerdict(actor, pull, wanted.event);
  refuseSecondPending(actor, pull);
}

/** Nobody judges their own pull request; commenting is fine. */
export function refuseOwnVerdict(actor: Actor, pull: Pull, event: ReviewEvent) {
  if (pull.author.id !== actor.account.id) return;
  if (event === 'APPROVE') unprocessable('Review Can not approve your own pull request');
  if (event === 'REQUEST_CHANGES') unprocessable('Review Can not request changes on your own pull request');
}

/** Whoever has a pending review can make neither another review nor a comment outside of it. */
export function refuseSecondPending(actor: Actor, pull: Pull) {
  const pending = reviewsOf(actor.github.state, pull).some(
    (one) => one.state === 'PENDING' && one.author.id === actor.account.id,
  );
  if (pending) unprocessable('User can only have one pending review per pull request');
}

export function addReview(actor: Actor, pull: Pull, wanted: { commitId: string; body: string }) {
  const { state, clock } = actor.github;
  const review: Review = {
    id: nextId(state, 'review'),
    issueId: pull.id,
    author: actor.account,
    createdAt: clock.now(),
    updatedAt: clock.now(),
    commitId: wanted.commitId,
    body: wanted.body,
    state: 'PENDING',
    submittedAt: undefined,
    minimized: undefined,
  };
  state.reviews.set(review.id, review);
  return review;
}

/** A new thread with its first comment, at a place that was found in the diff. */
export function addThread(
  actor: Actor,
  review: Review,
  wanted: { base: string; comment: WantedComment; placing: Extract<Placing, { kind: 'placed' }> },
) {
  const { github } = actor;
  const pull = pullOf(github.state, review);
  const thread: ReviewThread = {
    id: nextId(github.state, 'thread'),
    issueId: pull.id,
    path: wanted.comment.path,
    original: wanted.placing.place,
    originalCommitId: review.commitId,
    originalBase: wanted.base,
    diffHunk: wanted.placing.diffHunk,
    current: wanted.placing.place,
    commitId: review.commitId,
    resolvedBy: undefined,
  };
  github.state.threads.set(thread.id, thread);
  return addComment(actor, review, { thread, body: wanted.comment.body, inReplyTo: undefined });
}

export function addComment(
  actor: Actor,
  review: Review,
  wanted: { thread: ReviewThread; body: string; inReplyTo: number | undefined },
) {
  const { state, clock } = actor.github;
  const comment: ReviewComment = {
    id: nextId(state, 'reviewComment'),
    threadId: wanted.thread.id,
    reviewId: review.id,
    author: actor.account,
    viaApp: actor.viaApp,
    createdAt: clock.now(),
    updatedAt: clock.now(),
    inReplyTo: wanted.inReplyTo,
    body: wanted.body,
    minimized: undefined,
  };
  state.reviewComments.set(comment.id, comment);
  return comment;
}

/** Makes a pending review public, and tells of it and of each of its comments. */
export function submitReview(actor: Actor, review: Review, event: ReviewEvent) {
  const now = actor.github.clock.now();
  Object.assign(review, { state: states[event], submittedAt: now, updatedAt: now });
  const pull = pullOf(actor.github.state, review);
  pull.updatedAt = now;
  // Who has reviewed is no longer asked to.
  pull.requestedReviewers = pull.requestedReviewers.filter((one) => one.id !== review.author.id);
  announceReview(actor, review, 'submitted');
  for (const comment of commentsOfReview(actor.github.state, review))
    announceReviewComment(actor, comment, 'created');
}

export function announceReview(actor: Actor, review: Review, action: string, changes = {}) {
  const pull = pullOf(actor.github.state, review);
  announce(actor.github, {
    event: 'pull_request_review',
    action,
    repository: repositoryOf(actor.github.state, pull),
    sender: actor.account,
    details: {
      ...changes,
      review: reviewEventJson(actor.github, review),
      pull_request: listedPullJson(actor.github, pull),
    },
  });
}

export function announceReviewComment(actor: Actor, comment: ReviewComment, action: string, changes = {}) {
  const pull = pullOf(actor.github.state, threadOf(actor.github.state, comment));
  announce(actor.github, {
    event: 'pull_request_review_comment',
    action,
    repository: repositoryOf(actor.github.state, pull),
    sender: actor.account,
    details: {
      ...changes,
      comment: reviewCommentJson(actor.github, comment),
      pull_request: listedPullJson(actor.github, pull),
    },
  });
}

/** Resolves a thread or opens it again; the event carries the whole thread. */
export function setResolved(actor: Actor, thread: ReviewThread, isResolved: boolean) {
  const { github } = actor;
  if ((thread.resolvedBy !== undefined) === isResolved) return;
  thread.resolvedBy = isResolved ? actor.account : undefined;
  const pull = pullOf(github.state, thread);
  announce(github, {
    event: 'pull_request_review_thread',
    action: isResolved ? 'resolved' : 'unresolved',
    repository: repositoryOf(github.state, pull),
    sender: actor.account,
    details: {
      thread: threadEventJson(github, thread, commentsOfThread(github.state, thread)),
      pull_request: listedPullJson(github, pull),
    },
  });
}
