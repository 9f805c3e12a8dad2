import { z } from 'zod';
import { transientFailure } from '../../core/failure.ts';
import type {
  CheckRun,
  CommitOrder,
  ForgeWriter,
  InlineComment,
  OpenForgeWriter,
  Sent,
} from '../../ports/forge.ts';
import type { AppForgeWriter } from '../../ports/app-forge.ts';
import type { Clock } from '../../ports/clock.ts';
import { authorise } from './authorise.ts';
import { type Client, openClient } from './client.ts';
import { commitInput, fileChanges, largeContent, takenEntry, treeEntry } from './commit-parts.ts';
import { faultOf } from './faults.ts';
import { heed, type Limits } from './limits.ts';
import type { Name, Names } from './names.ts';
import type { Scope, Tokens } from './tokens.ts';

export interface WriterParts {
  readonly api: string;
  readonly tokens: Tokens;
  readonly names: Names;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/**
 * Writers to GitHub: each call is one request, which is never repeated unless GitHub is known not to have done it. Only a commit
 * may take several, of which the last one alone changes what anybody sees.
 */
export function openForgeWriters(parts: WriterParts): OpenForgeWriter {
  return (installation, repository, delivery) => {
    const { tokens, names, clock } = parts;
    function writing(scope: Scope): Writing {
      const client = openClient({ ...parts, delivery });
      authorise(client, { tokens, installation, repositoryId: repository.id, scope });
      heed(client, installation, parts);
      return { client, clock, name: () => names.name(client, repository.id) };
    }
    const speaking = writing('speak');
    return { ...speakerAt(speaking), ...openerAt(speaking), ...pusherAt(() => writing('push')) };
  };
}

/** What the App asks about itself, by a client that speaks as the App. */
export function openAppForgeWriter(app: Client, clock: Clock): AppForgeWriter {
  return { redeliver: (attempt) => redeliver(app, clock, attempt) };
}

/** Asked for twice, a webhook comes twice under the same id, and is heard once. */
async function redeliver(app: Client, clock: Clock, attempt: number): Promise<'asked' | 'gone'> {
  try {
    await app.rest.apps.redeliverWebhookDelivery({ delivery_id: attempt });
    return 'asked';
  } catch (error) {
    const sent = refusalOrThrow(error, 'the redelivery', clock.now());
    if (sent.is === 'refused') return 'gone';
    throw error;
  }
}

interface Writing {
  readonly client: Client;
  readonly clock: Clock;
  readonly name: () => Promise<Name>;
}

type Opener = Pick<ForgeWriter, 'createDraft' | 'describePull' | 'requestReviewers'>;
type Pusher = Pick<ForgeWriter, 'setThread' | 'commit' | 'createBranch' | 'removeBranch'>;

/** Everything that is said in comments, reviews and checks. */
function speakerAt(at: Writing): Omit<ForgeWriter, keyof Pusher | keyof Opener> {
  const { issues, pulls, checks } = at.client.rest;
  return {
    createReview: (pull, { headSha, body, comments, requestsChanges }) =>
      write(at, 'the review', (name) =>
        pulls.createReview({
          ...name,
          pull_number: pull.number,
          commit_id: headSha,
          event: requestsChanges ? 'REQUEST_CHANGES' : 'COMMENT',
          body,
          comments: comments.map(commentBody),
        }),
      ),
    dismissReview: (pull, reviewId, message) =>
      write(at, 'the dismissal', (name) =>
        pulls.dismissReview({
          ...name,
          pull_number: pull.number,
          review_id: reviewId,
          message,
          event: 'DISMISS',
        }),
      ),
    createComment: (on, body) =>
      write(at, 'the comment', (name) => issues.createComment({ ...name, issue_number: on.number, body })),
    updateComment: (_, id, body) =>
      write(at, 'the comment', (name) => issues.updateComment({ ...name, comment_id: id, body })),
    replyInThread: (pull, rootCommentId, body) =>
      write(at, 'the reply', (name) =>
        pulls.createReplyForReviewComment({
          ...name,
          pull_number: pull.number,
          comment_id: rootCommentId,
          body,
        }),
      ),
    createCheck: (check) =>
      write(at, 'the check run', (name) =>
        checks.create({ ...name, head_sha: check.headSha, ...checkBody(check) }),
      ),
    updateCheck: (id, check) =>
      write(at, 'the check run', (name) => checks.update({ ...name, check_run_id: id, ...checkBody(check) })),
    react: async (_, commentId, inThread, content) => {
      await write(at, 'the reaction', (name) =>
        react(at.client, { ...name, comment_id: commentId, content }, inThread),
      );
    },
  };
}

/** Pull requests of our own. */
function openerAt(at: Writing): Opener {
  const { pulls } = at.client.rest;
  return {
    createDraft: ({ branch: head, ...words }) =>
      attempt(at, 'the draft', async (_, name) => {
        return Opened.parse((await pulls.create({ ...name, ...words, head, draft: true })).data).number;
      }),
    describePull: ({ number }, title, body) =>
      write(at, 'the description', (name) => pulls.update({ ...name, pull_number: number, title, body })),
    requestReviewers: ({ number }, logins) =>
      write(at, 'the request for a review', (name) =>
        pulls.requestReviewers({ ...name, pull_number: number, reviewers: [...logins] }),
      ),
  };
}

/** What GitHub lets nobody do who may not write contents: threads are resolved by who could change their code. */
function pusherAt(open: () => Writing): Pusher {
  return {
    setThread: (threadId, isResolved) =>
      attempt(open(), 'the thread', async ({ client }) => {
        const document = isResolved ? resolveThread : unresolveThread;
        ThreadSet.parse(await client.graphql(document, { input: { threadId } }));
        return unnumbered;
      }),
    commit: (order) => {
      const changes = fileChanges(order);
      return attempt(open(), 'the commit', async (at, name) => {
        if (changes === undefined) await commitInParts(at, name, order);
        else Committed.parse(await at.client.graphql(createCommit, commitInput(order, changes, name)));
        return unnumbered;
      });
    },
    createBranch: (branch, sha) =>
      attempt(open(), 'the branch', async ({ client }, name) => {
        Ref.parse((await client.rest.git.createRef({ ...name, ref: `refs/heads/${branch}`, sha })).data);
        return unnumbered;
      }),
    removeBranch: (branch) =>
      attempt(open(), 'the end of the branch', async ({ client }, name) => {
        await client.rest.git.deleteRef({ ...name, ref: `heads/${branch}` });
        return unnumbered;
      }),
  };
}

/** Stands for the id of what GitHub has no number for. */
const unnumbered = 0;

const resolveThread = `mutation ResolveReviewThread($input: ResolveReviewThreadInput!) {
  changed: resolveReviewThread(input: $input) { thread { isResolved } }
}`;

const unresolveThread = `mutation UnresolveReviewThread($input: UnresolveReviewThreadInput!) {
  changed: unresolveReviewThread(input: $input) { thread { isResolved } }
}`;

const ThreadSet = z.object({ changed: z.object({ thread: z.object({ isResolved: z.boolean() }) }) });

const createCommit = `mutation CreateCommitOnBranch($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

const Committed = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }) });

/** A tree on the parent's, a commit of it, and the branch moved to that, which GitHub refuses where it is no longer at the parent. */
async function commitInParts({ client }: Writing, name: Name, order: CommitOrder): Promise<void> {
  const { git } = client.rest;
  const parent = Parent.parse((await git.getCommit({ ...name, commit_sha: order.expectedHead })).data);
  const tree = [];
  for (const change of order.changes) {
    const content = largeContent(change);
    const blob = content && Sha.parse((await git.createBlob({ ...name, ...content })).data).sha;
    tree.push(treeEntry(change, blob));
  }
  const { merges } = order;
  const entries = [...tree, ...(merges?.taken ?? []).map(takenEntry)];
  const wanted = { ...name, base_tree: parent.tree.sha, tree: entries };
  const whole = entries.length === 0 ? parent.tree : Sha.parse((await git.createTree(wanted)).data);
  const parents = [order.expectedHead, ...(merges === null ? [] : [merges.sha])];
  const { message } = order;
  const made = Sha.parse((await git.createCommit({ ...name, message, tree: whole.sha, parents })).data);
  await git.updateRef({ ...name, ref: `heads/${order.branch}`, sha: made.sha, force: false });
}

const Sha = z.object({ sha: z.string() });
const Parent = z.object({ tree: Sha });
const Ref = z.object({ ref: z.string() });

const Made = z.object({ id: z.int() });
const Opened = z.object({ number: z.int() });

function write(
  at: Writing,
  what: string,
  send: (name: Name) => Promise<{ readonly data: unknown }>,
): Promise<Sent> {
  return attempt(at, what, async (_, name) => Made.parse((await send(name)).data).id);
}

async function attempt(
  at: Writing,
  what: string,
  send: (at: Writing, name: Name) => Promise<number>,
): Promise<Sent> {
  try {
    return { is: 'sent', id: await send(at, await at.name()) };
  } catch (error) {
    return refusalOrThrow(error, what, at.clock.now());
  }
}

/** How long GitHub's reads may take to show what a write has done is the caller's to know; this is when to look first. */
const lookAgainMs = 5_000;

function refusalOrThrow(error: unknown, what: string, now: number): Sent {
  const fault = faultOf(error, now);
  switch (fault.is) {
    case 'refused':
      return { is: 'refused', status: fault.refusal.status, detail: fault.detail };
    case 'limited':
      throw transientFailure({ is: 'github-limit', detail: fault.detail }, fault.waitMs, error);
    case 'unclear':
      throw transientFailure({ is: 'delivery-in-doubt', what }, lookAgainMs, error);
    case 'failure':
      throw fault.failure;
    case 'bug':
      throw fault.error;
  }
}

type SentComment = NonNullable<
  NonNullable<Parameters<Client['rest']['pulls']['createReview']>[0]>['comments']
>[number];

function commentBody({ path, side, line, startLine, body }: InlineComment): SentComment {
  const end = { path, side, line, body };
  return startLine === null ? end : { ...end, start_line: startLine, start_side: side };
}

/** Without a page of details, GitHub shows the summary on its own. */
function checkBody({ name, key, state, title, summary, buttons }: CheckRun) {
  const actions = buttons.map(({ id, ...words }) => ({ identifier: id, ...words }));
  const shown = { name, external_id: key, output: { title, summary }, actions };
  if (state.is !== 'completed') return { ...shown, status: state.is };
  return { ...shown, status: state.is, conclusion: state.conclusion };
}

interface Reaction {
  readonly owner: string;
  readonly repo: string;
  readonly comment_id: number;
  readonly content: 'eyes';
}

function react(client: Client, reaction: Reaction, inThread: boolean): Promise<{ readonly data: unknown }> {
  const { reactions } = client.rest;
  if (inThread) return reactions.createForPullRequestReviewComment({ ...reaction });
  return reactions.createForIssueComment({ ...reaction });
}
