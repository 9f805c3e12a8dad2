import type { Run } from '../../src/core/run.ts';
import type { Running } from '../../src/main.ts';
import type { OutcomeRow } from '../../src/ports/ledger.ts';

/** Whose books are asked for: webhooks and jobs by their ids, pull requests by where they are. */
export interface Wanted {
  readonly webhooks: readonly string[];
  readonly jobs: readonly string[];
  readonly pulls: readonly { readonly repositoryId: number; readonly number: number }[];
}

export interface Books {
  /** Those of the webhooks that are remembered. */
  readonly remembered: readonly string[];
  /** In the order of the jobs; null where none is recorded. */
  readonly outcomes: readonly (OutcomeRow | null)[];
  /** Runs about the pull requests that have not ended. */
  readonly openRuns: readonly Run[];
  readonly jobsLeft: number;
}

export async function booksOf({ ledger, queue }: Running, { webhooks, jobs, pulls }: Wanted): Promise<Books> {
  const seen = await Promise.all(webhooks.map((guid) => ledger.deliveries.seen(guid)));
  const lanes = await Promise.all([queue.counts('quick'), queue.counts('long')]);
  const open = await Promise.all(pulls.map((pull) => ledger.runs.openOn(pull.repositoryId, pull.number)));
  const outcomes = await Promise.all(jobs.map((job) => ledger.outcomes.get(job)));
  return {
    remembered: webhooks.filter((_, index) => seen[index]),
    outcomes: outcomes.map((outcome) => outcome ?? null),
    openRuns: open.flat(),
    jobsLeft: lanes.reduce((sum, { waiting, active, delayed }) => sum + waiting + active + delayed, 0),
  };
}
