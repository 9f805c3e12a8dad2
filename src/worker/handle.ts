import type { z } from 'zod';
import { Failure } from '../core/failure.ts';
import { type HearJob, Job, JobOfAnyVersion, repositoryOf } from '../core/job.ts';
import { installationOf } from '../core/run.ts';
import type { About } from '../ports/ledger.ts';
import type { Attempt, Handler, Outcome } from '../ports/queue.ts';
import { bugSentence } from '../text/bug.ts';
import { failureSentence } from '../text/failures.ts';
import { otherVersionSentence } from '../text/other-version.ts';
import { admit, type AdmitParts } from './admit.ts';
import { erase, type EraseParts, leaverOf } from './erase.ts';
import { refuseSpent } from './spent.ts';
import { work, type WorkParts } from './work.ts';

export type WorkerParts = AdmitParts & WorkParts & EraseParts;

/** What the worker does with a job of either lane; the queue repeats what is thrown, a bounded number of times. */
export function handler(parts: WorkerParts): Handler {
  let taken = 0;
  return async (data, attempt) => {
    // A job whose lock was lost is handed out again, perhaps to this very process: each taking holds for itself.
    taken += 1;
    const ours = { ...parts, holder: `${parts.holder} ${taken}` };
    const job = Job.safeParse(data);
    try {
      return job.success ? await handle(job.data, attempt, ours) : await leaveAlone(data, job.error, ours);
    } catch (error) {
      if (error instanceof Failure && error.why.kind === 'transient')
        return { is: 'later', ms: error.why.retryAfterMs };
      throw error;
    }
  };
}

/** What cannot be read ends in the record under the one thing that jobs of all versions have. */
async function leaveAlone(data: unknown, { issues }: z.ZodError, parts: WorkerParts): Promise<Outcome> {
  const faults = issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const { id } = JobOfAnyVersion.parse(data);
  parts.log.error({ job: id, faults }, 'job of another version left alone');
  const row = { id, outcome: 'not-understood', detail: otherVersionSentence() };
  await parts.ledger.outcomes.record(row, parts.clock.now());
  return { is: 'done' };
}

async function handle(job: Job, attempt: Attempt, parts: WorkerParts): Promise<Outcome> {
  switch (job.kind) {
    case 'hear':
      return hear(job, attempt, parts);
    case 'work':
      return work(job, attempt, parts);
    case 'probe':
      return { is: 'done' };
  }
}

/** Every event that was taken ends in one recorded outcome. */
async function hear(job: HearJob, attempt: Attempt, parts: WorkerParts): Promise<Outcome> {
  const { outcomes } = parts.ledger;
  if ((await outcomes.get(job.id)) !== undefined) return { is: 'done' };
  function record(outcome: string, detail: string): Promise<void> {
    return outcomes.record({ id: job.id, outcome, detail }, parts.clock.now(), aboutOf(job));
  }
  try {
    refuseSpent(attempt);
    await record('heard', await hearOut(job, parts));
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

function hearOut(job: HearJob, parts: WorkerParts): Promise<string> {
  const leaver = leaverOf(job.event);
  return leaver === undefined ? admit(job, parts) : erase(job, leaver, parts);
}

/** Whom the record of an event is erased with; that somebody went away is kept, since it names nobody. */
function aboutOf({ event, cause }: HearJob): About | undefined {
  if (leaverOf(event) !== undefined) return undefined;
  return { installation: installationOf(cause), repository: repositoryOf(event) };
}
