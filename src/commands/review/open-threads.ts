import { type Diff, parseDiff } from '../../core/diff.ts';
import type { Effect } from '../../core/effect.ts';
import { Failure } from '../../core/failure.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import { canonicalCode } from '../../core/quoted-code.ts';
import { mended, type Open } from '../../engines/review/mended.ts';
import type { ReviewParts } from '../../engines/review/parts.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { mendedReply } from '../../text/mended.ts';
import type { Task } from '../command.ts';
import type { Earlier, ToldThread } from './earlier.ts';

/** Open threads are looked at up to so many; the others wait for the next push. */
const mostThreads = 15;

/** What became of the threads that were open: the effects that close them, and those that stay open. */
export interface Settled {
  readonly effects: readonly Effect[];
  readonly open: readonly ToldThread[];
}

/**
 * Answers and resolves the threads whose code has been mended since. Where nothing is certain, a thread stays as it is, and so do all
 * without a model that could tell.
 */
export async function settleThreads(
  earlier: Earlier,
  pull: PullRequest,
  { task, parts }: { readonly task: Task<unknown>; readonly parts: ReviewParts },
): Promise<Settled> {
  const threads = earlier.threads.filter(({ isResolved }) => !isResolved);
  const isLooked = task.hasModel && task.config.review.resolve;
  if (threads.length === 0 || !isLooked) return { effects: [], open: threads };
  const since = await changesSince(earlier, pull, task);
  const effects: Effect[] = [];
  const open: ToldThread[] = [];
  for (const [index, thread] of threads.entries()) {
    const because = index < mostThreads ? await reasonToClose(thread, since, parts) : undefined;
    if (because === undefined) open.push(thread);
    else effects.push(...closing(thread, pull, because));
  }
  return { effects, open };
}

/** What the head changes in the commit that was reviewed last; none where that cannot be had any more. */
async function changesSince({ headSha }: Earlier, pull: PullRequest, task: Task<unknown>): Promise<Diff> {
  if (headSha === null || headSha === pull.head.sha) return [];
  try {
    return parseDiff(await task.forge.diff(headSha, pull.head.sha, task.signal));
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'user') return [];
    throw error;
  }
}

/** One sentence of what was mended; undefined where nothing was, as far as can be told. */
async function reasonToClose(
  thread: ToldThread,
  since: Diff,
  parts: ReviewParts,
): Promise<string | undefined> {
  if (thread.line !== null && (await stands(thread, parts.workspace))) return undefined;
  const answer = await mended(openOf(thread), since, parts);
  return answer?.mended === 'yes' ? answer.because : undefined;
}

function openOf({ finding, path, comments }: ToldThread): Open {
  const { title, quote } = finding ?? { title: '', quote: '' };
  return { path, title, quote, body: comments[0]?.body ?? '' };
}

/** Whether the code that was told of is still there, word for word. */
async function stands({ finding, path }: ToldThread, workspace: Workspace | null): Promise<boolean> {
  const quote = canonicalCode(finding?.quote ?? '');
  if (quote === '') return false;
  const read = await workspace?.text(path);
  return read?.is === 'text' && canonicalCode(read.text).includes(quote);
}

function closing(thread: ToldThread, pull: PullRequest, because: string): readonly Effect[] {
  const { id: threadId, rootCommentId } = thread;
  const body = mendedReply(pull.head.sha, because);
  return [
    { kind: 'thread-reply', pull: pull.ref, rootCommentId, body },
    { kind: 'thread-state', pull: pull.ref, threadId, isResolved: true },
  ];
}
