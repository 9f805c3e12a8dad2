import { z } from 'zod';
import type { Reply } from '../../core/effect.ts';
import { userFailure } from '../../core/failure.ts';
import { implement as implementIssue } from '../../engines/implementation/implement.ts';
import type { Command, Task } from '../command.ts';
import { askedOf } from './asked.ts';
import { isStillAsked, wants } from './doors.ts';
import { earlierDraft } from './earlier.ts';
import { gather } from './gather.ts';
import { lookAgain, lookFirst } from './look.ts';
import { replyOf } from './reply.ts';

type Args = readonly string[];

export const implement: Command<Args> = {
  head: {
    name: 'implement',
    summary:
      'Does what the issue asks for, in a draft pull request with tests that show it. The issue counts as it stood when it was asked for, ' +
      'with the comments of people who may write. It may ask a question first.',
    usage: '/implement',
    subjects: ['issue'],
    lane: 'long',
    // What is said beside the name is part of the comment, which is read with all others.
    args: z.array(z.string()).readonly(),
    on: [
      { on: 'commented', needs: 'write', again: true, waits: false },
      { on: 'labeled', needs: 'write', again: true, waits: false, asks: true },
      { on: 'assigned', needs: 'write', again: true, waits: false, asks: true },
      { on: 'answered', needs: 'write', again: true, waits: false },
    ],
    endsOn: ['issue-closed', 'unlabeled', 'unassigned'],
    hears: ['commented', 'issue-edited'],
    shows: 'status',
  },
  wants,
  needs: ({ implement }) => implement.permission,
  isStillAsked,
  run,
};

/** Nothing is written while it works: the branch and its pull request come into being at the end, when nothing stands against them. */
async function run(task: Task<Args>): Promise<Reply> {
  if (!task.hasModel) throw userFailure({ is: 'no-model' });
  const earlier = await earlierDraft(task);
  const ground = await lookFirst(task, earlier);
  const asked = await askedOf(task, ground.issue);
  await using gathered = await gather(asked, ground.base, task);
  const implemented = await implementIssue(gathered.request, gathered.parts);
  const isEdited = await lookAgain(task, asked, earlier);
  // Awaited here: what is thrown while the files are being put away would be nobody's.
  return await replyOf(implemented, { task, asked, base: ground.base, earlier, isEdited });
}
