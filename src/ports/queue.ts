import type { Job, Lane } from '../core/job.ts';

/** How a handler leaves a job: finished for good, or to be taken again after a while (not counted as a failure). */
export type Outcome = { readonly is: 'done' } | { readonly is: 'later'; readonly ms: number };

/** What a handler is told of the attempt it makes. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** No further attempt follows a throw in this one. */
  readonly isLast: boolean;
  /** Every attempt is used up, since the last one took its worker with it: say how the job ends, and try nothing again. */
  readonly isSpent: boolean;
  /** Aborted when the worker shuts down. */
  readonly signal: AbortSignal;
}

/** Takes a job's data as it was read from the queue: whoever handles it parses it. A throw is retried with backoff. */
export type Handler = (data: unknown, attempt: Attempt) => Promise<Outcome>;

/**
 * Holds jobs until a worker has done them; every acknowledged job survives a crash of any process. Installations take turns, and
 * in each of them its repositories: who has a thousand jobs does not keep another's single one waiting.
 */
export interface Queue {
  /** Durable when it resolves. A job whose id is known, waiting or finished in the last days, is not added again. Throws Failure `transient` where it cannot be taken. */
  add(job: Job, options?: { readonly delayMs?: number }): Promise<void>;
  /** Starts taking jobs of a lane, `concurrency` at once. */
  work(lane: Lane, concurrency: number, handle: Handler): Promise<void>;
  /** Takes the lane's jobs by new workers, for old ones that have stopped taking any; what those have in hand goes on. */
  renewWorkers(lane: Lane): Promise<void>;
  /** Whether the job is waiting, put off or at work. */
  has(lane: Lane, id: string): Promise<boolean>;
  /** When the job was added that has waited longest, of those whose turn is next; undefined where none waits. */
  waitingSince(lane: Lane): Promise<number | undefined>;
  /** Stops taking jobs, aborts the signal of the running ones after `graceMs` and gives back what has not ended; then closes. */
  close(graceMs: number): Promise<void>;
  /** Jobs by state: for health, tests and doctor. */
  counts(lane: Lane): Promise<{
    readonly waiting: number;
    readonly active: number;
    readonly delayed: number;
    readonly failed: number;
  }>;
}
