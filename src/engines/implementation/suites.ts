import { z } from 'zod';
import { SuiteRun } from '../../core/generated-tests.ts';
import { TestName } from '../../core/implemented.ts';
import { commandText } from '../../project/command-line.ts';
import { filesOf } from '../../project/files.ts';
import { chosenBuild, runBuiltTests, type TestBuild, type TestWay } from '../../project/build.ts';
import type { Project, ProjectRunner } from '../../project/project.ts';
import { usualRunner } from '../../project/recognise.ts';
import { runTests, type TestRun } from '../../project/run-tests.ts';
import { testBuilds } from '../../project/test-builds.ts';
import type { Wanted } from '../../project/test-command.ts';
import type { TestResult } from '../../project/test-result.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { byName } from './shown-run.ts';
import type { Workshop } from './workshop.ts';

const Build = z
  .object({
    command: z
      .object({ argv: z.tuple([z.string()], z.string()).readonly(), folder: z.string(), from: z.string() })
      .readonly(),
    made: z.array(z.string()).readonly(),
  })
  .readonly();

/** The suite of a project before anything was changed. */
export const SuiteBase = z
  .object({
    run: SuiteRun,
    passed: z.array(TestName).readonly(),
    /** What makes the files that its tests run on; null where nothing has to. */
    build: Build.nullable(),
    /** In a sentence, why that does not come to its end; null where it does. */
    unbuilt: z.string().nullable(),
    /** Tests that failed at first and passed when they were run again. */
    unsteady: z.array(TestName).readonly(),
  })
  .readonly();
export type SuiteBase = z.infer<typeof SuiteBase>;

const mostMs = 300_000;

/** The project that a path belongs to, and what runs its tests: where no runner is set up, the one that comes with its language. */
export function homeFor(
  path: string,
  projects: readonly Project[],
): { readonly project: Project; readonly runner: ProjectRunner } | undefined {
  const around = projects.filter(({ folder }) => folder === '' || path.startsWith(`${folder}/`));
  const own = around.findLast(({ runners }) => runners.length > 0);
  const [runner] = own?.runners ?? [];
  if (own !== undefined && runner !== undefined) return { project: own, runner };
  const name = /\.[cm]?[jt]sx?$/.test(path) ? 'node:test' : path.endsWith('.py') ? 'unittest' : undefined;
  const project = around.at(-1);
  if (name === undefined || project === undefined) return undefined;
  return { project, runner: usualRunner(name, project.folder, 'its language') };
}

/** Runs a project's suite on the files as they are settled, built where that is due; where not all of it passes, other builds are tried. */
export async function baseSuite(
  project: Project,
  runner: ProjectRunner,
  {
    workshop,
    files,
    signal,
  }: { readonly workshop: Workshop; readonly files: Workspace; readonly signal: AbortSignal },
): Promise<SuiteBase> {
  const { session, builder } = workshop;
  const builds = await testBuilds(project, runner, filesOf(files));
  const due = builds.isDue ? await chosenBuild(builds, { session, builder, signal }) : null;
  let best = { run: await suiteOf(due), build: due };
  for (const command of builds.isDue || best.run.verdict.is === 'passed' ? [] : builds.commands) {
    const build = { command, made: [] };
    const run = await suiteOf(build);
    if (passedIn(run).length > passedIn(best.run).length) best = { run, build };
    if (run.verdict.is === 'passed') break;
  }
  const { run, build } = best;
  const { unbuilt, unsteady } = run;
  return { run: suiteRun(runner, run), passed: passedIn(run).map(nameOf), build, unbuilt, unsteady };

  function suiteOf(build: TestBuild | null): Promise<Run> {
    return testRun({ runner, build }, { is: 'all' }, workshop, signal);
  }
}

/** A run of tests, and those of them that failed at first and passed when they were run again on the same files. */
export interface Run extends TestRun {
  readonly unsteady: readonly TestName[];
}

/** Runs tests on the files as they are settled, and what is built of them. Of a whole suite, what fails counts only where it fails again. */
export async function testRun(
  way: Pick<TestWay, 'runner' | 'build'>,
  what: Wanted,
  { session, builder }: Workshop,
  signal: AbortSignal,
): Promise<Run> {
  const order = { isMeasured: false, timeMs: mostMs, signal } as const;
  const run = await runBuiltTests(session, { ...way, builder }, { ...order, what });
  const repeated = what.is === 'all' ? toRepeat(run) : undefined;
  const again = repeated && (await runTests(session, way.runner, { ...order, what: repeated }));
  signal.throwIfAborted();
  return again === undefined ? { ...run, unsteady: [] } : confirmed(run, again);
}

/** More failures than these are no matter of chance. */
const mostRepeated = 25;

/** A suite that takes longer is not repeated as a whole. */
const mostRepeatedMs = 60_000;

/** Where tests failed that may fail now and then; undefined where there is nothing to repeat, or too much. */
function toRepeat({ tests, verdict, ms }: TestRun): Wanted | undefined {
  const failed = tests.filter(({ outcome }) => outcome === 'failed');
  if (verdict.is !== 'failed' || failed.length > mostRepeated) return undefined;
  const files = failed.flatMap(({ file }) => file ?? []);
  if (files.length === failed.length) return { is: 'files', files: [...new Set(files)].toSorted() };
  return ms > mostRepeatedMs ? undefined : { is: 'all' };
}

/** The run with those tests as passed that pass when they are run again. */
function confirmed(run: TestRun, again: TestRun): Run {
  const passed = new Set(passedIn(again).map((test) => keyOf(nameOf(test))));
  const unsteady = run.tests
    .filter((test) => test.outcome === 'failed' && passed.has(keyOf(nameOf(test))))
    .toSorted(byName);
  const tests = run.tests.map((test) =>
    unsteady.includes(test) ? { ...test, outcome: 'passed' as const, message: '' } : test,
  );
  const hasFailed = tests.some(({ outcome }) => outcome === 'failed');
  const whole = hasFailed
    ? { ...run, tests }
    : { ...run, tests, verdict: { is: 'passed' as const }, output: '' };
  return { ...whole, unsteady: unsteady.map(nameOf) };
}

/** The command for tests as a person would type it. */
export function typed({ words }: ProjectRunner, files: readonly string[]): string {
  return commandText([...words.filter((word) => files.length === 0 || !word.includes('*')), ...files]);
}

/** What came of the whole suite, in figures and names. */
export function suiteRun({ words }: ProjectRunner, { tests, verdict }: TestRun): SuiteRun {
  return {
    command: commandText(words),
    passed: tests.filter(({ outcome }) => outcome === 'passed').length,
    failed: tests
      .filter(({ outcome }) => outcome === 'failed')
      .toSorted(byName)
      .map(({ name }) => name),
    because: verdict.is === 'passed' || verdict.is === 'failed' ? null : verdict.because,
  };
}

/** Tests that passed before and do not any more: they fail, are left out, or are gone. */
export function brokenTests(base: SuiteBase, now: TestRun): readonly TestName[] {
  const still = new Set(passedIn(now).map((test) => keyOf(nameOf(test))));
  return base.passed.filter((test) => !still.has(keyOf(test)));
}

export function nameOf({ file, name }: Pick<TestResult, 'file' | 'name'>): TestName {
  return { path: file ?? '', name };
}

export function keyOf({ path, name }: TestName): string {
  return JSON.stringify([path, name]);
}

function passedIn({ tests }: TestRun): readonly TestResult[] {
  return tests.filter(({ outcome }) => outcome === 'passed').toSorted(byName);
}
