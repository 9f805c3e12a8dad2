import { setTimeout as wait } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import { z } from 'zod';
import type { Handler, Outcome } from '../../ports/queue.ts';
import { isLostConnection } from './backend.ts';

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
  const outcome = await handled(job, parts);
  switch (outcome.is) {
    case 'done':
      return;
    case 'later':
      await untilThere(parts.stopping, () => putOff(job, token, outcome.ms));
      // BullMQ learns from an error that the job is not to be ended.
      throw new DelayedError();
  }
}

async function handled(job: Job<Packed>, parts: AttemptParts): Promise<Outcome> {
  const number = job.attemptsMade + job.stalledCounter + 1;
  const isLast = number >= parts.attempts;
  const isSpent = number > parts.attempts;
  try {
    const attempt = { number, isLast, isSpent, signal: parts.stopping };
    return await Promise.race([parts.handle(unpack(job), attempt), parts.givenUp]);
  } catch (error) {
    if (parts.stopping.aborted) return { is: 'later', ms: 0 };
    const reason = error instanceof Error ? error.message : String(error);
    throw isLast ? new UnrecoverableError(reason) : new Error(reason, { cause: error });
  }
}

function unpack(job: Job<Packed>): unknown {
  return JSON.parse(Packed.parse(job.data).job);
}

/** By a millisecond at least: on Redis no idle worker is woken for a job with a priority that is moved back among those that wait. */
function putOff(job: Job<Packed>, token: string | undefined, ms: number): Promise<void> {
  return job.moveToDelayed(Date.now() + Math.max(ms, 1), token);
}

/** A job that cannot be put back since the backend is away has not failed. Once the worker shuts down, one try must do. */
async function untilThere(stopping: AbortSignal, work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isLostConnection(error) || stopping.aborted) throw error;
      await wait(1_000, undefined, { ref: false });
    }
  }
}
