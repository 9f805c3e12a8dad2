import { z } from 'zod';
import { answerTo } from '../../core/answer-to.ts';
import type { Reply } from '../../core/effect.ts';
import { lessonsText } from '../../text/lessons.ts';
import type { Command, Task } from '../command.ts';

type Args = readonly string[];

/** Lists what is remembered for this repository. */
export const lessons: Command<Args> = {
  head: {
    name: 'lessons',
    summary: 'Lists what is remembered for this repository, who asked for it and when.',
    usage: '/lessons',
    subjects: ['thread', 'pull', 'issue'],
    lane: 'quick',
    args: z.array(z.string()).readonly(),
    on: [{ on: 'commented', needs: 'read', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: () => ({ is: 'yes' }),
  run,
};

async function run(task: Task<Args>): Promise<Reply> {
  const known = await task.memory.lessons();
  return { effects: [answerTo(task.subject, lessonsText(known))], next: { kind: 'done', note: '' } };
}
