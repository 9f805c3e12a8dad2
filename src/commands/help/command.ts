import { z } from 'zod';
import { helpText } from '../../text/help.ts';
import type { Command, Task } from '../command.ts';
import type { Reply } from '../../core/effect.ts';

export const help: Command<readonly string[]> = {
  head: {
    name: 'help',
    summary: 'Lists what you can ask for here.',
    usage: '/help',
    subjects: ['pull', 'issue'],
    lane: 'quick',
    args: z.array(z.string()).readonly(),
    on: [{ on: 'commented', needs: 'read', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: () => ({ is: 'yes' }),
  run: answer,
};

function answer(task: Task<readonly string[]>): Promise<Reply> {
  const { subject } = task;
  const effects =
    subject.kind === 'range'
      ? []
      : [{ kind: 'comment' as const, on: subject.ref, body: helpText(task.commands), closes: [] }];
  return Promise.resolve({ effects, next: { kind: 'done', note: '' } });
}
