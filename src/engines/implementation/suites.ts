import { z } from 'zod';
import { SuiteRun } from '../../core/generated-tests.ts';
import { TestName } from '../../core/implemented.ts';
import { commandText } from '../../project/command-line.ts';
import { pathIn } from '../../project/files.ts';
import { managerOf } from '../../project/managers.ts';
import type { Command, Project, ProjectRunner } from '../../project/project.ts';
import { usualRunner } from '../../project/recognise.ts';
import { parseJson } from '../../project/reports/text.ts';
import { runCommand } from '../../project/run-command.ts';
import { runTests, type TestRun } from '../../project/run-tests.ts';
import type { Wanted } from '../../project/test-command.ts';
import type { TestResult } from '../../project/test-result.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { byName } from './shown-run.ts';
import type { Workshop } from './workshop.ts';

const Build = z
  .object({ argv: z.tuple([z.string()], z.string()).readonly(), folder: z.string(), from: z.string() })
  .readonly();

/** The suite of a project before anything was changed. */
export const SuiteBase = z
  .object({
    run: SuiteRun,
    passed: z.array(TestName).readonly(),
    /** What has to be run before its tests, since more of them pass then; null where nothing has. */
    build: Build.nullable(),
  })
  .readonly();
export type SuiteBase = z.infer<typeof SuiteBase>;

/** How tests of a project are run. */
export interface TestWay {
  readonly runner: ProjectRunner;
  readonly build: Command | null;
}

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

/** Runs a project's suite on the files as they are settled; where not all of it passes, what builds it is tried before. */
export async function baseSuite(
  project: Project,
  runner: ProjectRunner,
  {
    workshop,
    files,
    signal,
  }: { readonly workshop: Workshop; readonly files: Workspace; readonly signal: AbortSignal },
): Promise<SuiteBase> {
  let best = { run: await testRun({ runner, build: null }, { is: 'all' }, workshop, signal), build: noBuild };
  for (const build of best.run.verdict.is === 'passed' ? [] : await builds(project, files)) {
    const run = await testRun({ runner, build }, { is: 'all' }, workshop, signal);
    if (passedIn(run).length > passedIn(best.run).length) best = { run, build };
    if (run.verdict.is === 'passed') break;
  }
  return { run: suiteRun(runner, best.run), passed: passedIn(best.run).map(nameOf), build: best.build };
}

const noBuild: SuiteBase['build'] = null;

/** Runs tests on the files as they are settled. Of a whole suite, what fails counts only where it fails by itself, too. */
export async function testRun(
  way: TestWay,
  what: Wanted,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<TestRun> {
  const { session } = workshop;
  const { runner, build } = way;
  if (build !== null)
    await runCommand(session, { ...build, env: { CI: 'true', NO_COLOR: '1' }, timeMs: mostMs, signal });
  signal.throwIfAborted();
  const order = { isMeasured: false, timeMs: mostMs, signal } as const;
  const run = await runTests(session, runner, { ...order, what });
  const files = what.is === 'all' ? filesToRepeat(run) : [];
  const again =
    files.length === 0
      ? undefined
      : await runTests(session, runner, { ...order, what: { is: 'files', files } });
  signal.throwIfAborted();
  return again === undefined ? run : confirmed(run, again);
}

/** More failures than these are no matter of chance. */
const mostRepeated = 25;

/** Where tests failed that a loaded machine may have made fail; none where there is nothing to repeat, or too much. */
function filesToRepeat({ tests, verdict }: TestRun): readonly string[] {
  const failed = tests.filter(({ outcome }) => outcome === 'failed');
  const files = failed.flatMap(({ file }) => file ?? []);
  const isFew = failed.length <= mostRepeated && files.length === failed.length;
  return verdict.is === 'failed' && isFew ? [...new Set(files)].toSorted() : [];
}

/** The run with those tests as passed that pass when they are run again. */
function confirmed(run: TestRun, again: TestRun): TestRun {
  const passed = new Set(passedIn(again).map((test) => keyOf(nameOf(test))));
  const tests = run.tests.map((test) =>
    test.outcome === 'failed' && passed.has(keyOf(nameOf(test)))
      ? { ...test, outcome: 'passed' as const, message: '' }
      : test,
  );
  const hasFailed = tests.some(({ outcome }) => outcome === 'failed');
  return hasFailed ? { ...run, tests } : { ...run, tests, verdict: { is: 'passed' }, output: '' };
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

const Scripts = z.object({ scripts: z.record(z.string(), z.string()) });

/** What may have to be run before the tests: what the manifest says of it by name, and the build. */
async function builds(project: Project, files: Workspace): Promise<readonly Command[]> {
  const { folder, build, manager } = project;
  const path = pathIn(folder, 'package.json');
  const manifest = await files.text(path);
  const scripts = Scripts.safeParse(manifest.is === 'text' ? parseJson(manifest.text) : undefined).data;
  const names = Object.keys(scripts?.scripts ?? {}).filter((name) => preparing.test(name));
  const [program, ...words] = managerOf(manager).script;
  const own = names.flatMap((name): readonly Command[] =>
    program === undefined
      ? []
      : [{ argv: [program, ...words, name], folder, from: `${path}, scripts.${name}` }],
  );
  return [...own.toSorted(beforeTestsFirst), ...(build === null ? [] : [build])];
}

const preparing = /^(?:pretest|prepare|prepack|build:(?:cjs|test|tests))$/;

function beforeTestsFirst({ from: one }: Command, { from: other }: Command): number {
  return Number(other.endsWith('.pretest')) - Number(one.endsWith('.pretest'));
}
