import fc from 'fast-check';

/** With CRASH_ALL=1 each suite does all that it can; by default a sample, so that all of them together take a few minutes. */
export const isWhole = process.env['CRASH_ALL'] === '1';

/** Why a suite is left out of the sample: another one does the same on another backend. */
export const onlyWhole = isWhole ? false : 'on Redis here, on all backends with CRASH_ALL=1';

/** What is chosen by chance is chosen by this; CRASH_SEED takes the same again. */
export const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

/** So many of them by chance, in their order; all of them where everything is done. */
export function sample<T>(all: readonly T[], count: number): readonly T[] {
  if (isWhole) return all;
  const length = Math.min(count, all.length);
  const chosen = fc.subarray([...all], { minLength: length, maxLength: length });
  return fc.sample(chosen, { seed, numRuns: 1 }).flat();
}

/** For the diagnostics of a suite: what it did of all there is, and how to do the same again. */
export function sampled(done: readonly string[], all: number): string {
  return `${done.length} of ${all}, by CRASH_SEED=${seed} (all with CRASH_ALL=1):\n${done.join('\n')}`;
}
