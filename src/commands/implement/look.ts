import { Failure, userFailure } from '../../core/failure.ts';
import { requesterOf } from '../../core/run.ts';
import { conversationOf } from '../../core/answer-to.ts';
import type { Issue, PullMention } from '../../ports/forge.ts';
import { notImplemented } from '../../text/implement-status.ts';
import type { Task } from '../command.ts';
import { type Base, baseOf } from './base.ts';
import type { Asked } from './asked.ts';
import { isSame } from './doors.ts';
import type { EarlierDraft } from './earlier.ts';

/** What the work stands on. */
export interface Ground {
  readonly issue: Issue;
  readonly base: Base;
}

/** Looks whether there is anything to do and to begin at. Throws Failure `user` with the sentence where there is not. */
export async function lookFirst(task: Task<unknown>, earlier: EarlierDraft | null): Promise<Ground> {
  const { forge } = task;
  const { defaultBranch, isArchived } = await forge.repository();
  if (isArchived) refuse(notImplemented.archived);
  const issue = await forge.issue(conversationOf(task.subject).number);
  if (issue.state !== 'open') refuse(notImplemented.closed);
  if (issue.isLocked) refuse(notImplemented.locked);
  refuseIfTaken(issue, task);
  await refuseIfProposed(task, earlier);
  return { issue, base: await baseOf(defaultBranch, task) };
}

/** The same once more, right before something is written. Answers whether the issue was edited since it was asked for. */
export async function lookAgain(
  task: Task<unknown>,
  asked: Asked,
  earlier: EarlierDraft | null,
): Promise<boolean> {
  const issue = await task.forge.issue(conversationOf(task.subject).number);
  if (issue.state !== 'open') throw new Failure({ kind: 'cancelled', by: { is: 'issue-closed' } });
  await refuseIfProposed(task, earlier);
  return issue.title !== asked.title || issue.body !== asked.body;
}

function refuse(detail: string): never {
  throw userFailure({ is: 'cannot-start', detail });
}

/** What somebody else has taken on is theirs, unless the account that stands for us was assigned beside them. */
function refuseIfTaken({ assignees }: Issue, { run, config }: Task<unknown>): void {
  const { assignee } = config.implement;
  const ours = [requesterOf(run)?.login, assignee].filter((login) => login !== undefined && login !== null);
  if (assignees.some((login) => ours.some((our) => isSame(login, our)))) return;
  if (assignees.length > 0) refuse(notImplemented.assigned(assignees));
}

async function refuseIfProposed(task: Task<unknown>, earlier: EarlierDraft | null): Promise<void> {
  const { number } = conversationOf(task.subject);
  const open = (await task.forge.pullsClosing(number)).filter(
    ({ ref, state }) => state === 'open' && ref.number !== earlier?.pull.ref.number,
  );
  const pull = open.find(({ isOurs }) => isOurs) ?? open[0];
  if (pull === undefined) return;
  await task.progress('', { refers: [pull.ref.number] });
  refuse(proposedBy(pull));
}

function proposedBy({ isOurs, ref }: PullMention): string {
  return isOurs ? notImplemented.ours(ref.number) : notImplemented.theirs(ref.number);
}
