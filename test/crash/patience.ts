import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../src/core/failure.ts';
import type { Running } from '../../src/main.ts';
import type { Timing } from '../../src/timing.ts';
import { type Books, booksOf, type Wanted } from './victim.ts';

/** Several worlds share a process here: a worker among them that is only slow is not taken for a dead one. */
export const patient = {
  holdMs: 6_000,
  doubtMs: 5_000,
  queue: { lockMs: 5_000, stalledMs: 1_000, backoffMs: 50 },
} as const satisfies Partial<Timing>;

/** As `booksOf`, once they can be read: clients take a moment to notice that a server is back. */
export async function patientBooks(running: Running, wanted: Wanted): Promise<Books> {
  for (;;) {
    try {
      return await booksOf(running, wanted);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await pause(200);
    }
  }
}
