import { answerTo } from '../../core/answer-to.ts';
import type { Reply } from '../../core/effect.ts';
import { NamedCommand } from '../../core/named-command.ts';
import { nothingToStop } from '../../text/stop.ts';
import type { Command, Task } from '../command.ts';

/** Ends what is under way on a pull request or issue; admission does it, and this answers where there is nothing. */
export const stop: Command<NamedCommand> = {
  head: {
    name: 'stop',
    summary:
      'Stops what Patchwright is doing on the pull request or issue, or one command of it. ' +
      'What was done is kept, and `/continue` goes on with it. Whoever asked for something can stop it, too.',
    usage: '/stop [command]',
    subjects: ['thread', 'pull', 'issue'],
    lane: 'quick',
    args: NamedCommand,
    steers: 'stop',
    on: [{ on: 'commented', needs: 'author', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: () => ({ is: 'yes' }),
  run,
};

function run({ subject, args }: Task<NamedCommand>): Promise<Reply> {
  const effects = [answerTo(subject, nothingToStop(args))];
  return Promise.resolve({ effects, next: { kind: 'done', note: '' } });
}
