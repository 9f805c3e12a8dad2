import type { QueueSettings } from './adapters/bullmq/queue.ts';
import type { RoundTimes } from './worker/upkeep-rounds.ts';

/** How long things take that are not the operator's business; tests shorten them. */
export interface Timing {
  /** How long a worker that says nothing keeps its run. */
  readonly holdMs: number;
  /** How long a write without an answer may still appear on GitHub. */
  readonly doubtMs: number;
  /** How far apart an installation's writes are. */
  readonly writeGapMs: number;
  readonly queue: Pick<QueueSettings, 'lockMs' | 'stalledMs' | 'backoffMs'>;
  /** How long GitHub's whole answer, and the next piece of the model's, is waited for. */
  readonly answers: { readonly githubMs: number; readonly modelMs: number };
  readonly upkeep: RoundTimes & {
    /** How often a worker looks whether a round is due. */
    readonly lookMs: number;
    /** What nothing has touched for so long may be lost. */
    readonly idleMs: number;
  };
  /** How long workers may take nothing while jobs wait. */
  readonly stuckMs: number;
  readonly probe: { readonly withinMs: number; readonly keptMs: number };
}

const minute = 60_000;

/** What production runs by. */
export const usualTiming: Timing = {
  holdMs: 30_000,
  doubtMs: minute,
  writeGapMs: 1_000,
  queue: {},
  // GitHub itself gives up after 10 s, and may need a while to send a large diff; Node's fetch gives up after five minutes.
  answers: { githubMs: 15_000, modelMs: 4 * minute },
  upkeep: {
    lookMs: 15_000,
    idleMs: 2 * minute,
    sweepMs: minute,
    deliveriesMs: 5 * minute,
    pullsMs: 60 * minute,
    expiryMs: 24 * 60 * minute,
  },
  stuckMs: minute,
  probe: { withinMs: 5_000, keptMs: 5_000 },
};
