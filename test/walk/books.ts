import { hearId } from '../../src/core/job.ts';
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
  /** Those of the webhooks that were heard. */
  readonly heard: readonly string[];
  /** In the order of the jobs; null where none is recorded. */
  readonly outcomes: readonly (OutcomeRow | null)[];
  /** Runs about the pull requests that have not ended. */
  readonly openRuns: readonly Run[];
  readonly jobsLeft: number;
}

/** One question after the other: the app that is walked needs its connections for itself. */
export async function booksOf({ ledger, queue }: Running, { webhooks, jobs, pulls }: Wanted): Promise<Books> {
  const books = { heard: [] as string[], outcomes: [] as (OutcomeRow | null)[], openRuns: [] as Run[] };
  for (const guid of webhooks) {
    if ((await ledger.outcomes.get(hearId(guid))) !== undefined) books.heard.push(guid);
  }
  const lanes = [await queue.counts('quick'), await queue.counts('long')];
  for (const { repositoryId, number } of pulls) {
    books.openRuns.push(...(await ledger.runs.openOn(repositoryId, number)));
  }
  for (const job of jobs) books.outcomes.push((await ledger.outcomes.get(job)) ?? null);
  const jobsLeft = lanes.reduce((sum, { waiting, active, delayed }) => sum + waiting + active + delayed, 0);
  return { ...books, jobsLeft };
}
