import type { Reproduction, TestName } from '../../core/implemented.ts';
import type { TestRun } from '../../project/run-tests.ts';
import { type Fault, refused, unsteady } from './fault.ts';
import { type Redness, rednessIn, resultOf, runRed } from './reproducing.ts';
import { homeFor, testRun } from './suites.ts';
import { beforeIn, type Work } from './work.ts';
import type { Workshop } from './workshop.ts';

interface Shown {
  readonly faults: readonly Fault[];
  readonly reproduction: Reproduction | null;
}

/** Whether the tests that show the issue still fail without the change, and pass with it. */
export async function reproductionGates(
  runs: readonly TestRun[],
  workshop: Workshop,
  work: Work,
): Promise<Shown> {
  const { notes } = work;
  if (notes.reproduction === null)
    return { faults: isMissing(work) ? [refused(missing)] : [], reproduction: null };
  const { tests } = notes.reproduction;
  const red = await redness(tests, workshop, work);
  const green = await greenness(tests, runs, workshop, work);
  return {
    faults: [
      ...(red.is === 'red' ? [] : [refused(paled(red.say))]),
      ...(green === 'failed'
        ? [refused('The tests that show the issue do not all pass with the change.')]
        : []),
      ...(red.isUnsteady || green === 'unsteady' ? [unsteady('One of the tests that show the issue')] : []),
    ],
    reproduction: withAfter(work, green === 'failed' ? 'failed' : 'passed'),
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

/** On the sources as they were; where they do not fail there, they are run once more before that is held against the change. */
async function redness(tests: readonly TestName[], workshop: Workshop, work: Work) {
  const first = await redOnce(tests, workshop, work);
  if (first.is === 'red') return { ...first, isUnsteady: false };
  const second = await redOnce(tests, workshop, work);
  return { ...second, isUnsteady: second.is === 'red' };
}

async function redOnce(tests: readonly TestName[], workshop: Workshop, work: Work): Promise<Redness> {
  const ran = await runRed(tests, workshop, work);
  return ran === undefined ? { is: 'other', say: '' } : rednessIn(tests, ran.run);
}

/** As the whole suite tells; where they do not all pass in it, or it does not run them, by themselves, and once more. */
async function greenness(
  tests: readonly TestName[],
  runs: readonly TestRun[],
  workshop: Workshop,
  work: Work,
): Promise<'passed' | 'unsteady' | 'failed'> {
  if (tests.every((test) => hasPassed(test, runs))) return 'passed';
  for (const hasFailedBefore of [tests.some((test) => hasFailed(test, runs)), true]) {
    const run = await runAlone(tests, workshop, work);
    if (run !== undefined && tests.every((test) => hasPassed(test, [run])))
      return hasFailedBefore ? 'unsteady' : 'passed';
  }
  return 'failed';
}

/** The files of some tests by themselves, with the change; undefined where nothing is known that would run them. */
export async function runAlone(
  tests: readonly TestName[],
  workshop: Workshop,
  work: Work,
): Promise<TestRun | undefined> {
  const files = [...new Set(tests.map(({ path }) => path))];
  const home = homeFor(files[0] ?? '', workshop.projects);
  if (home === undefined) return undefined;
  const { suite } = await beforeIn(home.project, home.runner, workshop, work);
  const way = { runner: home.runner, build: suite?.build ?? null };
  await workshop.settle();
  return testRun(way, { is: 'files', files }, workshop, work.parts.steps.signal);
}

export function hasFailed(test: TestName, runs: readonly TestRun[]): boolean {
  return runs.some((run) => resultOf(test, run)?.outcome === 'failed');
}

export function hasPassed(test: TestName, runs: readonly TestRun[]): boolean {
  return runs.some((run) => resultOf(test, run)?.outcome === 'passed');
}

/** What showed the issue before the change, and what became of it. */
export function withAfter({ notes }: Work, after: Reproduction['after']): Reproduction | null {
  return notes.reproduction && { ...notes.reproduction, after };
}
