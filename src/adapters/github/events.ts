import { z } from 'zod';
import type { Event } from '../../core/event.ts';
import { isMarked } from '../../core/marker.ts';
import { addedText } from '../../core/slash.ts';
import type { Account } from '../../core/pull-request.ts';
import { accountOf } from './accounts.ts';
import type { Self } from './app-client.ts';
import {
  AssignmentPayload,
  CheckRunPayload,
  CheckSuitePayload,
  DeletionPayload,
  Envelope,
  InstallationPayload,
  IssueCommentPayload,
  IssueLabelPayload,
  IssuePayload,
  issueOf,
  type Post,
  PullEditedPayload,
  PullLabelPayload,
  pullOf,
  PullPayload,
  RemovalPayload,
  repositoryOf,
  ReviewPayload,
  ThreadCommentPayload,
} from './payloads.ts';

/** A webhook in our words; or that it does not concern us, and why; or that it cannot be read although it should. */
export type Heard =
  | {
      readonly is: 'event';
      readonly event: Event;
      readonly cause: { readonly sender: Account; readonly installation: number };
    }
  | { readonly is: 'ignored'; readonly why: string }
  | { readonly is: 'malformed'; readonly fault: string };

/** Who we are, to know our own doings again. */
export interface Us extends Self {
  readonly markerSecret: string;
}

/** Reads a webhook's payload by the event's name, GitHub's `x-github-event`. */
export function parseEvent(name: string, payload: unknown, us: Us): Heard {
  const { action } = Action.parse(payload);
  const readEvent = readers.get(`${name}.${action}`);
  if (readEvent === undefined) return ignored(`${name}.${action} is of no interest`);
  try {
    const { installation, sender } = Envelope.parse(payload);
    const event = readEvent(payload, us);
    if (typeof event === 'string') return ignored(event);
    if (sender.login === us.botLogin && !isNews(event)) return ignored('our own doing');
    return { is: 'event', event, cause: { sender: accountOf(sender), installation: installation.id } };
  } catch (error) {
    if (error instanceof z.ZodError) return { is: 'malformed', fault: z.prettifyError(error) };
    throw error;
  }
}

/** Checks of others on our own commits: GitHub names us as their sender, since we pushed. */
function isNews(event: Event): boolean {
  return event.kind === 'checks-completed';
}

const Action = z.object({ action: z.string() }).catch({ action: '' });

function ignored(why: string): Heard {
  return { is: 'ignored', why };
}

/** Makes the event of a payload, or says why it is none. Throws a ZodError where the payload is not as GitHub documents it. */
type ReadEvent = (payload: unknown, us: Us) => Event | string;

function reader<T>(schema: z.ZodType<T>, eventOf: (payload: T, us: Us) => Event | string): ReadEvent {
  return (payload, us) => eventOf(schema.parse(payload), us);
}

type PullKind = Extract<Event['kind'], `pull-${string}`>;

function pullReader(kind: PullKind): ReadEvent {
  return reader(PullPayload, (payload) => ({ kind, ...pullOf(payload) }));
}

function pullLabelReader(kind: 'labeled' | 'unlabeled'): ReadEvent {
  return reader(PullLabelPayload, (payload) => {
    return { kind, ref: pullOf(payload).ref, isPull: true, label: payload.label.name };
  });
}

function issueReader(kind: 'issue-edited' | 'issue-closed' | 'issue-reopened'): ReadEvent {
  return reader(IssuePayload, (payload) => ({ kind, ref: issueOf(payload).ref }));
}

function issueLabelReader(kind: 'labeled' | 'unlabeled'): ReadEvent {
  return reader(IssueLabelPayload, (payload) => {
    const { issue, label } = payload;
    return { kind, ...issueOf(payload), at: issue.updated_at, label: label.name };
  });
}

/** GitHub does not always say whom an assignment was about, but always who is assigned after it. */
function assignmentReader(kind: 'assigned' | 'unassigned'): ReadEvent {
  return reader(AssignmentPayload, (payload) => {
    const assignees = payload.issue.assignees.map(({ login }) => login);
    const assignee = payload.assignee?.login ?? null;
    return { kind, ...issueOf(payload), at: payload.issue.updated_at, assignee, assignees };
  });
}

function reviewEvent(payload: z.infer<typeof ReviewPayload>, us: Us): Event | string {
  if (isOurs(payload.review, us)) return 'our own text';
  return { kind: 'review-submitted', ...pullOf(payload), reviewId: payload.review.id };
}

function commentEvent(payload: z.infer<typeof IssueCommentPayload>, us: Us): Event | string {
  const { comment } = payload;
  if (isOurs(comment, us)) return 'our own text';
  const added = addedBy(payload);
  if (added === '') return 'an edit that adds nothing';
  const { id: commentId, updated_at: at } = comment;
  return { kind: 'commented', ...issueOf(payload), at, commentId, threadRootId: null, added };
}

function threadCommentEvent(payload: z.infer<typeof ThreadCommentPayload>, us: Us): Event | string {
  const { comment } = payload;
  if (isOurs(comment, us)) return 'our own text';
  const added = addedBy(payload);
  if (added === '') return 'an edit that adds nothing';
  const threadRootId = comment.in_reply_to_id ?? comment.id;
  return {
    kind: 'commented',
    ref: pullOf(payload).ref,
    isPull: true,
    commentId: comment.id,
    threadRootId,
    added,
  };
}

