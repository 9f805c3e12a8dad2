import { z } from 'zod';
import { Account, IssueRef, PullRef, RepositoryRef } from './pull-request.ts';

const onPull = { ref: PullRef, headSha: z.string() };
const onThing = { ref: IssueRef, isPull: z.boolean() };
/** When it happened, in milliseconds by GitHub's clock; absent where its payload does not say, or an older deploy wrote it. */
const dated = { at: z.number().optional() };
/** Whom it is about, where GitHub says that, and who is assigned after it. */
const assignment = {
  assignee: z.string().nullable().default(null),
  assignees: z.array(z.string()).readonly(),
};

/** What concerns us on GitHub, in our words. A payload is a hint: whoever acts on an event reads the subject anew. */
export const Event = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pull-opened'), ...onPull }).readonly(),
  z.object({ kind: z.literal('pull-reopened'), ...onPull }).readonly(),
  z.object({ kind: z.literal('pull-ready'), ...onPull }).readonly(),
  z.object({ kind: z.literal('pull-drafted'), ...onPull }).readonly(),
  z.object({ kind: z.literal('pull-pushed'), ...onPull }).readonly(),
  z.object({ kind: z.literal('pull-base-changed'), ...onPull }).readonly(),
  z.object({ kind: z.literal('pull-closed'), ...onPull }).readonly(),
  /** Of our own making: we have changed it, or something came while it was worked on. */
  z.object({ kind: z.literal('pull-revisited'), ...onPull }).readonly(),
  z
    .object({
      kind: z.literal('commented'),
      ...onThing,
      ...dated,
      commentId: z.int(),
      /** In a review thread: the comment that began it. */
      threadRootId: z.int().nullable(),
      /** The text of the comment, in which the commands that stood there before an edit are escaped. */
      added: z.string(),
    })
    .readonly(),
  z.object({ kind: z.literal('labeled'), ...onThing, ...dated, label: z.string() }).readonly(),
  z.object({ kind: z.literal('unlabeled'), ...onThing, ...dated, label: z.string() }).readonly(),
  z.object({ kind: z.literal('assigned'), ...onThing, ...dated, ...assignment }).readonly(),
  z.object({ kind: z.literal('unassigned'), ...onThing, ...dated, ...assignment }).readonly(),
  z.object({ kind: z.literal('issue-edited'), ref: IssueRef }).readonly(),
  z.object({ kind: z.literal('issue-closed'), ref: IssueRef }).readonly(),
  z.object({ kind: z.literal('issue-reopened'), ref: IssueRef }).readonly(),
  z.object({ kind: z.literal('review-submitted'), ...onPull, reviewId: z.int() }).readonly(),
  z
    .object({
      kind: z.literal('check-rerequested'),
      repository: RepositoryRef,
      headSha: z.string(),
      /** Of one check run; empty for all of ours on this head. */
      key: z.string(),
    })
    .readonly(),
  z
    .object({
      kind: z.literal('check-action'),
      repository: RepositoryRef,
      headSha: z.string(),
      key: z.string(),
      action: z.string(),
    })
    .readonly(),
  z
    .object({ kind: z.literal('checks-completed'), repository: RepositoryRef, headSha: z.string() })
    .readonly(),
  z.object({ kind: z.literal('uninstalled'), installation: z.int() }).readonly(),
  z
    .object({
      kind: z.literal('repositories-removed'),
      installation: z.int(),
      repositories: z.array(z.int()).readonly(),
    })
    .readonly(),
]);
export type Event = z.infer<typeof Event>;
export type EventKind = Event['kind'];

/** Where a job comes from: enough to ask again who may do it and to trace it through the logs. */
export const Cause = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('delivery'),
      id: z.string(),
      sender: Account,
      installation: z.int(),
    })
    .readonly(),
  z.object({ kind: z.literal('command-line') }).readonly(),
  /** What upkeep found by itself; the id is the same for the same finding. */
  z.object({ kind: z.literal('schedule'), id: z.string(), installation: z.int() }).readonly(),
]);
export type Cause = z.infer<typeof Cause>;

/** The same for the same cause: a redelivered webhook, a finding of upkeep that was there before. */
export function causeId(cause: Cause): string {
  return cause.kind === 'command-line' ? cause.kind : cause.id;
}
