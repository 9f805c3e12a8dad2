import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { Comment, Forge, OpenForge, Permission } from '../../ports/forge.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { accountOf, User } from './accounts.ts';
import { readBranch } from './branch.ts';
import { readChecks } from './checks.ts';
import { readFailure } from './faults.ts';
import { readIssue, readRemarks } from './issues.ts';
import { readPullsClosing, readPullsFrom } from './mentions.ts';
import { readMerge } from './merge.ts';
import type { Home } from './names.ts';
import { readOwnChecks, readOwnComments, readOwnReplies, readOwnReviews } from './own.ts';
import { readDiff } from './pull-diff.ts';
import { readLinkedIssues, readPull, readPullsAt } from './pulls.ts';
import { readSigner } from './signer.ts';
import { readReview, readReviews } from './submitted-review.ts';
import { readThreads } from './threads.ts';
import { openReading, orNothing, read, type ReaderParts, type Reading } from './reading.ts';

/** Readers of GitHub. Their client refuses everything that is not a read. */
export function openForges(parts: ReaderParts): OpenForge {
  return (installation, repository, delivery) =>
    forgeAt(openReading(parts, installation, repository.id, delivery));
}

function forgeAt(at: Reading): Forge {
  return {
    repository: () => readHome(at),
    issue: (number) => readIssue(at, number),
    remarks: (number) => readRemarks(at, number),
    pullsClosing: (number) => readPullsClosing(at, number),
    pullsFrom: (branch) => readPullsFrom(at, branch),
    review: (number, reviewId) => readReview(at, number, reviewId),
    reviews: (number) => readReviews(at, number),
    checks: (headSha) => readChecks(at, headSha),
    merge: (into, from, signal) => readMerge(at, into, from, signal),
    pull: (number) => readPull(at, number),
    pullsAt: (headSha) => readPullsAt(at, headSha),
    diff: (base, head, signal) => readDiff(at, base, head, signal),
    workspace: (sha, signal) => readWorkspace(at, sha, signal),
    linkedIssues: (number) => readLinkedIssues(at, number),
    file: (path, commit) => readFile(at, path, commit),
    comment: (_, commentId, inThread) => readComment(at, commentId, inThread),
    threads: (number) => readThreads(at, number),
    branch: (name) => readBranch(at, name),
    signer: () => readSigner(at),
    permission: (login) => readPermission(at, login),
    ownReviews: (number) => readOwnReviews(at, number),
    ownComments: (number) => readOwnComments(at, number),
    ownReplies: (number) => readOwnReplies(at, number),
    ownChecks: (headSha) => readOwnChecks(at, headSha),
  };
}

async function readWorkspace(at: Reading, sha: string, signal: AbortSignal): Promise<Workspace> {
  signal.throwIfAborted();
  const repository = { id: at.repositoryId, ...(await at.name()) };
  return at.git.workspace({ repository, sha, token: await at.token(), signal });
}

async function readHome(at: Reading): Promise<Home> {
  try {
    return await at.home();
  } catch (error) {
    throw readFailure(error, 'the repository', at.clock.now());
  }
}

/** A folder is answered with a list, and links out of the repository and submodules have other types. */
const Content = z.union([
  z.object({ type: z.literal('file'), sha: z.string(), content: z.string(), encoding: z.string() }),
  z.array(z.unknown()).transform(() => undefined),
  z.object({ type: z.enum(['symlink', 'submodule']) }).transform(() => undefined),
  z.undefined(),
]);

const Blob = z.object({ content: z.string(), encoding: z.literal('base64') });

async function readFile(at: Reading, path: string, commit: string): Promise<string | undefined> {
  const steps = path.split('/');
  if (steps.some((step) => ['', '.', '..'].includes(step))) return undefined;
  const route = `GET /repos/{owner}/{repo}/contents/${steps.map(encodeURIComponent).join('/')}`;
  const file = await read(at, path, Content, (name) =>
    orNothing(at.client.request(route, { ...name, ref: commit })),
  );
  if (file === undefined || file.encoding === 'base64') return file && decoded(file.content);
  return readBlob(at, path, file.sha);
}

/** Above a megabyte the content stands in the blob alone. */
async function readBlob(at: Reading, path: string, sha: string): Promise<string> {
  const { content } = await read(at, path, Blob, (name) =>
    at.client.rest.git.getBlob({ ...name, file_sha: sha }),
  );
  return decoded(content);
}

function decoded(content: string): string {
  return Buffer.from(content, 'base64').toString('utf8');
}

const PostedComment = z
  .object({ id: z.int(), user: User.nullable(), body: z.string().nullish() })
  .transform(({ id, user, body }): Comment => ({ id, author: accountOf(user), body: body ?? '' }))
  .optional();

function readComment(at: Reading, id: number, inThread: boolean): Promise<Comment | undefined> {
  const { pulls, issues } = at.client.rest;
  return read(at, 'the comment', PostedComment, (name) =>
    orNothing(
      inThread
        ? pulls.getReviewComment({ ...name, comment_id: id })
        : issues.getComment({ ...name, comment_id: id }),
    ),
  );
}

/** `permission` folds maintain into write and triage into read; `role_name` is exact, but may be an organisation's own role. */
const Role = z
  .object({ permission: z.string(), role_name: z.string() })
  .transform(
    ({ permission, role_name }): Permission => knownRole(role_name) ?? knownRole(permission) ?? 'none',
  );

const roles: readonly Permission[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

function knownRole(name: string): Permission | undefined {
  return roles.find((role) => role === name);
}

/** Whoever GitHub cannot vouch for may do nothing. */
async function readPermission(at: Reading, login: string): Promise<Permission> {
  try {
    return await read(at, `@${login}`, Role, (name) =>
      at.client.rest.repos.getCollaboratorPermissionLevel({ ...name, username: login }),
    );
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'transient') throw error;
    return 'none';
  }
}
