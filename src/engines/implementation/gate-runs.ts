import type { ProjectCheck, SuiteChange, TestName, Verification } from '../../core/implemented.ts';
import { codeSpan } from '../../core/fence.ts';
import type { Project, ProjectRunner } from '../../project/project.ts';
import type { TestRun } from '../../project/run-tests.ts';
import { compared, runCheckers } from './checkers.ts';
import { type Fault, refused, unsteady } from './fault.ts';
import { earlierGates, notRunAgain } from './earlier-gates.ts';
import { reproductionGates, withAfter } from './reproduction-gates.ts';
import { resultOf } from './reproducing.ts';
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
  const unverified = { ...nothingRun, earlier: notRunAgain(work) };
  if (parts.workspace.changes().length === 0) return { faults: [], verification: unverified };
  const opened = parts.steps.signal.aborted ? stopped : await work.workshop();
  if (opened.is === 'closed') {
    const verification = { ...unverified, notRun: opened.because, noReproduction: notes.noReproduction };
    return { faults: [], verification: { ...verification, reproduction: withAfter(work, 'not run') } };
  }
  const { workshop } = opened;
  const projects: ProjectGates[] = [];
  for (const home of homesOf(work, workshop)) projects.push(await projectGates(home, workshop, work));
  const runs = projects.flatMap(({ run }) => run ?? []);
  const shown = await reproductionGates(runs, workshop, work);
  const earlier = await earlierGates(runs, workshop, work);
  return {
    faults: [...shown.faults, ...earlier.faults, ...projects.flatMap(({ faults }) => faults)],
    verification: {
      notRun: null,
      reproduction: shown.reproduction,
      noReproduction: notes.noReproduction,
      earlier: earlier.proofs,
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

const nothingRun: Verification = {
  notRun: null,
  reproduction: null,
  noReproduction: null,
  earlier: [],
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
    faults: [
      ...unbuiltFaults(base, run),
      ...unsteadyFaults([...base.unsteady, ...run.unsteady]),
      ...brokenFaults(broken, run),
      ...ownFaults(base, run),
      ...checks.flatMap(checkFaults),
    ],
    suite: { before: base.run, after: suiteRun(way.runner, run), broken },
    run,
    checks,
  };
}

/** Tests that nobody should take a red or a green from. */
function unsteadyFaults(tests: readonly TestName[]): readonly Fault[] {
  const names = [...new Set(tests.map(({ name }) => name))];
  return names.slice(0, mostNamed).map((name) => unsteady(`The test ${codeSpan(name)}`));
}

const mostNamed = 8;

/** A build that came to its end before, and does not now. */
function unbuiltFaults({ unbuilt: before }: SuiteBase, { unbuilt }: TestRun): readonly Fault[] {
  return before === null && unbuilt !== null ? [refused(unbuilt)] : [];
}

function brokenFaults(broken: readonly TestName[], run: TestRun): readonly Fault[] {
  const { verdict, output, tests } = run;
  if (broken.length > 0 && tests.length === 0 && verdict.is === 'no-report')
    return [refused(`${verdict.because}\n${failureMessage({ message: output })}`.trim())];
  const named = broken.slice(0, mostNamed).map((test) => {
    const result = resultOf(test, run);
    return result?.outcome === 'failed'
      ? refused(`The test ${codeSpan(test.name)} passed before and fails now: ${failureMessage(result)}`)
      : refused(`The test ${codeSpan(test.name)} passed before and does not run any more.`);
  });
  const more = broken.length - named.length;
  return more > 0
    ? [...named, refused(`${more} more tests that passed before do not pass any more.`)]
    : named;
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
