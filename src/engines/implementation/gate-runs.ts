import type {
  ProjectCheck,
  Reproduction,
  SuiteChange,
  TestName,
  Verification,
} from '../../core/implemented.ts';
import { codeSpan } from '../../core/fence.ts';
import type { Project, ProjectRunner } from '../../project/project.ts';
import type { TestRun } from '../../project/run-tests.ts';
import { compared, runCheckers } from './checkers.ts';
import type { Fault } from './gates.ts';
import { isSame, redness, runRed } from './reproducing.ts';
import { byName, failureMessage } from './shown-run.ts';
import { brokenTests, homeFor, keyOf, nameOf, type SuiteBase, suiteRun, testRun } from './suites.ts';
import { beforeIn, type Work } from './work.ts';
import type { Workshop } from './workshop.ts';

export interface RunGates {
  readonly faults: readonly Fault[];
  readonly verification: Verification;
}

/** Runs what shows the issue, all tests and the checks of the projects that were changed, and compares with how it was before. */
export async function runGates(work: Work): Promise<RunGates> {
  const { notes, parts } = work;
  if (parts.workspace.changes().length === 0) return { faults: [], verification: unverified };
  const opened = parts.steps.signal.aborted ? stopped : await work.workshop();
  if (opened.is === 'closed') {
    const verification = { ...unverified, notRun: opened.because, noReproduction: notes.noReproduction };
    return { faults: [], verification: { ...verification, reproduction: withAfter(work, 'not run') } };
  }
  const { workshop } = opened;
  const projects: ProjectGates[] = [];
  for (const home of homesOf(work, workshop)) projects.push(await projectGates(home, workshop, work));
  const shown = await reproductionGates(
    projects.flatMap(({ run }) => run ?? []),
    workshop,
    work,
  );
  return {
    faults: [...shown.faults, ...projects.flatMap(({ faults }) => faults)],
    verification: {
      notRun: null,
      reproduction: shown.reproduction,
      noReproduction: notes.noReproduction,
      suites: projects.flatMap(({ suite }) => suite ?? []),
      checks: projects.flatMap(({ checks }) => checks),
      faults: [],
    },
  };
}

const stopped = {
  is: 'closed',
  because: 'Nothing was run: the work was stopped before this state of it was tested.',
} as const;

const unverified: Verification = {
  notRun: null,
  reproduction: null,
  noReproduction: null,
  suites: [],
  checks: [],
  faults: [],
};

interface Home {
  readonly project: Project;
  readonly runner: ProjectRunner | undefined;
}

const mostProjects = 3;

/** The projects that the change touches. */
function homesOf({ parts }: Work, { projects }: Workshop): readonly Home[] {
  const homes = new Map<Project, ProjectRunner | undefined>();
  for (const { path } of parts.workspace.changes()) {
    const around = projects.findLast(({ folder }) => folder === '' || path.startsWith(`${folder}/`));
    const { project = around, runner } = homeFor(path, projects) ?? {};
    if (project !== undefined) homes.set(project, project.runners[0] ?? homes.get(project) ?? runner);
  }
  return Array.from(homes, ([project, runner]) => ({ project, runner })).slice(0, mostProjects);
}

interface ProjectGates {
  readonly faults: readonly Fault[];
  readonly suite: SuiteChange | undefined;
  readonly run: TestRun | undefined;
  readonly checks: readonly ProjectCheck[];
}

async function projectGates(
  { project, runner }: Home,
  workshop: Workshop,
  work: Work,
): Promise<ProjectGates> {
  const { signal } = work.parts.steps;
  const before = await beforeIn(project, runner, workshop, work);
  await workshop.settle();
  const { suite: base } = before;
  const way = runner && base && { runner, build: base.build };
  const run = way && (await testRun(way, { is: 'all' }, workshop, signal));
  const after = await runCheckers(project, workshop, signal);
  const checks = after.flatMap((check) => {
    const known = before.checks.find(({ task }) => task === check.task);
    return known === undefined ? [] : [compared(known, check)];
  });
  if (!way || !run || !base)
    return { faults: checks.flatMap(checkFaults), suite: undefined, run: undefined, checks };
  const broken = brokenTests(base, run);
  return {
    faults: [...brokenFaults(broken, run), ...ownFaults(base, run), ...checks.flatMap(checkFaults)],
    suite: { before: base.run, after: suiteRun(way.runner, run), broken },
    run,
    checks,
  };
}

