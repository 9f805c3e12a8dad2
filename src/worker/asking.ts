import { causeId } from '../core/event.ts';
import { transientFailure } from '../core/failure.ts';
import { isOpen, type Run } from '../core/run.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Scene } from './scene.ts';

/**
 * The open run of the command here that has asked something which the comment may answer: one that was written after the question.
 * Undefined where there is none. Throws Failure `transient` while a question is on its way: then it is heard once that is there.
 */
export async function askingHere(
  command: string,
  { event, cause, place, number }: Scene,
  { runs, outbox }: Pick<Ledger, 'runs' | 'outbox'>,
): Promise<Run | undefined> {
  if (event.kind !== 'commented') return undefined;
  const open = await runs.openOn(place.repository.id, number);
  const run = open.find((each) => each.command === command && isOpen(each));
  // A job that is done again finds what it has woken itself.
  if (run === undefined || causeId(run.cause) === causeId(cause)) return run;
  const planned = await outbox.planned(run.key, run.generation);
  if (planned?.next.kind !== 'ask') return undefined;
  if (run.state.is !== 'asking')
    throw transientFailure({ is: 'busy', detail: 'a question is being asked' }, 1_000);
  const asked = planned.rows.flatMap(({ effect, state }) =>
    effect.kind === 'comment' && state.is === 'done' ? [state.id] : [],
  );
  return asked.every((id) => id < event.commentId) ? run : undefined;
}
