import { Failure } from '../core/failure.ts';
import { type HearJob, Job } from '../core/job.ts';
import type { Attempt, Handler, Outcome } from '../ports/queue.ts';
import { bugSentence } from '../text/bug.ts';
import { failureSentence } from '../text/failures.ts';
import { admit, type AdmitParts } from './admit.ts';
import { work, type WorkParts } from './work.ts';

export type WorkerParts = AdmitParts & WorkParts;

/** What the worker does with a job of either lane; the queue repeats what is thrown, a bounded number of times. */
export function handler(parts: WorkerParts): Handler {
  return async (data, attempt) => {
    const job = Job.safeParse(data);
    if (!job.success) {
      parts.log.error(
        { faults: job.error.issues.map(({ message }) => message) },
        'job of another version left alone',
      );
      return { is: 'done' };
    }
    try {
      return await handle(job.data, attempt, parts);
    } catch (error) {
      if (error instanceof Failure && error.why.kind === 'transient')
        return { is: 'later', ms: error.why.retryAfterMs };
      throw error;
    }
  };
}

async function handle(job: Job, attempt: Attempt, parts: WorkerParts): Promise<Outcome> {
  switch (job.kind) {
    case 'hear':
      return hear(job, attempt, parts);
    case 'work':
      return work(job, attempt, parts);
  }
}

/** Every event that was taken ends in one recorded outcome. */
async function hear(job: HearJob, attempt: Attempt, parts: WorkerParts): Promise<Outcome> {
  const { outcomes } = parts.ledger;
  if ((await outcomes.get(job.id)) !== undefined) return { is: 'done' };
  function record(outcome: string, detail: string): Promise<void> {
    return outcomes.record({ id: job.id, outcome, detail }, parts.clock.now());
  }
  try {
    await record('heard', await admit(job, parts));
    return { is: 'done' };
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'transient') throw error;
    if (error instanceof Failure) {
      await record('refused', failureSentence(error.why));
      return { is: 'done' };
    }
    if (attempt.isLast) await record('dead', bugSentence(job.id));
    throw error;
  }
}
