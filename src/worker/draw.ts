import { Failure } from '../core/failure.ts';
import type { Progress, Run, RunState } from '../core/run.ts';
import type { Clock, Every } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Deliver } from './deliver.ts';
import { setState } from './state.ts';

export interface DrawParts {
  readonly ledger: Pick<Ledger, 'runs'>;
  readonly clock: Clock;
  readonly every: Every;
  readonly deliver: Pick<Deliver, 'show'>;
}

/** Shows how a run comes along for as long as the scope lasts; its end is shown by others. */
export interface Drawing extends AsyncDisposable {
  /** Notes how it stands, and shows that now or soon. */
  draw(state: RunState, progress: Partial<Progress>): Promise<void>;
}

/** Progress is worth one request in five seconds. */
const drawEveryMs = 5_000;
/** How often what is not shown yet is looked at. */
const lookMs = 500;

interface Sketch {
  readonly state: RunState;
  readonly progress: Partial<Progress>;
}

/**
 * The last sketch is shown at last, also where nothing more comes for a while. It is kept when it is shown, since each change of a
 * run is a transaction; the first is kept at once, since it says that the run is at work.
 */
export function openDrawing(run: Run, parts: DrawParts): Drawing {
  const { clock, deliver } = parts;
  let shownAt = lastShown(run);
  let isKept = false;
  let latest: Sketch | undefined;
  let showing: Promise<void> = Promise.resolve();
  function isDue(): boolean {
    return latest !== undefined && clock.now() - shownAt >= drawEveryMs;
  }
  function keep({ state, progress }: Sketch): Promise<Run | undefined> {
    isKept = true;
    return setState(run, state, parts, progress);
  }
  /** One after the other, so that the last one wins. */
  function show(): Promise<void> {
    const sketch = latest;
    latest = undefined;
    shownAt = clock.now();
    showing = showing.catch(() => undefined).then(() => showNow(sketch));
    return showing;
  }
  async function showNow(sketch: Sketch | undefined): Promise<void> {
    const now = sketch && (await keep(sketch));
    if (now !== undefined) await deliver.show(now);
  }
  const look = parts.every(lookMs, () => {
    if (isDue()) show().catch(unlessFailure);
  });
  return {
    draw: async (state, progress) => {
      latest = { state, progress: { ...latest?.progress, ...progress } };
      if (isDue()) await show();
      else if (!isKept) await keep(latest);
    },
    [Symbol.asyncDispose]: async () => {
      look.stop();
      await showing.catch(unlessFailure);
      if (latest !== undefined) await keep(latest).catch(unlessFailure);
    },
  };
}

/** What is at work already has been drawn by whoever had it before, and a comment when it was made. */
function lastShown({ state, status, continues, updatedAt }: Run): number {
  const isFresh = status.is === 'known' && continues === null;
  return state.is === 'working' || isFresh ? updatedAt : Number.NEGATIVE_INFINITY;
}

/** Where GitHub does not take it now, the next drawing will do. */
function unlessFailure(error: unknown): void {
  if (!(error instanceof Failure)) throw error;
}