/** A person's text without our marker: quoting us drops it, since GitHub quotes what is shown. */
function isOurs(post: Post, us: Us): boolean {
  return post.performed_via_github_app?.id === us.appId || isMarked(post.body ?? '', us.markerSecret);
}

interface Edit {
  readonly comment: Post;
  readonly changes?: { readonly body?: { readonly from: string } | undefined } | undefined;
}

function addedBy({ comment, changes }: Edit): string {
  const body = comment.body ?? '';
  if (changes === undefined) return body;
  const before = changes.body?.from;
  return before === undefined || before === body ? '' : addedText(before, body);
}

function checkRunEvent(payload: z.infer<typeof CheckRunPayload>, us: Us): Event | string {
  const { check_run: run, requested_action: asked } = payload;
  if (run.app?.id !== us.appId || !run.external_id) return 'not one of our check runs';
  const check = { repository: repositoryOf(payload), headSha: run.head_sha, key: run.external_id };
  if (asked) return { kind: 'check-action', ...check, action: asked.identifier };
  return { kind: 'check-rerequested', ...check };
}

function checkCompletedEvent(payload: z.infer<typeof CheckRunPayload>, us: Us): Event | string {
  const { check_run: run } = payload;
  if (run.app?.id === us.appId) return 'our own check run';
  return { kind: 'checks-completed', repository: repositoryOf(payload), headSha: run.head_sha };
}

function suiteRerequestedEvent(payload: z.infer<typeof CheckSuitePayload>, us: Us): Event | string {
  const { check_suite: suite } = payload;
  if (suite.app?.id !== us.appId) return 'not our check suite';
  return { kind: 'check-rerequested', repository: repositoryOf(payload), headSha: suite.head_sha, key: '' };
}

function suiteCompletedEvent(payload: z.infer<typeof CheckSuitePayload>, us: Us): Event | string {
  const { check_suite: suite } = payload;
  if (suite.app?.id === us.appId) return 'our own check suite';
  return { kind: 'checks-completed', repository: repositoryOf(payload), headSha: suite.head_sha };
}

/** Every pair of event and action that we know; GitHub adds others without notice. */
const readers: ReadonlyMap<string, ReadEvent> = new Map([
  ['pull_request.opened', pullReader('pull-opened')],
  ['pull_request.reopened', pullReader('pull-reopened')],
  ['pull_request.ready_for_review', pullReader('pull-ready')],
  ['pull_request.converted_to_draft', pullReader('pull-drafted')],
  ['pull_request.synchronize', pullReader('pull-pushed')],
  ['pull_request.closed', pullReader('pull-closed')],
  [
    'pull_request.edited',
    reader(PullEditedPayload, (payload) => {
      if (payload.changes.base === undefined) return 'an edit that leaves the base';
      return { kind: 'pull-base-changed', ...pullOf(payload) };
    }),
  ],
  ['pull_request.labeled', pullLabelReader('labeled')],
  ['pull_request.unlabeled', pullLabelReader('unlabeled')],
  ['pull_request_review.submitted', reader(ReviewPayload, reviewEvent)],
  ['pull_request_review_comment.created', reader(ThreadCommentPayload, threadCommentEvent)],
  ['pull_request_review_comment.edited', reader(ThreadCommentPayload, threadCommentEvent)],
  ['issue_comment.created', reader(IssueCommentPayload, commentEvent)],
  ['issue_comment.edited', reader(IssueCommentPayload, commentEvent)],
  ['issues.labeled', issueLabelReader('labeled')],
  ['issues.unlabeled', issueLabelReader('unlabeled')],
  ['issues.assigned', assignmentReader('assigned')],
  ['issues.unassigned', assignmentReader('unassigned')],
  ['issues.edited', issueReader('issue-edited')],
  ['issues.closed', issueReader('issue-closed')],
  ['issues.reopened', issueReader('issue-reopened')],
  ['check_run.completed', reader(CheckRunPayload, checkCompletedEvent)],
  ['check_run.rerequested', reader(CheckRunPayload, checkRunEvent)],
  ['check_run.requested_action', reader(CheckRunPayload, checkRunEvent)],
  ['check_suite.rerequested', reader(CheckSuitePayload, suiteRerequestedEvent)],
  ['check_suite.completed', reader(CheckSuitePayload, suiteCompletedEvent)],
  [
    'installation.deleted',
    reader(InstallationPayload, ({ installation }) => ({
      kind: 'uninstalled',
      installation: installation.id,
    })),
  ],
  [
    'installation_repositories.removed',
    reader(RemovalPayload, ({ installation, repositories_removed: removed }) => {
      return {
        kind: 'repositories-removed',
        installation: installation.id,
        repositories: removed.map(({ id }) => id),
      };
    }),
  ],
  [
    'repository.deleted',
    reader(DeletionPayload, ({ installation, repository }) => {
      return { kind: 'repositories-removed', installation: installation.id, repositories: [repository.id] };
    }),
  ],
]);
