import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type TestCase, testCases } from '../../checks/test-cases.ts';
import { withPlantedFault } from '../../checks/test-control.ts';
import type { SyntaxTree } from '../../core/syntax-tree.ts';
import { commandText } from '../../project/command-line.ts';
import type { TestResult } from '../../project/test-result.ts';
import type { TestRun } from '../../project/run-tests.ts';
import type { Bench, Files } from './bench.ts';
import { type Fault, FaultIds, isWorse, noticed } from './faults.ts';
import { Covered, coveredOf, type Gain, gainOf, nothingMeasured } from './gain.ts';
import { Figures, OnBase } from '../../core/generated-tests.ts';
import type { DropReason } from './drop-reason.ts';
import { newNames, type Outcome, outcomeIn, outputOf, type Placed, runAlone, runInFile } from './runs.ts';
import type { Target } from './targets.ts';

/** A test that the gate let through, in its file, and the files of the tests that are kept already. */
export interface Candidate {
  readonly target: Target;
  readonly path: string;
  readonly test: TestCase;
  /** Of the test file with it. */
  readonly tree: SyntaxTree;
  readonly files: Files;
  readonly without: Files;
}

/** What a test is measured by, as far as others have come. */
export interface Measure {
  /** What the suite and the tests that are kept cover of the target's file. */
  readonly known: Covered;
  readonly faults: readonly Fault[];
  /** Ids of the faults that no other test notices. */
  readonly open: readonly string[];
}

/** What running a test showed. */
export const Tried = z.discriminatedUnion('is', [
  z
    .object({
      is: z.literal('passed'),
      names: z.array(z.string()).readonly(),
      figures: Figures,
      kills: FaultIds,
      /** Of the target's file, by the tests of its own file with it. */
      covered: Covered,
      /** Changed lines that it runs by itself and the suite does not. */
      ran: z.array(z.int()).readonly(),
    })
    .readonly(),
  /** It fails on the head every time. */
  z
    .object({
      is: z.literal('failed'),
      names: z.array(z.string()).readonly(),
      message: z.string(),
      command: z.string(),
      onBase: OnBase,
    })
    .readonly(),
  /** `say` tells whoever wrote it why. */
  z.object({ is: z.literal('refused'), because: z.custom<DropReason>(isText), say: z.string() }).readonly(),
]);
export type Tried = z.infer<typeof Tried>;

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** How often a test must pass beside once in its file and once by itself. */
const shuffled = 3;

/** Runs a test until it is known what it is worth. Whatever the test does, the files are those of the head afterwards. */
export async function tryTest(candidate: Candidate, measure: Measure, bench: Bench): Promise<Tried> {
  const before = await without(candidate, bench);
  if (!(await bench.put(candidate.files)))
    return refused('cannot be put into its file', 'Its file could not be written.');
  const first = await bench.run({ is: 'files', files: [candidate.path] }, { isMeasured: true });
  const spoiled = await bench.mend();
  if (spoiled !== undefined) return refused('changes files of the project', `Running it changed ${spoiled}.`);
  const test = { path: candidate.path, names: newNames(before.tests, first, candidate.test) };
  const outcome = outcomeIn(first, test);
  const problem = firstProblem(first, test, { outcome, before: before.tests });
  if (problem !== undefined) return problem;
  if (outcome.is === 'failed') return await failing(outcome, test, candidate, bench);
  const flaw = (await untyped(candidate, bench)) ?? (await uncontrolled(test, candidate, bench));
  if (flaw !== undefined) return flaw;
  const steady = await repeated(test, candidate, bench);
  if (steady.is === 'refused') return steady;
  return await worth({ candidate, test, first, before: before.covered, measure, lines: steady.lines }, bench);
}

function refused(because: DropReason, say: string): Extract<Tried, { is: 'refused' }> {
  return { is: 'refused', because, say };
}

interface Before {
  readonly tests: readonly TestResult[];
  readonly covered: Covered;
}

/** The file as it is without the test: nothing, where there is none. */
async function without({ path, target, without: files, tree }: Candidate, bench: Bench): Promise<Before> {
  await bench.put(files);
  const isThere = files.get(path) !== null && testCases(tree).length > 1;
  if (!isThere) return { tests: [], covered: { ...nothingMeasured, isMeasured: true } };
  const run = await bench.run({ is: 'files', files: [path] }, { isMeasured: true });
  await bench.mend();
  return { tests: run.tests, covered: coveredOf(run.coverage, target.path) };
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

/** By itself, measured, and shuffled: the lines of the target's file that it runs by itself. */
async function repeated(
  test: Placed,
  { files, target }: Candidate,
  bench: Bench,
): Promise<{ readonly is: 'steady'; readonly lines: readonly number[] } | Extract<Tried, { is: 'refused' }>> {
  await bench.put(files);
  const alone = await runAlone(test, bench, { isMeasured: true });
  if (alone.is !== 'passed') return changing(`Run by itself it does not pass: ${whyOf(alone)}`);
  for (let seed = 1; seed <= shuffled; seed += 1) {
    const outcome = await runInFile(test, bench, { seed });
    if (outcome.is !== 'passed')
      return changing(`In another order, time zone or hash seed it does not pass: ${whyOf(outcome)}`);
  }
  return { is: 'steady', lines: coveredOf(alone.run.coverage, target.path).lines };
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

interface Worth {
  readonly candidate: Candidate;
  readonly test: Placed;
  readonly first: TestRun;
  readonly before: Covered;
  readonly measure: Measure;
  /** That it runs by itself. */
  readonly lines: readonly number[];
}

async function worth(
  { candidate, test, first, before, measure, lines }: Worth,
  bench: Bench,
): Promise<Tried> {
  const { target, files } = candidate;
  const withIt = coveredOf(first.coverage, target.path);
  const gain = gainOf((line) => target.changed.includes(line), {
    known: measure.known,
    without: before,
    withIt,
  });
  const timeMs = Math.max(leastMs, 5 * first.ms);
  const kills = await noticed(measure.faults, { target, files, bench }, async () => {
    const outcome = await runAlone(test, bench, { timeMs });
    return outcome.is === 'failed' || outcome.run.verdict.is === 'stopped';
  });
  await bench.put(files);
  const onBase = await baseOutcome(test, files, bench);
  const useless = uselessness({ gain, kills, withIt, onBase }, measure);
  if (useless !== undefined) return useless;
  const figures: Figures = {
    runs: 2 + shuffled,
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

/** The change undone in the head's files, and the test run. */
async function baseOutcome(test: Placed, files: Files, bench: Bench): Promise<OnBase> {
  await bench.put(new Map([...(await bench.base()), ...files]));
  const outcome = await runAlone(test, bench);
  await bench.put(files);
  if (outcome.is === 'unclear') return 'not run';
  return outcome.is === 'passed' ? 'passes' : 'fails';
}
