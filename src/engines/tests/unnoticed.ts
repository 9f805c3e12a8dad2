import { z } from 'zod';
import type { Wanted } from '../../project/test-command.ts';
import type { Bench } from './bench.ts';
import { type Fault, FaultIds, isWorse, noticed } from './faults.ts';
import type { TestPlace } from './home.ts';
import type { Importer } from './importers.ts';
import { slowFileMs } from './runs.ts';
import type { Suite } from './suite.ts';
import type { Table } from './table.ts';
import type { Target } from './targets.ts';

/** What is known of the tests that a target has. */
export interface TestsOf {
  readonly target: Target;
  readonly place: TestPlace;
  readonly importers: readonly Importer[];
}

export interface Unnoticed {
  readonly ids: readonly string[];
  /** The test files that were run for it; null for all that are known to import the target. */
  readonly by: readonly string[] | null;
}

/** Ids of the faults that no test of the project notices, as far as it is worth to run them. */
export async function unnoticed(faults: readonly Fault[], tests: TestsOf, table: Table): Promise<Unnoticed> {
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

interface Trial {
  readonly what: Wanted;
  /** What takes longer is not run again for every fault. */
  readonly mostMs: number;
  readonly by: Unnoticed['by'];
}

/** All tests of a small suite; of a larger one what imports the target, or where that is slow, the target's own tests alone. */
function trialsFor({ place, importers }: TestsOf, suite: Suite | null): readonly Trial[] {
  if (suite !== null && isQuick(suite)) return [{ what: { is: 'all' }, mostMs: 3 * slowMs, by: null }];
  const own = place.isNew ? [] : [place.path];
  const files = [...new Set([...own, ...importers.map(({ path }) => path)])];
  const some = files.slice(0, mostFiles);
  const alone = { what: { is: 'files', files: own }, mostMs, by: own } as const;
  if (files.length <= own.length) return own.map(() => ({ ...alone, by: null }));
  const by = some.length < files.length ? some : null;
  const together = { what: { is: 'files', files: some }, mostMs, by } as const;
  return own.length === 0 ? [together] : [together, alone];
}

const mostFiles = 5;
/** A fault that has the tests wait for ever is waited for several times as long. */
const mostMs = slowFileMs;

/** Size is what counts, since the same suite takes a longer time on a busy machine; time only where no machine would be quick. */
function isQuick({ run, passed, ms }: Suite): boolean {
  return run.because === null && passed.length + run.failed.length <= fewTests && ms < slowMs;
}

const fewTests = 60;
const slowMs = 20_000;
