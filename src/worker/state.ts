import type { Progress, Run, RunState } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';

/** Keeps how the run stands. Answers it as it then is, or undefined where a newer generation has taken its place. */
export async function setState(
  run: Run,
  state: RunState,
  { ledger, clock }: { readonly ledger: Pick<Ledger, 'runs'>; readonly clock: Clock },
  progress: Partial<Progress> = {},
): Promise<Run | undefined> {
  const now = await ledger.runs.update(run.key, clock.now(), (current) =>
    current?.generation === run.generation
      ? {
          ...current,
          state,
          progress: { ...current.progress, ...progress },
          waits: current.waits + (state.is === 'waiting' ? 1 : 0),
        }
      : undefined,
  );
  return now?.generation === run.generation ? now : undefined;
}
