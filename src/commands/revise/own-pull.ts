import { conversationOf } from '../../core/answer-to.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Remark } from '../../ports/forge.ts';
import type { Task } from '../command.ts';

/** A pull request of ours, with what has been said on it. */
export interface Scene {
  readonly task: Task<unknown>;
  readonly pull: PullRequest;
  /** Of the effect that opened it; null where people have taken the mark out of its description. */
  readonly key: string | null;
  /** The conversation, oldest first, ours and others'. */
  readonly remarks: readonly Remark[];
}

/** Null where this App did not open it, as our mark on its description or on a commit says, or its branch is somebody else's. */
export async function ownPull(task: Task<unknown>): Promise<Scene | null> {
  const { forge } = task;
  const { number } = conversationOf(task.subject);
  const pull = await forge.pull(number);
  if (pull.isFork) return null;
  const mention = (await forge.pullsFrom(pull.head.branch)).find(({ ref }) => ref.number === number);
  if (mention?.isOurs !== true || !(mention.key !== null || (await isMarked(pull, task)))) return null;
  return { task, pull, key: mention.key, remarks: await forge.remarks(number) };
}

async function isMarked({ head }: PullRequest, { forge }: Task<unknown>): Promise<boolean> {
  return ((await forge.branch(head.branch)) ?? []).some(({ key }) => key !== null);
}

/** Whether we have said on the conversation what begins like this. */
export function hasSaid({ remarks }: Pick<Scene, 'remarks'>, beginning: string): boolean {
  return remarks.some(({ isOurs, body }) => isOurs && body.startsWith(beginning));
}

/** As people read a commit's id. */
export function short(sha: string): string {
  return sha.slice(0, 7);
}
