import { answerTo } from '../../core/answer-to.ts';
import type { Reply } from '../../core/effect.ts';
import { NamedCommand } from '../../core/named-command.ts';
import { nothingToContinue } from '../../text/stop.ts';
import type { Command, Task } from '../command.ts';

/** Takes up what was stopped or left unfinished; admission does it, and this answers where there is nothing. */
export const goOn: Command<NamedCommand> = {
  head: {
    name: 'continue',
    summary:
      'Takes up again what was stopped or ended in part here last, or the last request for one command, ' +
      'from where it stood and with a new budget. Whoever may ask for that command may continue it.',
    usage: '/continue [command]',
    subjects: ['thread', 'pull', 'issue'],
    lane: 'quick',
    args: NamedCommand,
    steers: 'continue',
    on: [{ on: 'commented', needs: 'read', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: () => ({ is: 'yes' }),
  run,
};

function run({ subject, args }: Task<NamedCommand>): Promise<Reply> {
  const effects = [answerTo(subject, nothingToContinue(args))];
  return Promise.resolve({ effects, next: { kind: 'done', note: '' } });
}
