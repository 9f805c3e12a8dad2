import { transientFailure } from '../../core/failure.ts';
import { type Job, laneOf, tenantOf } from '../../core/job.ts';
import type { Log } from '../../ports/log.ts';
import type { Outcome, Queue } from '../../ports/queue.ts';
import type { Backend } from './backend.ts';
import { complaints } from './complaints.ts';
import { openCrew } from './crew.ts';
import { type BullQueue, openBullQueue, openBullWorker, type Timing } from './lane.ts';
import { openTables, type PostgresPool } from './postgres.ts';
import { openRedis } from './redis.ts';
import { refusalOf } from './refusal.ts';
import { openTurns, type Turns } from './turns.ts';

export interface QueueSettings extends Partial<Timing> {
  readonly backend:
    | { readonly kind: 'redis'; readonly url: string }
    | { readonly kind: 'postgres'; readonly pool: PostgresPool };
  /** Keeps queues of one backend apart. */
  readonly prefix?: string;
  /** How long a server that does not answer yet is waited for when the queue is opened. */
  readonly patienceMs?: number;
  readonly log: Log;
  /** Told of faults in the background: a backend that is away, a lock that could not be kept. */
  readonly onError: (error: unknown) => void;
}

/** Opens the queue. Throws an Error for the operator where the backend does not answer or is not fit to hold jobs. */
export async function openQueue(settings: QueueSettings): Promise<Queue> {
  const { backend, log, patienceMs = 10_000 } = settings;
  const onError = complaints(settings.onError);
  switch (backend.kind) {
    case 'redis':
      return queueOver(await openRedis(backend.url, patienceMs, log, onError), { ...settings, onError });
    case 'postgres':
      return queueOver(await openTables(backend.pool, onError), { ...settings, onError });
  }
}

const timing: Timing = { lockMs: 30_000, stalledMs: 10_000, backoffMs: 5_000 };

async function queueOver<Connection>(backend: Backend<Connection>, settings: QueueSettings): Promise<Queue> {
  const parts = { prefix: 'patchwright', ...timing, ...settings, backend };
  const lanes = { quick: openBullQueue('quick', parts), long: openBullQueue('long', parts) };
  await Promise.all([lanes.quick.waitUntilReady(), lanes.long.waitUntilReady()]);
  const turns = { quick: openTurns(), long: openTurns() };
  const stopping = new AbortController();
  const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<Outcome>();
  const crew = openCrew(({ lane, concurrency, handle }) =>
    openBullWorker(lane, concurrency, parts, { handle, stopping: stopping.signal, givenUp }),
  );
  return {
    add: async (job, options) => {
      const lane = laneOf(job);
      await reached(add(lanes[lane], job, turns[lane], options?.delayMs ?? 0));
    },
    work: (lane, concurrency, handle) => crew.hire({ lane, concurrency, handle }),
    renewWorkers: async (lane) => {
      const late = new Error(`the old workers of the ${lane} lane did not close in time`);
      await before(lastWordsMs, crew.renew(lane), () => settings.onError(late));
    },
    has: async (lane, id) => underWay.has(await reached(lanes[lane].getJobState(id))),
    waitingSince: async (lane) => {
      const next = await reached(lanes[lane].getJobs(['waiting', 'prioritized'], 0, 99, true));
      return next.length === 0 ? undefined : Math.min(...next.map(({ timestamp }) => timestamp));
    },
    counts: async (lane) => {
      const {
        waiting = 0,
        prioritized = 0,
        active = 0,
        delayed = 0,
        failed = 0,
      } = await reached(lanes[lane].getJobCounts(...states));
      return { waiting: waiting + prioritized, active, delayed, failed };
    },
    close: async (graceMs) => {
      crew.rest();
      const isThere = await backend.isThere();
      if (!isThere) stopping.abort();
      const closed = crew.close(!isThere);
      await before(graceMs, closed, () => stopping.abort());
      await before(lastWordsMs, closed, () => giveUp({ is: 'later', ms: 0 }));
      await before(lastWordsMs, closed, () => settings.onError(new Error('the queue did not close in time')));
      await Promise.all([lanes.quick.close(), lanes.long.close()]);
      await backend.close();
    },
  };
}

/** BullMQ's names for the states of a job that is still to come to its end. */
const underWay: ReadonlySet<string> = new Set([
  'waiting',
  'prioritized',
  'delayed',
  'active',
  'waiting-children',
]);

const states = ['waiting', 'prioritized', 'active', 'delayed', 'failed'] as const;

/** How long a handler may go on after its signal, and how long the backend may take to hear what became of its jobs. */
const lastWordsMs = 2_000;

/** Waits for the work; where it takes longer, `otherwise` is done. */
async function before(ms: number, work: Promise<unknown>, otherwise: () => void): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<true>();
  const timer = setTimeout(() => resolve(true), ms);
  const isLate = await Promise.race([late, work]);
  clearTimeout(timer);
  if (isLate === true) otherwise();
}

/** How long whoever could not reach the queue should wait before trying again. */
const retryAfterMs = 2_000;

function add(queue: BullQueue, job: Job, turns: Turns, delay: number): Promise<unknown> {
  const tenant = tenantOf(job);
  const manner = tenant === undefined ? asProbe : { priority: turns.next(tenant, Date.now()) };
  return queue.add(job.kind, { job: JSON.stringify(job) }, { jobId: job.id, delay, ...manner });
}

/** A probe is forgotten when it is done, makes nobody forget a job that people wait for, and comes before all that have a turn. */
const asProbe = { removeOnComplete: true, removeOnFail: true };

async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw transientFailure({ is: 'busy', detail: refusalOf(error) }, retryAfterMs, error);
  }
}
