import { Failure } from '../core/failure.ts';
import type { Clock, Every } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';

/** Work that comes again and again, done by one worker among all each time. Harmless to do twice. */
export interface Round {
  readonly name: string;
  readonly everyMs: number;
  /** Answers figures for the log. Throws the signal's reason where it is aborted. */
  run(signal: AbortSignal): Promise<Readonly<Record<string, number>>>;
}

export interface UpkeepParts {
  readonly ledger: Pick<Ledger, 'runs'>;
  readonly clock: Clock;
  readonly every: Every;
  readonly log: Log;
  /** Names this worker among all. */
  readonly holder: string;
  /** How often this worker looks whether a round is due. */
  readonly lookMs: number;
}

export interface Upkeep {
  /** Begins no more rounds, and resolves when the one at work has stopped. */
  stop(): Promise<void>;
}

/** Looks, again and again, which rounds are due, and does them one after the other. */
export function startUpkeep(rounds: readonly Round[], parts: UpkeepParts): Upkeep {
  const stopping = new AbortController();
  let looking: Promise<void> | undefined;
  const ticks = parts.every(parts.lookMs, () => {
    looking ??= doAllDue(rounds, stopping.signal, parts).finally(() => {
      looking = undefined;
    });
  });
  return {
    stop: async () => {
      ticks.stop();
      stopping.abort(new Failure({ kind: 'cancelled', by: { is: 'shutdown' } }));
      await looking;
    },
  };
}

/** A round that fails keeps no other from its turn. */
async function doAllDue(rounds: readonly Round[], signal: AbortSignal, parts: UpkeepParts): Promise<void> {
  for (const round of rounds) {
    if (signal.aborted) return;
    try {
      await doIfDue(round, signal, parts);
    } catch (error) {
      if (!signal.aborted) parts.log.error({ round: round.name, error }, 'upkeep failed');
    }
  }
}

/**
 * A round is due when nobody holds it: whoever does it holds it until the next one, under a name of its own for each time, so that
 * restarts neither repeat nor skip it.
 */
async function doIfDue(round: Round, signal: AbortSignal, parts: UpkeepParts): Promise<void> {
  const { ledger, clock, log } = parts;
  const began = clock.now();
  const gate = `upkeep ${round.name}`;
  const turn = `${parts.holder} ${began}`;
  if (!(await ledger.runs.hold(gate, turn, began, began + round.everyMs))) return;
  try {
    const figures = await round.run(signal);
    log.info({ round: round.name, ms: clock.now() - began, ...figures }, 'upkeep done');
  } catch (error) {
    const now = clock.now();
    await ledger.runs.hold(gate, turn, now, now + Math.min(round.everyMs, againMs(error, signal)));
    throw error;
  }
}

const soonMs = 60_000;

/** When a round that broke off is due again. */
function againMs(error: unknown, signal: AbortSignal): number {
  if (signal.aborted) return 0;
  const { why } = error instanceof Failure ? error : { why: undefined };
  return why?.kind === 'transient' ? Math.max(soonMs, why.retryAfterMs) : soonMs;
}
