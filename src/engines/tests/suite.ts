import { z } from 'zod';
import { commandText } from '../../project/command-line.ts';
import type { TestRun } from '../../project/run-tests.ts';
import type { Bench } from './bench.ts';
import { Covered, coveredOf } from './gain.ts';
import { SuiteRun } from '../../core/generated-tests.ts';

/** The whole suite on the head as it is. */
export const Suite = z
  .object({
    run: SuiteRun,
    /** Tests that passed, by file and name. */
    passed: z.array(z.string()).readonly(),
    /** What it covers, by the paths that were asked for. */
    covered: z.record(z.string(), Covered),
    /** Why nothing was measured; null where it was. */
    unmeasured: z.string().nullable(),
    ms: z.number(),
    /** What the tests of each file took together, as far as the runner tells. */
    fileMs: z.record(z.string(), z.number()),
  })
  .readonly();
export type Suite = z.infer<typeof Suite>;

const mostMs = 300_000;

/** Runs all tests of a project and measures what they cover of some files. What fails is said, and no reason to stop. */
export async function runSuite(bench: Bench, paths: readonly string[]): Promise<Suite> {
  const run = await bench.run({ is: 'all' }, { isMeasured: true, timeMs: mostMs });
  await bench.mend();
  const { coverage } = run;
  return {
    run: { ...suiteRunOf(run), command: commandText(bench.runner.words) },
    passed: run.tests.filter(({ outcome }) => outcome === 'passed').map(keyOf),
    covered: Object.fromEntries(paths.map((path) => [path, coveredOf(coverage, path)])),
    unmeasured: coverage.is === 'measured' ? null : coverage.because,
    ms: run.ms,
    fileMs: timesIn(run),
  };
}

function timesIn({ tests }: TestRun): Record<string, number> {
  const files = Map.groupBy(tests, ({ file }) => file ?? '');
  return Object.fromEntries(
    Array.from(files, ([file, own]) => [file, own.reduce((sum, { ms }) => sum + (ms ?? 0), 0)]),
  );
}

/** The tests that passed in one run of the suite and do not in another. */
export function lostIn(before: Suite, after: Suite): readonly string[] {
  const still = new Set(after.passed);
  return before.passed.filter((key) => !still.has(key));
}

function suiteRunOf({ tests, verdict }: TestRun): Omit<SuiteRun, 'command'> {
  return {
    passed: tests.filter(({ outcome }) => outcome === 'passed').length,
    failed: tests.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name),
    because: verdict.is === 'passed' || verdict.is === 'failed' ? null : verdict.because,
  };
}

function keyOf({ file, name }: { readonly file: string | null; readonly name: string }): string {
  return `${file ?? ''} ${name}`;
}
