import { repositoryText } from '../../agent/tools/pieces.ts';
import type { TestCounts } from '../../checks/claim-figures.ts';
import type { Piece } from '../../agent/observation.ts';
import type { TestRun } from '../../project/run-tests.ts';
import type { TestResult } from '../../project/test-result.ts';
import { steady } from './steady.ts';

/** Failing tests whose messages are shown, and how much of each. */
const mostFailing = 6;
const mostMessage = 1_500;

/** What came of a run of tests, for the model that asked for it. */
export function shownRun(run: TestRun, desk: Parameters<typeof repositoryText>[0]): readonly Piece[] {
  const failing = run.tests.filter(({ outcome }) => outcome === 'failed').toSorted(byName);
  const shown = failing.slice(0, mostFailing).map(failureText);
  const more = failing.length - shown.length;
  return [
    `${tally(run)}${problemOf(run)}`,
    ...(shown.length === 0 ? [] : [repositoryText(desk, 'failing tests', shown.join('\n\n'))]),
    ...(more > 0 ? [`${more} more fail.`] : []),
    ...(failing.length === 0 && run.output !== ''
      ? [repositoryText(desk, 'output', steady(run.output))]
      : []),
  ];
}

/** Files that are run beside each other report in another order each time. */
export function byName(one: TestResult, other: TestResult): number {
  const [first, second] = [one, other].map(({ file, name }) => `${file ?? ''} ${name}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

/** Null where none was run. */
export function countsOf({ tests }: Pick<TestRun, 'tests'>): TestCounts | null {
  if (tests.length === 0) return null;
  const passed = tests.filter(({ outcome }) => outcome === 'passed').length;
  return { passed, failed: tests.filter(({ outcome }) => outcome === 'failed').length };
}

/** Passed, failed and left out, in one sentence. */
function tally({ tests }: TestRun): string {
  const counts = (['passed', 'failed', 'skipped', 'todo'] as const).flatMap((outcome) => {
    const count = tests.filter((test) => test.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  return counts.length === 0 ? 'No test was run.' : `Tests: ${counts.join(', ')}.`;
}

function problemOf({ verdict, unbuilt }: TestRun): string {
  const problem = verdict.is === 'passed' || verdict.is === 'failed' ? '' : ` ${verdict.because}`;
  return unbuilt === null ? problem : `${problem} ${unbuilt}`;
}

function failureText(test: TestResult): string {
  const where = test.file === null ? '' : ` (${test.file})`;
  return `${test.name}${where}\n${failureMessage(test)}`;
}

/** Why a test failed, the same in every run of the same thing. */
export function failureMessage({ message }: Pick<TestResult, 'message'>): string {
  return steady(message).slice(0, mostMessage).trimEnd();
}
