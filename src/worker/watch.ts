import { Failure } from '../core/failure.ts';
import { attemptKey, type Run } from '../core/run.ts';
import type { Clock, Every } from '../ports/clock.ts';
import type { Ledger, Signal } from '../ports/ledger.ts';

/** A run in the hands of one worker, for as long as the scope lasts. */
export interface Held extends AsyncDisposable {
  /** Aborted, with the Failure to end by, when the run is stopped, superseded, lost to another worker or given back. */
  readonly signal: AbortSignal;
  /** Whether the run is still ours; asked right before each write. */
  readonly holds: () => Promise<boolean>;
  /** The same hold for what has been begun and is not left half done: a stop does not abort it. */
  readonly toTheEnd: Pick<Held, 'signal' | 'holds'>;
}

export interface WatchParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly every: Every;
  /** Names this worker among all. */
  readonly holder: string;
  /** How long a holder that says nothing keeps a run. */
  readonly holdMs: number;
}

/** What has come to nothing ends within a second of the event; its admission takes a part of that. */
const pollMs = 200;
/** How often it is written down that the run is still held. */
const renewMs = 500;

/**
 * Takes the run and looks five times a second for a signal, a newer generation or the loss of the run; undefined where another
 * worker holds it.
 */
export async function hold(run: Run, outer: AbortSignal, parts: WatchParts): Promise<Held | undefined> {
  const abort = new AbortController();
  const lost = new AbortController();
  function end(reason: Failure): void {
    abort.abort(reason);
    if (!isStop(reason)) lost.abort(reason);
  }
  let takenAt = 0;
  function take(): Promise<boolean> {
    takenAt = parts.clock.now();
    return parts.ledger.runs.hold(run.key, parts.holder, takenAt, takenAt + parts.holdMs);
  }
  function renew(): Promise<boolean> {
    return Math.abs(parts.clock.now() - takenAt) < renewMs ? Promise.resolve(true) : take();
  }
  function giveBack(): void {
    end(letGo());
  }
  async function holds({ signal }: AbortController): Promise<boolean> {
    if (!signal.aborted && !(await take())) giveBack();
    return !signal.aborted;
  }
  let looking: Promise<void> | undefined;
  /** One at a time: a database that is slow is not asked ever more often. */
  function look(): Promise<void> {
    looking ??= lookOnce(run, end, renew, parts.ledger).finally(() => {
      looking = undefined;
    });
    return looking;
  }
  if (!(await take())) return undefined;
  outer.addEventListener('abort', giveBack, { once: true });
  if (outer.aborted) giveBack();
  await look();
  const poll = parts.every(pollMs, () => void look());
  return {
    signal: abort.signal,
    holds: () => holds(abort),
    toTheEnd: { signal: lost.signal, holds: () => holds(lost) },
    [Symbol.asyncDispose]: async () => {
      poll.stop();
      await looking;
      outer.removeEventListener('abort', giveBack);
      await parts.ledger.runs.release(run.key, parts.holder).catch(() => undefined);
    },
  };
}

/** A database that does not answer is no reason to stop: the hold outlasts several looks, and each write asks again. */
async function lookOnce(
  run: Run,
  end: (reason: Failure) => void,
  renew: () => Promise<boolean>,
  ledger: Ledger,
): Promise<void> {
  try {
    const [now, signals, ours] = await Promise.all([
      ledger.runs.get(run.key),
      ledger.signals.since(attemptKey(run), 0),
      renew(),
    ]);
    if (now?.generation !== run.generation) return end(new Failure({ kind: 'stale' }));
    if (!ours) return end(letGo());
    const stop = signals.find(({ signal }) => signal === 'stop');
    if (stop !== undefined) end(stopped(stop));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/** A run that another worker has taken meanwhile is that one's to end: it is left as it stands, as when this worker shuts down. */
function letGo(): Failure {
  return new Failure({ kind: 'cancelled', by: { is: 'shutdown' } });
}

/** Whether somebody, or something that happened, has put an end to the run; and not only to this worker's part in it. */
export function isStop({ why }: Failure): boolean {
  return why.kind === 'cancelled' && why.by.is !== 'shutdown';
}

function stopped(signal: Signal): Failure {
  if (signal.by === 'closed') return new Failure({ kind: 'cancelled', by: { is: 'closed' } });
  if (signal.by === 'issue-closed') return new Failure({ kind: 'cancelled', by: { is: 'issue-closed' } });
  if (signal.by === 'draft') return new Failure({ kind: 'cancelled', by: { is: 'draft' } });
  return new Failure({ kind: 'cancelled', by: { is: 'person', login: signal.by.replace(/^@/, '') } });
}