const mostNamed = 8;

function brokenFaults(broken: readonly TestName[], run: TestRun): readonly Fault[] {
  const told = broken.slice(0, mostNamed).map((test) => {
    const result = run.tests.find((each) => isSame(each, test));
    return result?.outcome === 'failed'
      ? refused(`The test ${codeSpan(test.name)} passed before and fails now: ${failureMessage(result)}`)
      : refused(`The test ${codeSpan(test.name)} passed before and does not run any more.`);
  });
  const more = broken.length - told.length;
  return more > 0 ? [...told, refused(`${more} more tests that passed before do not pass any more.`)] : told;
}

/** Tests that fail and are new: those that passed before are broken, or fail now and then. */
function ownFaults({ run: before, passed }: SuiteBase, { tests }: TestRun): readonly Fault[] {
  const failedBefore = new Set(before.failed);
  const passedBefore = new Set(passed.map(keyOf));
  const failing = tests
    .filter(({ outcome, name }) => outcome === 'failed' && !failedBefore.has(name))
    .filter((test) => !passedBefore.has(keyOf(nameOf(test))))
    .toSorted(byName);
  return failing
    .slice(0, mostNamed)
    .map((test) => refused(`The test ${codeSpan(test.name)} fails: ${failureMessage(test)}`));
}

function checkFaults({ command, fresh, because }: ProjectCheck): readonly Fault[] {
  if (because !== null) return [];
  return fresh
    .slice(0, mostNamed)
    .map((line) => refused(`${codeSpan(command)} says now, and did not before: ${line}`));
}

interface Shown {
  readonly faults: readonly Fault[];
  readonly reproduction: Reproduction | null;
}

/** Whether the tests that show the issue still fail without the change, and pass with it. */
async function reproductionGates(runs: readonly TestRun[], workshop: Workshop, work: Work): Promise<Shown> {
  const { notes } = work;
  if (notes.reproduction === null)
    return { faults: isMissing(work) ? [refused(missing)] : [], reproduction: null };
  const { tests } = notes.reproduction;
  const ran = await runRed(tests, workshop, work);
  const red = ran === undefined ? ({ is: 'other', say: '' } as const) : redness(tests, ran.run);
  const isGreen = await passing(tests, runs, workshop, work);
  return {
    faults: [
      ...(red.is === 'red' ? [] : [refused(paled(red.say))]),
      ...(isGreen ? [] : [refused('The tests that show the issue do not all pass with the change.')]),
    ],
    reproduction: withAfter(work, isGreen ? 'passed' : 'failed'),
  };
}

function isMissing({ isProofDue, notes: { noReproduction, kind } }: Work): boolean {
  return isProofDue && noReproduction === null && (kind === 'bug' || kind === 'feature');
}

const missing =
  'No test shows what the issue is about: write one, and show with reproduce that it fails without the change.';

function paled(say: string): string {
  return `The tests that showed the issue do not show it any more as they are now. ${say}`.trim();
}

/** As the whole suite tells, and where it does not run them, by themselves. */
async function passing(
  tests: readonly TestName[],
  runs: readonly TestRun[],
  workshop: Workshop,
  work: Work,
): Promise<boolean> {
  if (tests.every((test) => hasPassed(test, runs))) return true;
  const paths = [...new Set(tests.map(({ path }) => path))];
  const home = homeFor(paths[0] ?? '', workshop.projects);
  if (home === undefined) return false;
  const { suite } = await beforeIn(home.project, home.runner, workshop, work);
  await workshop.settle();
  const way = { runner: home.runner, build: suite?.build ?? null };
  const run = await testRun(way, { is: 'files', files: paths }, workshop, work.parts.steps.signal);
  return tests.every((test) => hasPassed(test, [run]));
}

function hasPassed(test: TestName, runs: readonly TestRun[]): boolean {
  return runs.some(({ tests }) => tests.some((each) => isSame(each, test) && each.outcome === 'passed'));
}

function withAfter({ notes }: Work, after: Reproduction['after']): Reproduction | null {
  return notes.reproduction && { ...notes.reproduction, after };
}

function refused(text: string): Fault {
  return { text, weight: 'refuse', undo: null };
}
