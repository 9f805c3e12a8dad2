import { z } from 'zod';
import type { Letter } from '../../agent/aim.ts';
import { conversationOf } from '../../core/answer-to.ts';
import { beginning } from '../../core/run.ts';
import { letterText } from '../../engines/implementation/parts.ts';
import type { Mail } from '../../ports/ledger.ts';
import { editedIssue } from '../../text/implement-status.ts';
import type { Task } from '../command.ts';
import { type Asked, withoutCommand } from './asked.ts';

/** An event as the worker puts it into a run's mailbox. What is not of use here is not read. */
const Posted = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('commented'),
    by: z.string(),
    generation: z.int(),
    commentId: z.int(),
    added: z.string(),
  }),
  z.object({ kind: z.literal('issue-edited'), by: z.string(), generation: z.int() }),
]);
type Posted = z.infer<typeof Posted>;

/** What people who may have said to the work since it began, after the letter with that id: admission has looked at who they are. */
export async function lettersSince(
  after: number,
  asked: Asked,
  task: Task<unknown>,
): Promise<readonly Letter[]> {
  const known = new Set(asked.remarks.flatMap(({ id, isTrusted }) => (isTrusted ? [id] : [])));
  const letters = [];
  for (const { id, event } of (await task.mail()).filter((mail) => mail.id > after)) {
    const posted = Posted.safeParse(event).data;
    if (posted === undefined || posted.generation < beginning(task.run)) continue;
    if (posted.kind === 'commented' && known.has(posted.commentId)) continue;
    const text = await textOf(posted, id, task);
    if (text !== '') letters.push({ id, by: posted.by, text: letterText(posted.by, text) });
  }
  return letters;
}

/** An edit has no text of its own: the issue is read when the letter is, and that is kept. */
function textOf(posted: Posted, id: Mail['id'], task: Task<unknown>): Promise<string> {
  if (posted.kind === 'commented') return Promise.resolve(withoutCommand(posted.added));
  return task.once('edited issue', id, z.string(), async () =>
    editedIssue(await task.forge.issue(conversationOf(task.subject).number)),
  );
}
