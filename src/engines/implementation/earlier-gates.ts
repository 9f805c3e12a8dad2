import type { Reproduction } from '../../core/implemented.ts';
import type { TestRun } from '../../project/run-tests.ts';
import { type Fault, refused } from './fault.ts';
import { hasFailed, hasPassed, runAlone } from './reproduction-gates.ts';
import { keyOf } from './suites.ts';
import type { Work } from './work.ts';
import type { Workshop } from './workshop.ts';

interface Standing {
  readonly faults: readonly Fault[];
  readonly proofs: readonly Reproduction[];
}

/** What showed in earlier rounds what the pull request is about: as long as its tests stand, they have to pass. */
export async function earlierGates(
  runs: readonly TestRun[],
  workshop: Workshop,
  work: Work,
): Promise<Standing> {
  const standing: Reproduction[] = [];
  for (const proof of ofEarlierRounds(work)) {
    const after = await outcomeNow(proof, runs, workshop, work);
    if (after !== 'gone') standing.push({ ...proof, after });
  }
  const hasFaded = standing.some(({ after }) => after === 'failed');
  return { faults: hasFaded ? [refused(faded)] : [], proofs: standing };
}

const faded = 'Tests that showed what this pull request is about do not all pass any more.';

/** The same where nothing can be run. */
export function notRunAgain(work: Work): readonly Reproduction[] {
  return ofEarlierRounds(work).map((proof) => ({ ...proof, after: 'not run' }));
}

/** But for those that this round shows anew. */
function ofEarlierRounds({ proofs, notes: { reproduction } }: Work): readonly Reproduction[] {
  const anew = new Set(reproduction?.tests.map(keyOf));
  return proofs.filter(({ tests }) => !tests.some((test) => anew.has(keyOf(test))));
}

/** As the suites tell; where they do not tell it of all of them, by themselves. */
async function outcomeNow(
  { tests }: Reproduction,
  runs: readonly TestRun[],
  workshop: Workshop,
  work: Work,
): Promise<Reproduction['after'] | 'gone'> {
  if (tests.every((test) => hasPassed(test, runs))) return 'passed';
  if (tests.some((test) => hasFailed(test, runs))) return 'failed';
  for (const { path } of tests) if ((await work.parts.workspace.text(path)).is !== 'text') return 'gone';
  const run = await runAlone(tests, workshop, work);
  if (run === undefined || (run.verdict.is !== 'passed' && run.verdict.is !== 'failed')) return 'not run';
  if (tests.some((test) => hasFailed(test, [run]))) return 'failed';
  return tests.every((test) => hasPassed(test, [run])) ? 'passed' : 'gone';
}
