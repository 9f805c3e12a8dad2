import { Failure, transientFailure } from '../core/failure.ts';
import type { Shown } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Sent } from '../ports/forge.ts';

export interface DoubtParts {
  readonly clock: Clock;
  /** How long a write without an answer may still appear: reads of GitHub lag by up to half a minute. */
  readonly doubtMs: number;
}

type InDoubt = Extract<Shown, { is: 'sent' }>;

/**
 * Returns when something that was sent without an answer would have been seen by now; throws Failure `transient` before. A time
 * that is still to come was told by a clock that was wrong: the wait begins anew, by ours.
 */
export async function waitOutDoubt(
  { clock, doubtMs }: DoubtParts,
  sent: InDoubt,
  what: string,
  keep: (anew: InDoubt) => Promise<unknown>,
): Promise<void> {
  const now = clock.now();
  if (sent.at > now) await keep({ is: 'sent', at: now });
  const left = Math.min(sent.at, now) + doubtMs - now;
  if (left > 0) throw transientFailure({ is: 'delivery-in-doubt', what }, Math.min(left, 5_000));
}

/** A limit is said before anything is done, so there is nothing to look for afterwards: what was written down is taken back. */
export async function unlessLimited(
  send: () => Promise<Sent>,
  takeBack: () => Promise<unknown>,
): Promise<Sent> {
  try {
    return await send();
  } catch (error) {
    if (isLimit(error)) await takeBack();
    throw error;
  }
}

function isLimit(error: unknown): boolean {
  return error instanceof Failure && error.why.kind === 'transient' && error.why.reason.is === 'github-limit';
}
