import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Mirrors } from '../ports/mirrors.ts';
import type { Round } from './upkeep.ts';

export interface ExpiryParts {
  readonly ledger: Pick<Ledger, 'erasure'>;
  readonly clock: Clock;
  readonly retentionDays: number;
}

export interface MirrorParts {
  readonly ledger: Pick<Ledger, 'erasure'>;
  readonly mirrors: Mirrors;
  readonly holder: string;
}

const dayMs = 24 * 60 * 60_000;
/** GitHub may send a webhook again for three days, which its outcome tells; twice as long and more is room for clocks. */
const outcomesKeptMs = 7 * dayMs;
/** A month's limit is added up from what was spent in it; there is room for time zones and for looking into it. */
const spendingKeptMs = 40 * dayMs;

/** Deletes what has been kept for as long as was promised. */
export function expiryRound(everyMs: number, parts: ExpiryParts): Round {
  return {
    name: 'retention',
    everyMs,
    run: async () => {
      const now = parts.clock.now();
      const ended = now - parts.retentionDays * dayMs;
      await parts.ledger.erasure.expire({
        ended,
        heard: Math.min(ended, now - outcomesKeptMs),
        spent: Math.min(ended, now - spendingKeptMs),
      });
      return {};
    },
  };
}

/**
 * Deletes this machine's mirrors of repositories that no run is about any more. Erasing takes the mirrors of one worker at once;
 * the others' machines come round to it here, each by a turn of its own.
 */
export function mirrorRound(everyMs: number, parts: MirrorParts): Round {
  return {
    name: `mirrors of ${parts.holder}`,
    everyMs,
    run: async (signal) => {
      const gone = await parts.ledger.erasure.unknown(await parts.mirrors.kept());
      for (const id of gone) {
        signal.throwIfAborted();
        await parts.mirrors.remove(id);
      }
      return { gone: gone.length };
    },
  };
}
