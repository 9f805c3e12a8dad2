import { z } from 'zod';
import type { Reply } from '../../core/effect.ts';
import { userFailure } from '../../core/failure.ts';
import { notRevised, nothingLeft, toldThere } from '../../text/revise.ts';
import type { Command, Facts, Task, Wanted } from '../command.ts';
import { ownPull, type Scene } from './own-pull.ts';
import { mendChecks } from './mend-checks.ts';
import { resolveConflicts } from './resolve-conflicts.ts';
import { heedRemarks } from './heed-remarks.ts';
import { commentOn, type Round } from './round.ts';

type Args = readonly string[];

export const revise: Command<Args> = {
  head: {
    name: 'revise',
    summary:
      'Goes on with a pull request that Patchwright opened: heeds what people who may write say in reviews, threads and behind the name, ' +
      'mends failing checks, and resolves conflicts with the base. It begins by itself, too.',
    usage: '/revise [what is to be changed]',
    subjects: ['pull'],
    lane: 'long',
    // What stands behind the name is read from the comment itself, with all others that are not answered yet.
    args: z.array(z.string()).readonly(),
    on: [
      { on: 'commented', needs: 'write', again: true, waits: false },
      { on: 'review-submitted', needs: 'write', again: true, waits: true },
      { on: 'checks-completed', needs: 'none', again: true, waits: true, rests: true },
      { on: 'pull-pushed', needs: 'none', again: true, waits: true, rests: true },
      { on: 'pull-reopened', needs: 'none', again: true, waits: false },
      { on: 'pull-revisited', needs: 'none', again: true, waits: true },
    ],
    endsOn: ['pull-closed'],
    shows: 'answer',
    gathers: true,
  },
  wants,
  run,
};

/** Whether it is really ours is read later: that its author is a bot is what is known of it here. */
function wants({ pull, config, asked }: Facts): Wanted {
  if (pull === undefined) return { is: 'silent' };
  const refusal = !pull.author.isBot || pull.isFork ? notRevised.notOurs : notRevised[pull.state];
  if (asked) return refusal === null ? { is: 'yes' } : { is: 'no', reason: refusal };
  return { is: refusal === null && config.implement.followUp ? 'yes' : 'silent' };
}

/** What people want comes first, then what fails, then what the base has changed; after a commit the rest is for the next look. */
const rounds: readonly ((scene: Scene) => Promise<Round | null>)[] = [
  heedRemarks,
  mendChecks,
  resolveConflicts,
];

/** A head that moved meanwhile is looked at once more; one that goes on moving is left to the events of whoever moves it. */
async function run(task: Task<Args>): Promise<Reply> {
  for (let attempts = 0; attempts < 2; attempts += 1) {
    const scene = await ownPull(task);
    if (scene === null) return task.run.asked ? refused(notRevised.notOurs) : silence;
    const { state, head } = scene.pull;
    if (state !== 'open') return silence;
    if (!task.hasModel) return task.run.asked ? refused(null) : silence;
    const reply = await replyIn(scene);
    if ((await task.forge.pull(scene.pull.ref.number)).head.sha === head.sha) return reply;
  }
  return silence;
}

const silence: Reply = { effects: [], next: { kind: 'done', note: nothingLeft } };

function refused(detail: string | null): never {
  throw userFailure(detail === null ? { is: 'no-model' } : { is: 'cannot-start', detail });
}

async function replyIn(scene: Scene): Promise<Reply> {
  const done: Round[] = [];
  for (const round of rounds) {
    const came = await round(scene);
    if (came !== null) done.push(came);
    if (came?.effects.some(({ kind }) => kind === 'commits') === true) break;
  }
  const effects = done.flatMap((round) => round.effects);
  const left = done.flatMap((round) => (round.left === null ? [] : [round.left]));
  if (left.length > 0) return { effects, next: { kind: 'partial', left: left.join('\n\n') } };
  if (done.length > 0) return { effects, next: { kind: 'done', note: toldThere } };
  const answer = scene.task.run.asked ? [commentOn(scene, notRevised.nothing)] : [];
  return { ...silence, effects: answer };
}
