import type { Account } from '../../core/pull-request.ts';
import type { Remark } from '../../engines/review/talk-prompt.ts';
import type { Thread, ThreadComment } from '../../ports/forge.ts';
import type { Task } from '../command.ts';

/** A thread and what has been said in it; no thread where it is gone. */
interface Heard {
  readonly thread: Thread | undefined;
  readonly remarks: readonly Remark[];
}

interface Where {
  readonly number: number;
  readonly rootCommentId: number;
  /** Of the pull request. */
  readonly author: Account;
}

/** Reads the thread when it is first asked, and again whenever somebody has said something since. */
export function listener(
  task: Pick<Task<unknown>, 'forge' | 'mail' | 'mayWrite'>,
  where: Where,
): () => Promise<Heard> {
  let last: { readonly letters: number; readonly heard: Heard } | undefined;
  return async () => {
    const letters = (await task.mail()).length;
    if (last?.letters === letters) return last.heard;
    const threads = await task.forge.threads(where.number);
    const thread = threads.find(({ rootCommentId }) => rootCommentId === where.rootCommentId);
    const heard = { thread, remarks: await remarksIn(thread, where.author, task) };
    last = { letters, heard };
    return heard;
  };
}

async function remarksIn(
  thread: Thread | undefined,
  author: Account,
  task: Pick<Task<unknown>, 'mayWrite'>,
): Promise<readonly Remark[]> {
  const [, ...replies] = thread?.comments ?? [];
  return Promise.all(
    replies.map(async (comment) => ({
      id: comment.id,
      by: { is: await standingOf(comment, author, task), login: comment.author.login },
      text: comment.body,
    })),
  );
}

async function standingOf(
  comment: ThreadComment,
  author: Account,
  task: Pick<Task<unknown>, 'mayWrite'>,
): Promise<Remark['by']['is']> {
  if (comment.isOurs) return 'us';
  if (await task.mayWrite(comment.author)) return 'maintainer';
  return comment.author.id === author.id ? 'author' : 'anyone';
}
