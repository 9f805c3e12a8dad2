import { createHash } from 'node:crypto';
import { testCases } from '../../checks/test-cases.ts';
import { withPlantedFault } from '../../checks/test-control.ts';
import { commandText } from '../../project/command-line.ts';
import type { TestResult } from '../../project/test-result.ts';
import type { TestRun } from '../../project/run-tests.ts';
import type { Bench } from './bench.ts';
import type { Candidate } from './candidate.ts';
import { isWorse } from './faults.ts';
import { type Covered, coveredOf, nothingMeasured } from './gain.ts';
import {
  baseOutcome,
  mostFileMs,
  newNames,
  type Outcome,
  outcomeIn,
  outputOf,
  type Placed,
  runAlone,
  runInFile,
  slowFileMs,
} from './runs.ts';
import { refused, type Tried } from './tried.ts';
import { type Measure, type Steady, worth } from './worth.ts';

/** How often a test must pass beside once in its file and once by itself. */
const shuffled = 3;

/** Runs a test until it is known what it is worth. Whatever the test does, the files are those of the head afterwards. */
export async function tryTest(candidate: Candidate, measure: Measure, bench: Bench): Promise<Tried> {
  const before = await without(candidate, bench);
  if (!(await bench.put(candidate.files)))
    return refused('cannot be put into its file', 'Its file could not be written.');
  const first = await bench.fileRun(candidate.path, { timeMs: Math.max(usualMs, 3 * before.ms) });
  const spoiled = await bench.mend();
  if (spoiled !== undefined) return refused('changes files of the project', `Running it changed ${spoiled}.`);
  const test = { path: candidate.path, names: newNames(before.tests, first, candidate.test) };
  const outcome = outcomeIn(first, test);
  const problem = firstProblem(first, test, { outcome, before: before.tests });
  if (problem !== undefined) return problem;
  if (outcome.is === 'failed') return await failing(outcome, test, candidate, bench);
  const flaw = (await untyped(candidate, bench)) ?? (await uncontrolled(test, candidate, bench));
  if (flaw !== undefined) return flaw;
  const steady = await repeated(test, first.ms, candidate, bench);
  if (steady.is === 'refused') return steady;
  const { lines, ms } = steady;
  return await worth(
    { candidate, test, first, before: before.covered, measure, lines, ms, runs: 2 + shuffled },
    bench,
  );
}

interface Before {
  readonly tests: readonly TestResult[];
  readonly covered: Covered;
  readonly ms: number;
}

/** What a test may add to its file. */
const usualMs = 60_000;

/** The file as it is without the test: nothing, where there is none. */
async function without({ path, target, without: files, tree }: Candidate, bench: Bench): Promise<Before> {
  await bench.put(files);
  const isThere = files.get(path) !== null && testCases(tree).length > 1;
  if (!isThere) return { tests: [], covered: { ...nothingMeasured, isMeasured: true }, ms: 0 };
  const run = await bench.fileRun(path, { timeMs: mostFileMs });
  await bench.mend();
  return { tests: run.tests, covered: coveredOf(run.coverage, target.path), ms: run.ms };
}

function firstProblem(
  run: TestRun,
  { names }: Placed,
  { outcome, before }: { readonly outcome: Outcome; readonly before: readonly TestResult[] },
): Tried | undefined {
  const { verdict } = run;
  if (verdict.is === 'stopped') return refused('does not end', verdict.because);
  if (isWorse(before, run))
    return refused(
      'makes other tests fail',
      `Tests of the file fail that passed without it.\n${outputOf(run)}`,
    );
  if (names.length === 0 || outcome.is === 'unclear') {
    const why = outcome.is === 'unclear' ? outcome.because : 'It is not among the results.';
    return refused(
      'did not run',
      [why, ...run.tests.map(({ message }) => message), outputOf(run)].join('\n').trim(),
    );
  }
  return undefined;
}

/** A test that fails has to fail every time to tell anything. */
async function failing(
  { message }: Outcome & { readonly is: 'failed' },
  test: Placed,
  { files }: Candidate,
  bench: Bench,
): Promise<Tried> {
  for (const seed of [1, 2]) {
    const again = await runAlone(test, bench, { seed });
    if (again.is !== 'failed') return changing('It failed once and did not fail another time.');
  }
  const onBase = await baseOutcome(test, files, bench);
  return {
    is: 'failed',
    names: test.names,
    message,
    command: commandText([...bench.runner.words, test.path]),
    onBase,
  };
}

function changing(say: string): Extract<Tried, { is: 'refused' }> {
  return refused('does not always come out the same', say);
}

/** Lines move with a new test, so that places are compared without their numbers. */
async function untyped({ path, files, without }: Candidate, bench: Bench): Promise<Tried | undefined> {
  const now = await bench.typeFaults(path);
  if (now.length === 0) return undefined;
  await bench.put(without);
  const known = new Set((await bench.typeFaults(path)).map(withoutNumbers));
  await bench.put(files);
  const fresh = now.filter((line) => !known.has(withoutNumbers(line)));
  return fresh.length === 0
    ? undefined
    : refused('does not type-check', fresh.slice(0, mostFaults).join('\n'));
}

const mostFaults = 10;

function withoutNumbers(line: string): string {
  return line.replaceAll(/\d+/g, '#');
}

/**
 * The same test with a fault planted behind all its claims has to fail, by its name and with the planted words: else what is reported does
 * not come from judging it.
 */
async function uncontrolled(test: Placed, candidate: Candidate, bench: Bench): Promise<Tried | undefined> {
  const { tree, files, path } = candidate;
  const mark = `planted ${createHash('sha256').update(tree.text).digest('hex').slice(0, 12)}`;
  await bench.put(new Map([...files, [path, withPlantedFault(tree, candidate.test, mark)]]));
  const outcome = await runAlone(test, bench);
  await bench.put(files);
  if (outcome.is === 'failed' && outcome.message.includes(mark)) return undefined;
  return refused(
    'passes where it must fail',
    'A copy of it that throws an error behind its last statement does not fail: it ends before, or what is reported is not what happened.',
  );
}

type Repeated = { readonly is: 'steady' } & Pick<Steady, 'lines' | 'ms'>;

/**
 * By itself, measured, and shuffled: the lines of the target's file that it runs by itself. Of a file that takes long all is shuffled but
 * once, and the test alone goes through the other surroundings.
 */
async function repeated(
  test: Placed,
  fileMs: number,
  { files, target }: Candidate,
  bench: Bench,
): Promise<Repeated | Extract<Tried, { is: 'refused' }>> {
  await bench.put(files);
  const alone = await runAlone(test, bench, { isMeasured: true });
  if (alone.is !== 'passed') return changing(`Run by itself it does not pass: ${whyOf(alone)}`);
  for (let seed = 1; seed <= shuffled; seed += 1) {
    const way = { seed, timeMs: Math.max(usualMs, 3 * fileMs) };
    const run = fileMs > slowFileMs && seed > 1 ? runAlone : runInFile;
    const outcome = await run(test, bench, way);
    if (outcome.is !== 'passed')
      return changing(`In another order, time zone or hash seed it does not pass: ${whyOf(outcome)}`);
  }
  return { is: 'steady', lines: coveredOf(alone.run.coverage, target.path).lines, ms: alone.run.ms };
}

function whyOf(outcome: Outcome): string {
  switch (outcome.is) {
    case 'passed':
      return '';
    case 'failed':
      return outcome.message;
    case 'unclear':
      return outcome.because;
  }
}
