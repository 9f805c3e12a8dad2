import type { Wanted } from '../../project/test-command.ts';
import { type Fault, FaultIds, isWorse, noticed } from './faults.ts';
import type { TestPlace } from './home.ts';
import type { Suite } from './suite.ts';
import type { Table } from './table.ts';
import type { Target } from './targets.ts';

/** What is known of the tests that a target has. */
export interface TestsOf {
  readonly target: Target;
  readonly place: TestPlace;
  /** Test files that import it. */
  readonly importers: readonly string[];
}

/** Ids of the faults that no test of the project notices, as far as it is worth to run them. */
export async function unnoticed(
  faults: readonly Fault[],
  tests: TestsOf,
  table: Table,
): Promise<readonly string[]> {
  const { bench, suite, parts, request, files } = table;
  const { target } = tests;
  const all = faults.map(({ id }) => id);
  const worth = worthRunning(tests, suite);
  if (bench === null || all.length === 0 || worth === undefined) return all;
  const inputs = [request.headSha, target.path, target.symbol, all, [...files]];
  const seen = await parts.steps.once(
    `tests faults ${target.path} ${target.symbol}`,
    inputs,
    FaultIds,
    async () => {
      await bench.put(files);
      const first = await bench.run(worth.what);
      const way = { timeMs: Math.max(10_000, 5 * first.ms) };
      const ids = await noticed(first.ms > worth.mostMs ? [] : faults, { target, files, bench }, async () =>
        isWorse(first.tests, await bench.run(worth.what, way)),
      );
      await bench.put(files);
      await bench.mend();
      return ids;
    },
  );
  return all.filter((id) => !seen.includes(id));
}

interface Worth {
  readonly what: Wanted;
  /** What takes longer is not run again for every fault. */
  readonly mostMs: number;
}

/** All tests of a small suite; of a larger one those of the target, or where it has none of its own, of what imports it. */
function worthRunning({ place, importers }: TestsOf, suite: Suite | null): Worth | undefined {
  if (suite !== null && isQuick(suite)) return { what: { is: 'all' }, mostMs: Infinity };
  if (!place.isNew) return { what: { is: 'files', files: [place.path] }, mostMs: Infinity };
  const files = importers.slice(0, mostImporters);
  return files.length === 0 ? undefined : { what: { is: 'files', files }, mostMs: slowMs / 2 };
}

const mostImporters = 5;

/** Size is what counts, since the same suite takes a longer time on a busy machine; time only where no machine would be quick. */
function isQuick({ run, passed, ms }: Suite): boolean {
  return run.because === null && passed.length + run.failed.length <= fewTests && ms < slowMs;
}

const fewTests = 60;
const slowMs = 20_000;
