import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { z } from 'zod';
import type { Handler, Outcome } from '../../ports/queue.ts';

/**
 * A job as it lies in the queue. It is kept as text inside its JSON, since PostgreSQL's `jsonb` refuses some of what a text may
 * hold.
 */
export const Packed = z.object({ job: z.string() });
export type Packed = z.infer<typeof Packed>;

export interface AttemptParts {
  readonly handle: Handler;
  /** How often a job is tried. */
  readonly attempts: number;
  /** Aborted when the worker shuts down. */
  readonly stopping: AbortSignal;
  /** Settles when a handler that goes on after that is waited for no longer. */
  readonly givenUp: Promise<Outcome>;
}

/**
 * One attempt at a job, as BullMQ calls it. A worker that died, or lost the job's lock, has used up an attempt as one that threw
 * has.
 */
export async function attempt(
  job: Job<Packed>,
  token: string | undefined,
  parts: AttemptParts,
): Promise<void> {
  const number = job.attemptsMade + job.stalledCounter + 1;
  const isLast = number >= parts.attempts;
  const isSpent = number > parts.attempts;
  try {
    const signal = parts.stopping;
    const handled = parts.handle(unpack(job), { number, isLast, isSpent, signal });
    await leave(job, token, await Promise.race([handled, parts.givenUp]));
  } catch (error) {
    if (error instanceof DelayedError || error instanceof WaitingError) throw error;
    if (parts.stopping.aborted) return leave(job, token, { is: 'later', ms: 0 });
    const reason = error instanceof Error ? error.message : String(error);
    throw isLast ? new UnrecoverableError(reason) : new Error(reason, { cause: error });
  }
}

function unpack(job: Job<Packed>): unknown {
  return JSON.parse(Packed.parse(job.data).job);
}

/** BullMQ learns from an error that a job has been put back already. */
async function leave(job: Job<Packed>, token: string | undefined, outcome: Outcome): Promise<void> {
  if (outcome.is === 'done') return;
  if (outcome.ms > 0) {
    await job.moveToDelayed(Date.now() + outcome.ms, token);
    throw new DelayedError();
  }
  await job.moveToWait(token);
  throw new WaitingError();
}
