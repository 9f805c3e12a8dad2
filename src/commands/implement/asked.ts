import { z } from 'zod';
import { conversationOf } from '../../core/answer-to.ts';
import { userFailure } from '../../core/failure.ts';
import type { Run } from '../../core/run.ts';
import type { Issue, Remark } from '../../ports/forge.ts';
import { notImplemented } from '../../text/implement-status.ts';
import type { Task } from '../command.ts';

/** What was asked for: the issue and what had been said about it, as it stood at the trigger. */
export const Asked = z
  .object({
    title: z.string(),
    body: z.string(),
    author: z.string(),
    /** Oldest first. What is trusted instructs; the rest is context. */
    remarks: z
      .array(
        z.object({ id: z.int(), author: z.string(), text: z.string(), isTrusted: z.boolean() }).readonly(),
      )
      .readonly(),
  })
  .readonly();
export type Asked = z.infer<typeof Asked>;

/** Read once, however often the work is taken up again. */
export function askedOf(task: Task<unknown>, issue: Issue): Promise<Asked> {
  return task.once('issue', [], Asked, () => read(task, issue));
}

async function read(task: Task<unknown>, issue: Issue): Promise<Asked> {
  const { title, body, author, writtenAt } = issue;
  const all = (await task.forge.remarks(conversationOf(task.subject).number)).filter(({ isOurs }) => !isOurs);
  const at = triggeredAt(task.run, all);
  // Beside its author, only people who may write can change an issue's text.
  if (writtenAt > at && !(await task.mayWrite(author)))
    throw userFailure({ is: 'cannot-start', detail: notImplemented.rewritten });
  const remarks = await Promise.all(
    all.map(async (remark) => ({
      id: remark.id,
      author: remark.author.login,
      text: withoutCommand(remark.body),
      isTrusted: stoodAt(at, remark, task.run) && (await task.mayWrite(remark.author)),
    })),
  );
  return { title, body, author: author.login, remarks: remarks.filter(({ text }) => text !== '') };
}

/**
 * When it was asked for, in milliseconds since 1970: by GitHub's clock where the event said so, or a comment was never edited; else
 * when the request was admitted, by ours.
 */
function triggeredAt({ door, createdAt }: Run, remarks: readonly Remark[]): number {
  if (door.at !== null) return door.at;
  const comment = remarks.find(({ id }) => id === door.commentId);
  return comment?.createdAt === comment?.updatedAt ? (comment?.createdAt ?? createdAt) : createdAt;
}

function stoodAt(at: number, { id, createdAt, updatedAt }: Remark, { door }: Run): boolean {
  return id === door.commentId || Math.max(createdAt, updatedAt) <= at;
}

/** What stands beside the command's name may instruct; the name itself says nothing. */
export function withoutCommand(text: string): string {
  return text.replace(/^ {0,3}(?:\/|@[\w-]+(?:\[bot\])?[\s:,]+\/?)implement\b/gim, '').trim();
}
