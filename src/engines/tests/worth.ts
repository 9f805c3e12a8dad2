import type { Figures, OnBase } from '../../core/generated-tests.ts';
import type { TestRun } from '../../project/run-tests.ts';
import type { Bench } from './bench.ts';
import type { Candidate } from './candidate.ts';
import { type Fault, noticed } from './faults.ts';
import { type Covered, coveredOf, type Gain, gainOf } from './gain.ts';
import { baseOutcome, type Placed, runAlone } from './runs.ts';
import { refused, type Tried } from './tried.ts';

/** What a test is measured by, as far as others have come. */
export interface Measure {
  /** What the suite and the tests that are kept cover of the target's file. */
  readonly known: Covered;
  readonly faults: readonly Fault[];
  /** Ids of the faults that no other test notices. */
  readonly open: readonly string[];
}

/** A test that passes every time it is run. */
export interface Steady {
  readonly candidate: Candidate;
  readonly test: Placed;
  readonly first: TestRun;
  readonly before: Covered;
  readonly measure: Measure;
  /** That it runs by itself. */
  readonly lines: readonly number[];
  /** What it takes by itself: a fault may have it wait for ever. */
  readonly ms: number;
  /** How often it was run, and passed. */
  readonly runs: number;
}

/** What a steady test brings beside the others, and which seeded faults it notices: with its figures, or refused where that is nothing. */
export async function worth(
  { candidate, test, first, before, measure, lines, ms, runs }: Steady,
  bench: Bench,
): Promise<Tried> {
  const { target, files } = candidate;
  const withIt = coveredOf(first.coverage, target.path);
  const gain = gainOf((line) => target.changed.includes(line), {
    known: measure.known,
    without: before,
    withIt,
  });
  const timeMs = Math.max(leastMs, 5 * ms);
  const kills = await noticed(measure.faults, { target, files, bench }, async () => {
    const outcome = await runAlone(test, bench, { timeMs });
    return outcome.is === 'failed' || outcome.run.verdict.is === 'stopped';
  });
  await bench.put(files);
  const onBase = await baseOutcome(test, files, bench);
  const useless = uselessness({ gain, kills, withIt, onBase }, measure);
  if (useless !== undefined) return useless;
  const figures: Figures = {
    runs,
    lines: gain.lines,
    branches: gain.branches.length,
    isMeasured: withIt.isMeasured,
    mutants: { seeded: measure.faults.length, killed: kills.length },
    onBase,
  };
  const known = new Set(measure.known.lines);
  const ran = lines.filter((line) => target.changed.includes(line) && !known.has(line));
  return { is: 'passed', names: test.names, figures, kills, covered: withIt, ran };
}

const leastMs = 10_000;

interface Shown {
  readonly gain: Gain;
  readonly kills: readonly string[];
  readonly withIt: Covered;
  readonly onBase: OnBase;
}

/**
 * A test that no fault makes fail claims nothing, whatever it runs; where nothing can be measured, nothing is known. There, what fails
 * without the change shows at least that it notices the change.
 */
function uselessness({ gain, kills, withIt, onBase }: Shown, { faults, open }: Measure): Tried | undefined {
  if (faults.length > 0 && kills.length === 0) {
    const missed = faults.map(({ text }) => `- ${text}`).join('\n');
    return refused(
      'notices no fault',
      `It passes just the same with each of these faults in the code:\n${missed}`,
    );
  }
  const isNews = gain.lines.length + gain.branches.length > 0 || kills.some((id) => open.includes(id));
  if (isNews || (!withIt.isMeasured && (faults.length === 0 || onBase === 'fails'))) return undefined;
  return refused(
    'covers and notices nothing new',
    'Other tests run the same lines and notice the same faults.',
  );
}
