import { z } from 'zod';
import { answerTo } from '../../core/answer-to.ts';
import type { Reply } from '../../core/effect.ts';
import { nothingToStop } from '../../text/stop.ts';
import type { Command, Task } from '../command.ts';

/** The command whose requests are meant; null for all. */
type Args = string | null;

/** Ends what is under way on a pull request or issue; admission does it, and this answers where there is nothing. */
export const stop: Command<Args> = {
  head: {
    name: 'stop',
    summary:
      'Stops what Patchwright is doing on the pull request or issue, or one command of it. ' +
      'What was done is kept, and `/continue` goes on with it. Whoever asked for something can stop it, too.',
    usage: '/stop [command]',
    subjects: ['thread', 'pull', 'issue'],
    lane: 'quick',
    args: z
      .array(z.string())
      .max(1, 'it takes the name of one command or nothing')
      .transform(([name]) => name?.replace(/^\//, '').toLowerCase() ?? null),
    steers: 'stop',
    on: [{ on: 'commented', needs: 'author', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: () => ({ is: 'yes' }),
  run,
};

function run({ subject, args }: Task<Args>): Promise<Reply> {
  const effects = [answerTo(subject, nothingToStop(args))];
  return Promise.resolve({ effects, next: { kind: 'done', note: '' } });
}
