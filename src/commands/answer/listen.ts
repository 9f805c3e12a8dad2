import type { Account } from '../../core/pull-request.ts';
import type { Remark } from '../../engines/review/talk-prompt.ts';
import type { Permission, Thread, ThreadComment } from '../../ports/forge.ts';
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
export function listener(task: Pick<Task<unknown>, 'forge' | 'mail'>, where: Where): () => Promise<Heard> {
  const permissions = new Map<string, Promise<Permission>>();
  let last: { readonly letters: number; readonly heard: Heard } | undefined;
  function permission(login: string): Promise<Permission> {
    const asked = permissions.get(login) ?? task.forge.permission(login);
    permissions.set(login, asked);
    return asked;
  }
  return async () => {
    const letters = (await task.mail()).length;
    if (last?.letters === letters) return last.heard;
    const threads = await task.forge.threads(where.number);
    const thread = threads.find(({ rootCommentId }) => rootCommentId === where.rootCommentId);
    const heard = { thread, remarks: await remarksIn(thread, where.author, permission) };
    last = { letters, heard };
    return heard;
  };
}

async function remarksIn(
  thread: Thread | undefined,
  author: Account,
  permission: (login: string) => Promise<Permission>,
): Promise<readonly Remark[]> {
  const [, ...replies] = thread?.comments ?? [];
  return Promise.all(
    replies.map(async (comment) => ({
      id: comment.id,
      by: { is: await standingOf(comment, author, permission), login: comment.author.login },
      text: comment.body,
    })),
  );
}

const mayWrite: ReadonlySet<Permission> = new Set(['write', 'maintain', 'admin']);

async function standingOf(
  comment: ThreadComment,
  author: Account,
  permission: (login: string) => Promise<Permission>,
): Promise<Remark['by']['is']> {
  if (comment.isOurs) return 'us';
  if (comment.author.isBot) return 'anyone';
  if (mayWrite.has(await permission(comment.author.login))) return 'maintainer';
  return comment.author.id === author.id ? 'author' : 'anyone';
}
