import type { Wanted } from '../../project/test-command.ts';
import type { TestPlace } from './home.ts';
import type { Importer } from './importers.ts';
import { slowFileMs } from './runs.ts';
import type { Suite } from './suite.ts';

/** What is known of the tests that a target has. */
export interface TestsOf {
  readonly place: Pick<TestPlace, 'path' | 'isNew'>;
  readonly importers: readonly Importer[];
}

/** Test files to be run for each fault, where they turn out to be quick. */
export interface Trial {
  readonly what: Wanted;
  /** What takes longer is not run again for every fault: what is known to be quick may take long on a busy machine. */
  readonly mostMs: number;
  /** The test files; null for all that are known to import the target. */
  readonly by: readonly string[] | null;
}

/**
 * All tests of a small suite; of a larger one the files that import the target, as far as they are quick together, or where they turn out
 * not to be, the first of them.
 */
export function trialsFor({ place, importers }: TestsOf, suite: Suite | null): readonly Trial[] {
  if (suite !== null && isQuick(suite)) return [{ what: { is: 'all' }, mostMs: 3 * slowMs, by: null }];
  const own = place.isNew ? [] : [place.path];
  const all = [...new Set([...own, ...importers.map(({ path }) => path)])];
  const fileMs = suite?.fileMs ?? {};
  const some = quickOf(all, fileMs);
  const sets = [some, some.slice(0, 1)].filter((_, at) => some.length > at);
  return sets.map((files) => ({
    what: { is: 'files', files },
    mostMs: files.some((path) => fileMs[path] === undefined) ? slowFileMs : 3 * slowFileMs,
    by: files.length < all.length ? files : null,
  }));
}

/** As many as take little time together, by what they took in the suite; where none is quick, the first may be quicker by itself. */
function quickOf(files: readonly string[], fileMs: Suite['fileMs']): readonly string[] {
  const quick: string[] = [];
  let ms = 0;
  for (const file of files) {
    const own = fileMs[file] ?? 0;
    if (quick.length === mostFiles || ms + own > quickMs) continue;
    quick.push(file);
    ms += own;
  }
  return quick.length === 0 ? files.slice(0, 1) : quick;
}

const mostFiles = 5;
/** Each fault costs a run, and one that has the tests wait for ever several times as long. */
const quickMs = 5_000;

/** Size is what counts, since the same suite takes a longer time on a busy machine; time only where no machine would be quick. */
function isQuick({ run, passed, ms }: Suite): boolean {
  return run.because === null && passed.length + run.failed.length <= fewTests && ms < slowMs;
}

const fewTests = 60;
const slowMs = 20_000;
