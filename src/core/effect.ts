import { z } from 'zod';
import { Change, MergedCommit } from './change.ts';
import { History } from './implemented.ts';
import { IssueRef, PullRef, RepositoryRef } from './pull-request.ts';
import { Review } from './review.ts';

/**
 * What a command wants done. Nothing but `worker/deliver.ts` does it, and each text passes the way out first.
 * Effects are kept in the outbox, so they are data through and through.
 */
export const Effect = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('review'),
      pull: PullRef,
      review: Review,
      /** Whether it stands in the way of merging until it is dismissed. */
      requestsChanges: z.boolean().default(false),
    })
    .readonly(),
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
  /** Resolves or reopens a review thread. Where GitHub refuses it, the rest goes on. */
  z
    .object({
      kind: z.literal('thread-state'),
      pull: PullRef,
      threadId: z.string(),
      isResolved: z.boolean(),
    })
    .readonly(),
  /** Lifts a review of ours that asked for changes. */
  z
    .object({ kind: z.literal('dismiss-review'), pull: PullRef, reviewId: z.int(), message: z.string() })
    .readonly(),
  /** One commit on a branch, never by force. */
  z
    .object({
      kind: z.literal('commits'),
      repository: RepositoryRef,
      branch: z.string(),
      /** Whether the branch is made for it, at `expectedHead`: where there is one of that name, the effect is dropped as refused. */
      isNew: z.boolean().default(false),
      /** The branch's newest commit; where it is another one by then, the effect is dropped as stale. */
      expectedHead: z.string(),
      /** A commit that is merged in: the second parent. The changes are then those to `expectedHead`. Null for a plain commit. */
      merges: MergedCommit.nullable().default(null),
      title: z.string(),
      body: z.string(),
      /** Whom the commit is made for, as a trailer names them; null where nobody is to be named. */
      coAuthor: z.object({ login: z.string(), id: z.int() }).readonly().nullable(),
      changes: z.array(Change).readonly(),
    })
    .readonly(),
  /** A pull request of this App's own, as a draft; nobody but people marks it as ready. */
  z
    .object({
      kind: z.literal('draft-pull'),
      repository: RepositoryRef,
      /** Of the same repository. */
      branch: z.string(),
      base: z.string(),
      title: z.string(),
      body: z.string(),
      /** Issues that a closing keyword in the body may name. */
      closes: z.array(z.int()).readonly(),
      /** Whose review is asked for, where GitHub takes them. */
      reviewers: z.array(z.string()).readonly(),
      /** What the next description of it begins from; none where nobody describes it anew. */
      history: History.optional(),
    })
    .readonly(),
  /** The title and text of a pull request of this App's own, written anew. */
  z
    .object({
      kind: z.literal('describe'),
      pull: PullRef,
      title: z.string(),
      body: z.string(),
      closes: z.array(z.int()).readonly(),
      history: History.optional(),
    })
    .readonly(),
  /** What the repository wants remembered, or forgotten. */
  z
    .object({
      kind: z.literal('lesson'),
      repository: RepositoryRef,
      change: z.discriminatedUnion('is', [
        z.object({ is: z.literal('add'), text: z.string(), by: z.string(), from: z.string() }).readonly(),
        z.object({ is: z.literal('drop'), id: z.int() }).readonly(),
      ]),
    })
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

/** Whether the rest goes on where GitHub refuses this part of it. */
export function isDispensable({ kind }: Effect): boolean {
  return kind === 'thread-state' || kind === 'dismiss-review';
}

/** What happens to the run after its effects are performed. */
export const Next = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), note: z.string() }).readonly(),
  /** Done, and the check on the commit fails: only where the repository asks for that. */
  z.object({ kind: z.literal('blocks'), note: z.string() }).readonly(),
  z.object({ kind: z.literal('partial'), left: z.string() }).readonly(),
  z.object({ kind: z.literal('ask'), question: z.string() }).readonly(),
]);
export type Next = z.infer<typeof Next>;

/** A command's whole answer, in order. No effects is silence. */
export const Reply = z.object({ effects: z.array(Effect).readonly(), next: Next }).readonly();
export type Reply = z.infer<typeof Reply>;
