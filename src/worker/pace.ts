import { Failure, transientFailure } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pace } from '../ports/ledger.ts';

export interface PacingParts {
  readonly pace: Pace;
  readonly clock: Clock;
  /** Rejects when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** How far apart an installation's writes are. GitHub wants a second. */
  readonly writeGapMs: number;
}

/**
 * Keeps this worker to the one budget of GitHub requests that each installation has for all workers together. A short wait is slept
 * through; a longer one is Failure `transient` (`github-limit`), so that the worker is free meanwhile.
 */
export interface Pacing {
  /** Resolves when it is the installation's turn to write. */
  turn(installation: number, signal: AbortSignal | undefined): Promise<void>;
  /** Resolves when the installation may be asked for something. */
  mayAsk(installation: number, signal: AbortSignal | undefined): Promise<void>;
  /** GitHub said to the installation to wait until then. */
  onLimited(installation: number, until: number): Promise<void>;
}

export function openPacing(parts: PacingParts): Pacing {
  return {
    turn: (installation, signal) => turn(parts, installation, signal),
    mayAsk: (installation, signal) => mayAsk(parts, installation, signal),
    onLimited: (installation, until) => block(parts, installation, until),
  };
}

/** The longest wait that a worker sleeps through. */
const patienceMs = 2_000;

async function turn(
  { pace, clock, sleep, writeGapMs }: PacingParts,
  installation: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { is, inMs } = await pace.take(installation, clock.now(), writeGapMs, patienceMs);
  if (is === 'later') throw limit('writes take turns, and others come first', inMs);
  if (inMs > 0) await sleep(inMs, signal);
}

async function mayAsk(
  { pace, clock, sleep }: PacingParts,
  installation: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const now = clock.now();
  const until = await pace.blockedUntil(installation, now);
  if (until === undefined) return;
  if (until - now > patienceMs) throw limit('it has said for how long', until - now);
  await sleep(until - now, signal);
}

function limit(detail: string, afterMs: number): Failure {
  return transientFailure({ is: 'github-limit', detail }, afterMs);
}

/** GitHub resets its limits each hour: whoever is told to wait longer asks again then. */
const longestMs = 60 * 60_000;

/** Where the ledger is away, the refused request itself still says to wait. */
async function block({ pace, clock }: PacingParts, installation: number, until: number): Promise<void> {
  try {
    await pace.block(installation, Math.min(until, clock.now() + longestMs));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
