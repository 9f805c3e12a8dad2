import type { Attempt } from '../ports/queue.ts';

/** Throws where each attempt so far took its worker with it: as a bug, so that whoever asked is told and nothing is tried again. */
export function refuseSpent(attempt: Attempt): void {
  if (attempt.isSpent) throw new Error('each attempt at this job took its worker with it');
}
