import { z } from 'zod';
import type { SubmittedReview } from '../../ports/forge.ts';
import { accountOf, User } from './accounts.ts';
import { readNewest } from './newest.ts';
import { isOwn } from './own.ts';
import { read, type Reading } from './reading.ts';

/** A review as it stands now, with the threads that its comments begin or answer in, in the order of the comments. */
export async function readReview(at: Reading, number: number, reviewId: number): Promise<SubmittedReview> {
  const { id, user, body, state } = await read(at, 'the review', Review, (name) =>
    at.client.rest.pulls.getReview({ ...name, pull_number: number, review_id: reviewId }),
  );
  const comments = await readNewest(at, 'the review', Comment, (paging) =>
    at.client.rest.pulls.listCommentsForReview({ ...paging, pull_number: number, review_id: reviewId }),
  );
  const roots = comments.toReversed().map((comment) => comment.in_reply_to_id ?? comment.id);
  return { id, author: accountOf(user), body, state: states[state], threads: [...new Set(roots)] };
}

/** Reviews that others have submitted, oldest first. */
export async function readReviews(
  at: Reading,
  number: number,
): Promise<readonly Omit<SubmittedReview, 'threads'>[]> {
  const listed = await readNewest(at, `pull request #${number}`, ListedReview, (paging) =>
    at.client.rest.pulls.listReviews({ ...paging, pull_number: number }),
  );
  return listed.toReversed().flatMap((review) => {
    const { id, user, body, state } = review;
    if (state === 'PENDING' || isOwn(review, at.self)) return [];
    return [{ id, author: accountOf(user), body: body ?? '', state: states[state] }];
  });
}

/** One that is not submitted yet is nobody's to read but its author's. */
const Review = z.object({
  id: z.int(),
  user: User.nullable(),
  body: z.string(),
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED']),
});

const ListedReview = z.object({
  id: z.int(),
  user: User.nullable(),
  body: z.string().nullish(),
  performed_via_github_app: z.object({ id: z.int() }).nullish(),
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']),
});

const Comment = z.object({ id: z.int(), in_reply_to_id: z.int().nullish() });

const states = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
} as const;
