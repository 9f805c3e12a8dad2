import { z } from 'zod';
import { answerTo, conversationOf } from '../../core/answer-to.ts';
import type { Effect, Reply } from '../../core/effect.ts';
import { forgotten } from '../../text/lessons.ts';
import type { Command, Task } from '../command.ts';

const Numbers = z.array(z.int()).min(1, 'it takes the number of a lesson, as `/lessons` lists it').readonly();
type Numbers = z.infer<typeof Numbers>;

/** Takes back what was to be remembered, by its number or by several. */
export const forget: Command<Numbers> = {
  head: {
    name: 'forget',
    summary: 'Drops what is remembered for this repository under a number of `/lessons`.',
    usage: '/forget NUMBER',
    subjects: ['thread', 'pull', 'issue'],
    lane: 'quick',
    args: z
      .array(z.string())
      .transform(([text]) => numbersIn(text ?? ''))
      .pipe(Numbers),
    takes: 'text',
    on: [{ on: 'commented', needs: 'write', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: () => ({ is: 'yes' }),
  run,
};

/** The numbers that the text begins with; words behind them are only words. */
function numbersIn(text: string): readonly number[] {
  const [list = ''] = /^(?:\s*(?:#?\d{1,9}|and)(?:[\s,;]+|\.?(?=\s|$)))*/.exec(text) ?? [];
  return [...new Set(list.match(/\d+/g)?.map(Number))];
}

async function run(task: Task<Numbers>): Promise<Reply> {
  const lessons = await task.memory.lessons();
  const dropped = lessons.filter(({ id }) => task.args.includes(id));
  const unknown = task.args.filter((number) => !dropped.some(({ id }) => id === number));
  const { id, owner, repo } = conversationOf(task.subject);
  const drops = dropped.map((lesson): Effect => ({
    kind: 'lesson',
    repository: { id, owner, repo },
    change: { is: 'drop', id: lesson.id },
  }));
  return {
    effects: [...drops, answerTo(task.subject, forgotten(dropped, unknown))],
    next: { kind: 'done', note: '' },
  };
}
