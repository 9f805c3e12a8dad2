import { z } from 'zod';
import type { Coverage } from '../../project/run-tests.ts';

/** What ran of one file: lines that did, lines that could have, and how many ways out of each branching line were taken, of how many. */
export const Covered = z
  .object({
    isMeasured: z.boolean(),
    lines: z.array(z.int()).readonly(),
    missed: z.array(z.int()).readonly().default([]),
    branches: z.array(z.object({ line: z.int(), taken: z.int(), ways: z.int() }).readonly()).readonly(),
  })
  .readonly();
export type Covered = z.infer<typeof Covered>;

export const nothingMeasured: Covered = { isMeasured: false, lines: [], missed: [], branches: [] };

/** What a run covered of a file; a file that no test loaded was not run. */
export function coveredOf(coverage: Coverage, path: string): Covered {
  if (coverage.is === 'not-measured') return nothingMeasured;
  const file = coverage.files.find((each) => each.path === path);
  if (file === undefined) return { ...nothingMeasured, isMeasured: true };
  const byLine = Map.groupBy(file.branches, ({ line }) => line);
  return {
    isMeasured: true,
    lines: file.lines.filter(({ hits }) => hits > 0).map(({ line }) => line),
    missed: file.lines.filter(({ hits }) => hits === 0).map(({ line }) => line),
    branches: Array.from(byLine, ([line, ways]) => ({
      line,
      taken: ways.filter(({ hits }) => hits > 0).length,
      ways: ways.length,
    })),
  };
}

/** What a test ran that nothing had run before it. */
export interface Gain {
  readonly lines: readonly number[];
  /** One for each way that was not taken before, by its line. */
  readonly branches: readonly number[];
}

/**
 * What a test adds on some lines. Engines name the ways out of a line anew in every run, so that ways are counted, and only in runs that
 * differ by this one test: `without` and `withIt`. What any other test of the project takes already, in `known`, is no gain.
 */
export function gainOf(
  isWanted: (line: number) => boolean,
  {
    known,
    without,
    withIt,
  }: { readonly known: Covered; readonly without: Covered; readonly withIt: Covered },
): Gain {
  const before = new Set([...known.lines, ...without.lines]);
  const lines = withIt.lines.filter((line) => isWanted(line) && !before.has(line));
  const branches = withIt.branches
    .filter(({ line }) => isWanted(line) && !isWhole(line, known))
    .flatMap(({ line, taken }) =>
      Array.from({ length: Math.max(0, taken - takenAt(line, without)) }, () => line),
    );
  return { lines, branches };
}

/** Every way of the line has been taken. */
function isWhole(line: number, { branches }: Covered): boolean {
  const there = branches.find((each) => each.line === line);
  return there !== undefined && there.taken === there.ways;
}

function takenAt(line: number, { branches }: Covered): number {
  return branches.find((each) => each.line === line)?.taken ?? 0;
}

/** What either of two covers. */
export function united(one: Covered, other: Covered): Covered {
  const lines = new Set([...one.lines, ...other.lines]);
  const at = new Set([...one.branches, ...other.branches].map(({ line }) => line));
  return {
    isMeasured: one.isMeasured || other.isMeasured,
    lines: [...lines].sort((first, second) => first - second),
    missed: [...new Set([...one.missed, ...other.missed])].filter((line) => !lines.has(line)),
    branches: [...at].map((line) => {
      const both = [one, other].flatMap(({ branches }) => branches.filter((each) => each.line === line));
      const most = both.toSorted((first, second) => second.taken - first.taken)[0];
      return most ?? { line, taken: 0, ways: 0 };
    }),
  };
}

/**
 * Changed lines of a target that were not run, or of which not every way was taken. Blank lines, brackets and the like never run; of a
 * file that was not loaded nobody knows which these are.
 */
export function gapsIn(
  { lines, missed, branches }: Covered,
  { changed }: { readonly changed: readonly number[] },
): readonly number[] {
  const isKnown = lines.length + missed.length > 0;
  const open = new Set(branches.filter(({ taken, ways }) => taken < ways).map(({ line }) => line));
  const left = new Set([...missed, ...open]);
  return isKnown ? changed.filter((line) => left.has(line)) : changed;
}
