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
  /** Keeps how it stands, and shows that now or soon. */
  draw(state: RunState, progress: Partial<Progress>): Promise<void>;
}

/** Progress is worth one request in five seconds. */
const drawEveryMs = 5_000;
/** How often what is not shown yet is looked at. */
const lookMs = 500;

/** The last that was kept is shown at last, also where nothing more comes for a while. */
export function openDrawing(run: Run, parts: DrawParts): Drawing {
  const { clock, ledger, deliver } = parts;
  let shownAt = lastShown(run);
  let isShown = true;
  let showing: Promise<void> = Promise.resolve();
  function isDue(): boolean {
    return !isShown && clock.now() - shownAt >= drawEveryMs;
  }
  /** One after the other, so that the last one wins. */
  function show(): Promise<void> {
    isShown = true;
    shownAt = clock.now();
    showing = showing.catch(() => undefined).then(showNow);
    return showing;
  }
  async function showNow(): Promise<void> {
    const now = await ledger.runs.get(run.key);
    if (now?.generation === run.generation) await deliver.show(now);
  }
  const look = parts.every(lookMs, () => {
    if (isDue()) show().catch(unlessFailure);
  });
  return {
    draw: async (state, progress) => {
      if ((await setState(run, state, parts, progress)) === undefined) return;
      isShown = false;
      if (isDue()) await show();
    },
    [Symbol.asyncDispose]: async () => {
      look.stop();
      await showing.catch(unlessFailure);
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
