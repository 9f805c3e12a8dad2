import { z } from 'zod';
import type { IssueRef, PullRef, RepositoryRef } from '../../core/pull-request.ts';
import { User } from './accounts.ts';

/** What we read of webhook payloads; they hold much more. */
export const Envelope = z.object({
  installation: z.object({ id: z.int() }),
  sender: User,
});

const Repository = z.object({ id: z.int(), name: z.string(), owner: z.object({ login: z.string() }) });
const Pull = z.object({ number: z.int(), head: z.object({ sha: z.string() }) });
const Label = z.object({ name: z.string() });
const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const Issue = z.object({
  number: z.int(),
  /** As the event left it: an event about the issue happened then. */
  updated_at: Instant.optional(),
  /** There where the issue is a pull request. */
  pull_request: z.object({}).nullish(),
  assignees: z.array(z.object({ login: z.string() })),
});

/** A text that somebody posted. */
export const Post = z.object({
  id: z.int(),
  body: z.string().nullish(),
  performed_via_github_app: z.object({ id: z.int() }).nullish(),
});
export type Post = z.infer<typeof Post>;

export const PullPayload = z.object({ repository: Repository, pull_request: Pull });
export const PullEditedPayload = PullPayload.extend({ changes: z.object({ base: z.object({}).optional() }) });
export const PullLabelPayload = PullPayload.extend({ label: Label });
export const ReviewPayload = PullPayload.extend({ review: Post });

/** In edits: the text as it was before. */
const changes = z.object({ body: z.object({ from: z.string() }).optional() }).optional();
export const ThreadCommentPayload = PullPayload.extend({
  comment: Post.extend({ in_reply_to_id: z.int().nullish() }),
  changes,
});

export const IssuePayload = z.object({ repository: Repository, issue: Issue });
export const IssueLabelPayload = IssuePayload.extend({ label: Label });
export const AssignmentPayload = IssuePayload.extend({ assignee: z.object({ login: z.string() }).nullish() });
export const IssueCommentPayload = IssuePayload.extend({
  comment: Post.extend({ updated_at: Instant.optional() }),
  changes,
});

const ByApp = z.object({ head_sha: z.string(), app: z.object({ id: z.int() }).nullish() });
export const CheckRunPayload = z.object({
  repository: Repository,
  check_run: ByApp.extend({ external_id: z.string().nullish() }),
  requested_action: z.object({ identifier: z.string() }).nullish(),
});
export const CheckSuitePayload = z.object({ repository: Repository, check_suite: ByApp });

export const InstallationPayload = z.object({ installation: z.object({ id: z.int() }) });
export const RemovalPayload = InstallationPayload.extend({
  repositories_removed: z.array(z.object({ id: z.int() })),
});
export const DeletionPayload = InstallationPayload.extend({ repository: z.object({ id: z.int() }) });

export function repositoryOf({ repository }: { repository: z.infer<typeof Repository> }): RepositoryRef {
  return { id: repository.id, owner: repository.owner.login, repo: repository.name };
}

export function pullOf(payload: z.infer<typeof PullPayload>): {
  readonly ref: PullRef;
  readonly headSha: string;
} {
  const { number, head } = payload.pull_request;
  return { ref: { ...repositoryOf(payload), number }, headSha: head.sha };
}

export function issueOf(payload: z.infer<typeof IssuePayload>): {
  readonly ref: IssueRef;
  readonly isPull: boolean;
} {
  const { number, pull_request } = payload.issue;
  return {
    ref: { ...repositoryOf(payload), number },
    isPull: pull_request !== null && pull_request !== undefined,
  };
}
