import { type IQueueBackend, type JobProgress, Queue, Worker } from 'bullmq';
import type { Lane } from '../../core/job.ts';
import type { Log } from '../../ports/log.ts';
import { attempt, type AttemptParts, type Packed } from './attempt.ts';
import type { Backend } from './backend.ts';

export interface Timing {
  /** A worker that says nothing for so long has lost its jobs. */
  readonly lockMs: number;
  /** How often such jobs are looked for; one is taken up at the second look. */
  readonly stalledMs: number;
  /** The wait after a first failed attempt; each further one is twice as long. Up to half of it is left to chance. */
  readonly backoffMs: number;
}

export interface LaneParts<Connection> extends Timing {
  readonly backend: Backend<Connection>;
  readonly prefix: string;
  readonly log: Log;
  readonly onError: (error: unknown) => void;
}

/** As much of BullMQ's queue as is used here, whatever it is kept in. */
export type BullQueue = Pick<
  Queue<Packed>,
  'add' | 'getJobCounts' | 'getJobState' | 'getJobs' | 'close' | 'waitUntilReady'
>;
export type BullWorker = Pick<Worker, 'close' | 'pause' | 'waitUntilReady'>;

/** How often a job is tried before it ends as failed. */
const attempts = 4;

export function openBullQueue<Connection>(lane: Lane, parts: LaneParts<Connection>): BullQueue {
  const { backend, backoffMs, onError } = parts;
  const queue = new Queue<Packed, void, string, Packed, void, string, IQueueBackend, Connection>(
    `${parts.prefix}-${lane}`,
    {
      connection: backend.producer,
      // Nobody reads the stream of events that BullMQ writes.
      streams: { events: { maxLen: 100 } },
      defaultJobOptions: {
        attempts,
        backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
        removeOnComplete: backend.retention,
        removeOnFail: backend.retention,
        stackTraceLimit: 0,
      },
    },
    backend.factory,
  );
  queue.on('error', onError);
  return queue;
}

export function openBullWorker<Connection>(
  lane: Lane,
  concurrency: number,
  parts: LaneParts<Connection>,
  attemptParts: Omit<AttemptParts, 'attempts'>,
): BullWorker {
  const { backend, lockMs, stalledMs, log, onError } = parts;
  const worker = new Worker<Packed, void, string, IQueueBackend, JobProgress, Connection>(
    `${parts.prefix}-${lane}`,
    (job, token) => attempt(job, token, { ...attemptParts, attempts }),
    {
      connection: backend.consumer,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: stalledMs,
      // Attempts count crashes too, and say when it is enough; this ends only a job that kills whoever says so.
      maxStalledCount: attempts,
      runRetryDelay: 1_000,
    },
    backend.factory,
  );
  worker.on('error', onError);
  worker.on('stalled', (job) => log.warn({ job }, 'job taken over from a worker that went silent'));
  worker.on('failed', (job, error) => {
    if (job?.finishedOn !== undefined)
      log.error({ job: job.id, reason: error.message }, 'job ended as failed');
  });
  return worker;
}
