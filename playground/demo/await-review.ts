import type { Subject } from '../github/acts/named.ts';
import type { CheckRun } from '../github/check-state.ts';
import type { LocalGitHub } from '../github/start.ts';

export type Outcome =
  | { readonly is: 'reviewed' }
  /** The reason is a sentence for people. */
  | { readonly is: 'none'; readonly reason: string };

export interface Waiting {
  readonly signal: AbortSignal;
  /** Hears of every step, in the words of the check. */
  readonly tell: (text: string) => void;
}

/** Waits until the app's check on the pull request is completed, or the signal aborts. */
export async function awaitReview(
  github: LocalGitHub,
  pull: Subject,
  { signal, tell }: Waiting,
): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let told: string | null = null;
  function look(): void {
    const run = checkOf(github, pull);
    if (run && run.title !== told) tell(`The check says: ${run.title ?? run.status}`);
    told = run?.title ?? null;
    if (run?.status === 'completed' || signal.aborted) resolve();
  }
  const stop = github.observe(look);
  signal.addEventListener('abort', look, { once: true });
  look();
  await promise;
  stop();
  const isReviewed = github.state.reviews(pull).some(({ submittedAt }) => submittedAt !== undefined);
  return isReviewed ? { is: 'reviewed' } : { is: 'none', reason: whyNone(checkOf(github, pull), signal) };
}

function checkOf({ state }: LocalGitHub, pull: Subject): CheckRun | undefined {
  return state.checkRuns(pull)[0];
}

function whyNone(run: CheckRun | undefined, signal: AbortSignal): string {
  if (run?.status === 'completed') return `No review came. ${run.title ?? ''}: ${run.summary ?? ''}`;
  const isLate = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  const what = isLate ? 'No review came in the time given (see --wait)' : 'Stopped before a review came';
  return `${what}; ${run ? `the check says: ${run.title ?? run.status}` : 'Patchwright has not shown a check yet'}.`;
}
