import { Failure } from '../core/failure.ts';
import { type Job, jobId, type Lane } from '../core/job.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Queue } from '../ports/queue.ts';
import { failureSentence } from '../text/failures.ts';

export interface ProbeParts {
  readonly queue: Pick<Queue, 'add' | 'has' | 'counts' | 'waitingSince'>;
  readonly ledger: Pick<Ledger, 'outcomes'>;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
  /** Names this process among all: each sends a probe of its own. */
  readonly holder: string;
  /** How long a worker may take to answer. */
  readonly withinMs: number;
  /** How long an answer is given again to whoever asks. */
  readonly keptMs: number;
}

/** Whether jobs that come in now will be done. `waitingMs` is the age of the job that has waited longest. */
export type Readiness =
  | {
      readonly ok: true;
      readonly roundTripMs: number;
      readonly quick: LaneDepth;
      readonly long: LaneDepth;
    }
  | { readonly ok: false; readonly reason: string };

interface LaneDepth {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly waitingMs: number;
}

/** Sends a job through the queue and asks the ledger, once for everybody who asks at the same time or soon after. */
export function openProbe(parts: ProbeParts): () => Promise<Readiness> {
  let last: { readonly at: number; readonly readiness: Promise<Readiness> } | undefined;
  return () => {
    const now = parts.clock.now();
    if (last === undefined || Math.abs(now - last.at) >= parts.keptMs)
      last = { at: now, readiness: probe(parts) };
    return last.readiness;
  };
}

type Depths = Pick<Extract<Readiness, { ok: true }>, Lane>;

async function probe(parts: ProbeParts): Promise<Readiness> {
  const late = parts.pause(parts.withinMs).then(() => 'late' as const);
  try {
    if ((await Promise.race([parts.ledger.outcomes.get('probe'), late])) === 'late')
      return unready('the ledger does not answer');
    const trip = await Promise.race([roundTrip(parts), late]);
    if (trip === 'late') return unready(`no worker took the probe within ${parts.withinMs / 1_000} s`);
    const depths = await Promise.race([depthsOf(parts), late]);
    if (depths === 'late') return unready('the queue does not answer');
    return { ok: true, roundTripMs: trip, ...depths };
  } catch (error) {
    if (error instanceof Failure) return unready(failureSentence(error.why));
    throw error;
  }
}

function unready(reason: string): Readiness {
  return { ok: false, reason };
}

const pollMs = 20;

/** A probe leaves nothing behind in the queue, so it has been taken when it is there no more. */
async function roundTrip({ queue, clock, pause, holder, withinMs }: ProbeParts): Promise<number | 'late'> {
  const began = clock.now();
  const job: Job = { version: 1, id: jobId('probe', holder), kind: 'probe' };
  await queue.add(job);
  while (await queue.has('quick', job.id)) {
    if (clock.now() - began >= withinMs) return 'late';
    await pause(pollMs);
  }
  return clock.now() - began;
}

async function depthsOf(parts: ProbeParts): Promise<Depths> {
  const [quick, long] = await Promise.all([depthOf('quick', parts), depthOf('long', parts)]);
  return { quick, long };
}

async function depthOf(lane: Lane, { queue, clock }: ProbeParts): Promise<LaneDepth> {
  const [counts, since] = await Promise.all([queue.counts(lane), queue.waitingSince(lane)]);
  return { ...counts, waitingMs: since === undefined ? 0 : Math.max(0, clock.now() - since) };
}
