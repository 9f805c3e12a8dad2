import { actorOf } from '../authenticate.ts';
import { setResolved } from '../changes/reviews.ts';
import { checkMay, type Context } from './access.ts';
import { createCommitOnBranch } from './commit-on-branch.ts';
import { findNode, nodeOf, type Found } from './find-node.ts';
import { refuseField } from './refuse.ts';
import { threadNode } from './review-nodes.ts';

interface Input<T> {
  readonly input: T & { readonly clientMutationId?: string | null };
}

export function mutations(context: Context) {
  return {
    createCommitOnBranch: ({ input }: Input<Parameters<typeof createCommitOnBranch>[1]>) =>
      createCommitOnBranch(context, input),
    resolveReviewThread: ({ input }: Input<{ threadId: string }>) => resolve(context, input, true),
    unresolveReviewThread: ({ input }: Input<{ threadId: string }>) => resolve(context, input, false),
    minimizeComment: ({ input }: Input<{ subjectId: string; classifier: string }>) => ({
      clientMutationId: input.clientMutationId ?? null,
      minimizedComment: setMinimized(
        context,
        input.subjectId,
        input.classifier.toLowerCase().replace('_', '-'),
      ),
    }),
    unminimizeComment: ({ input }: Input<{ subjectId: string }>) => ({
      clientMutationId: input.clientMutationId ?? null,
      unminimizedComment: setMinimized(context, input.subjectId, undefined),
    }),
  };
}

/**
 * GitHub asks an App for `contents: write` here, although no content is touched: with `pull_requests: write`
 * alone it answers FORBIDDEN (github/gh-aw#35726, community discussion 44650).
 */
const resolving = { permissions: { contents: 'write', pull_requests: 'write' }, role: 'write' } as const;

function resolve(context: Context, input: Input<{ threadId: string }>['input'], isResolved: boolean) {
  const found = findNode(context, input.threadId);
  if (found.kind !== 'thread')
    return refuseField('NOT_FOUND', `Could not resolve to a thread: ${input.threadId}`);
  checkMay(context, found.repository, resolving);
  setResolved(actorOf(context.github, context.caller), found.thing, isResolved);
  return { clientMutationId: input.clientMutationId ?? null, thread: threadNode(context, found.thing) };
}

const hiding = { permissions: { pull_requests: 'write' }, role: 'write' } as const;
const hidingOnIssues = { permissions: { issues: 'write' }, role: 'write' } as const;

function setMinimized(context: Context, id: string, reason: string | undefined) {
  const found = findNode(context, id);
  const thing = minimizable(found) ?? refuseField('UNPROCESSABLE', 'Subject can not be minimized');
  checkMay(context, found.repository, found.kind === 'comment' ? hidingOnIssues : hiding);
  thing.minimized = reason;
  return nodeOf(context, found);
}

function minimizable(found: Found) {
  switch (found.kind) {
    case 'comment':
    case 'review':
    case 'reviewComment':
      return found.thing;
    case 'repository':
    case 'issue':
    case 'pull':
    case 'thread':
      return undefined;
  }
}
