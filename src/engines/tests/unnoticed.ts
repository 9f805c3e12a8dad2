import { z } from 'zod';
import type { Bench } from './bench.ts';
import { type Fault, FaultIds, isWorse, noticed } from './faults.ts';
import type { Table } from './table.ts';
import type { Target } from './targets.ts';
import { type TestsOf, type Trial, trialsFor } from './trials.ts';

export interface Unnoticed {
  readonly ids: readonly string[];
  /** The test files that were run for it; null for all that are known to import the target. */
  readonly by: readonly string[] | null;
}

/** Ids of the faults that no test of the project notices, as far as it is worth to run them. */
export async function unnoticed(
  faults: readonly Fault[],
  tests: TestsOf & { readonly target: Target },
  table: Table,
): Promise<Unnoticed> {
  const { bench, suite, parts, request, files } = table;
  const { target } = tests;
  const all = faults.map(({ id }) => id);
  const trials = trialsFor(tests, suite);
  if (bench === null) return { ids: all, by: [] };
  if (all.length === 0 || trials.length === 0) return { ids: all, by: null };
  const inputs = [request.headSha, target.path, target.symbol, all, [...files]];
  const { ids, by } = await parts.steps.once(
    `tests faults ${target.path} ${target.symbol}`,
    inputs,
    Seen,
    async () => {
      const seen = await seenIn(trials, faults, { target, files, bench });
      await bench.put(files);
      await bench.mend();
      return seen;
    },
  );
  return { ids: all.filter((id) => !ids.includes(id)), by };
}

/** Faults that tests notice, and which test files were run for it, as above. */
const Seen = z.object({ ids: FaultIds, by: z.array(z.string()).readonly().nullable() }).readonly();

/** By the first trial that does not take too long. */
async function seenIn(
  trials: readonly Trial[],
  faults: readonly Fault[],
  at: { readonly target: Target; readonly files: Table['files']; readonly bench: Bench },
): Promise<z.infer<typeof Seen>> {
  const { bench, files } = at;
  for (const { what, mostMs, by } of trials) {
    await bench.put(files);
    const first = await bench.run(what, { timeMs: mostMs });
    if (first.ms > mostMs || first.verdict.is === 'stopped') continue;
    const way = { timeMs: Math.max(10_000, 5 * first.ms) };
    return {
      ids: await noticed(faults, at, async () => isWorse(first.tests, await bench.run(what, way))),
      by,
    };
  }
  return { ids: [], by: [] };
}
