import { z } from 'zod';
import { IssueRef, PullRef } from './pull-request.ts';
import { Review } from './review.ts';

/**
 * What a command wants done. Nothing but `worker/deliver.ts` does it, and each text passes the way out first.
 * Effects are kept in the outbox, so they are data through and through.
 */
export const Effect = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('review'), pull: PullRef, review: Review }).readonly(),
  z
    .object({
      kind: z.literal('comment'),
      on: IssueRef,
      body: z.string(),
      /** Issues that a closing keyword in the body may name; none unless the effect asks for it. */
      closes: z.array(z.int()).readonly(),
    })
    .readonly(),
  z
    .object({ kind: z.literal('thread-reply'), pull: PullRef, rootCommentId: z.int(), body: z.string() })
    .readonly(),
  z
    .object({
      kind: z.literal('signal'),
      run: z.string(),
      signal: z.enum(['stop', 'continue', 'pause', 'say']),
      by: z.string(),
      text: z.string(),
    })
    .readonly(),
]);
export type Effect = z.infer<typeof Effect>;

/** What happens to the run after its effects are performed. */
export const Next = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), note: z.string() }).readonly(),
  z.object({ kind: z.literal('partial'), left: z.string() }).readonly(),
  z.object({ kind: z.literal('ask'), question: z.string() }).readonly(),
]);
export type Next = z.infer<typeof Next>;

/** A command's whole answer, in order. No effects is silence. */
export const Reply = z.object({ effects: z.array(Effect).readonly(), next: Next }).readonly();
export type Reply = z.infer<typeof Reply>;
