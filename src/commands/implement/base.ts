import { z } from 'zod';
import { userFailure } from '../../core/failure.ts';
import { notImplemented } from '../../text/implement-status.ts';
import type { Task } from '../command.ts';

/** The commit that the work begins at, and the branch that it is proposed for. */
export const Base = z.object({ branch: z.string(), sha: z.string() }).readonly();
export type Base = z.infer<typeof Base>;

/** The same for as long as the work goes on; after a question, which may wait for weeks, the branch as it is then. */
export function baseOf(defaultBranch: string, task: Task<unknown>): Promise<Base> {
  const branch = task.config.implement.base ?? defaultBranch;
  return task.once('base', [branch, task.run.answers.length], Base, async () => {
    const [newest] = (await task.forge.branch(branch)) ?? [];
    if (newest !== undefined) return { branch, sha: newest.sha };
    throw userFailure({ is: 'cannot-start', detail: notImplemented.noBranch(branch) });
  });
}
