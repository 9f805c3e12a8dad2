import { caseKey, testCases, type TestCase as Case } from '../../src/checks/test-cases.ts';
import type { Files } from '../../src/engines/tests/bench.ts';
import { type Covered, coveredOf, gainOf } from '../../src/engines/tests/gain.ts';
import { newNames, outcomeIn, type Placed, runAlone, slowFileMs } from '../../src/engines/tests/runs.ts';
import { smallestSet } from '../../src/engines/tests/smallest-set.ts';
import { mutated } from '../../src/project/mutate.ts';
import type { TestRun } from '../../src/project/run-tests.ts';
import { type Place, type Ready, syntax } from './tests-place.ts';

/** Test files as a way of writing leaves them, by path. */
export type Sheet = ReadonlyMap<string, string>;

/** What one test is worth, told by running it, whoever wrote it. */
export interface Worth {
  readonly name: string;
  readonly path: string;
  /** It is run and reported, and adds no error of types. */
  readonly builds: boolean;
  /** Once in its file, once alone, and three times in other orders and surroundings. */
  readonly passes: boolean;
  /** With the other state of the code. */
  readonly elsewhere: 'passes' | 'fails' | 'not run';
  /** Names of the seeded faults that it notices, and of the changed lines that it runs. */
  readonly gives: readonly string[];
}

export interface SheetWorth {
  readonly tests: readonly Worth[];
  readonly gain: { readonly lines: number; readonly branches: number };
  readonly killed: readonly string[];
}

/** Judges every test that a sheet adds, and what they come to together. */
export async function judgeSheet(sheet: Sheet, place: Place, ready: Ready): Promise<SheetWorth> {
  const { bench } = ready;
  const paths = [...sheet.keys()];
  await bench.put(new Map());
  const before = await runWithout(paths, place, ready);
  const types = await faultyTypes(paths, ready);
  await bench.put(sheet);
  const first = await bench.run({ is: 'files', files: paths }, { isMeasured: true, timeMs: mostMs });
  await bench.mend();
  const broken = (await faultyTypes(paths, ready)).filter((line) => !types.includes(line));
  const tests: Tested[] = [];
  for (const [path, text] of sheet)
    tests.push(...(await newTests(path, text, place)).map((each) => tested(path, each, { before, first })));
  const sound = tests.filter(
    (each) => isBuilt(each, first) && !broken.some((line) => line.includes(each.path)),
  );
  const steady = await steadyOf(sound, first, { sheet, place, ready });
  const kills = await killsOf([...steady.keys()], first, { sheet, place, ready });
  const other = await elsewhere(tests, { sheet, place, ready });
  return {
    tests: tests.map((each, at) => ({
      name: each.names.join(', ') || each.title,
      path: each.path,
      builds: sound.includes(each),
      passes: steady.has(each),
      elsewhere: other[at] ?? 'not run',
      gives: [
        ...(kills.get(each) ?? []),
        ...(steady.get(each) ?? []),
        ...(steady.has(each) && other[at] === 'fails' ? ['tells the two states apart'] : []),
      ],
    })),
    gain: gainIn(first, before, { place, ready }),
    killed: [...new Set([...kills.values()].flat())],
  };
}

/** Tests that give nothing which the others do not. */
export function needlessIn(tests: readonly Worth[]): readonly Worth[] {
  const passing = tests.filter(({ passes }) => passes);
  const needed = smallestSet(passing);
  return passing.filter((each) => !needed.includes(each));
}

interface Tested extends Placed {
  readonly title: string;
}

interface On {
  readonly sheet: Sheet;
  readonly place: Place;
  readonly ready: Ready;
}

async function runWithout(
  paths: readonly string[],
  { head }: Place,
  { bench }: Ready,
): Promise<TestRun | undefined> {
  const there = paths.filter((path) => head.files().includes(path));
  if (there.length === 0) return undefined;
  const run = await bench.run({ is: 'files', files: there }, { isMeasured: true, timeMs: mostMs });
  await bench.mend();
  return run;
}

async function faultyTypes(paths: readonly string[], { bench }: Ready): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const path of paths) lines.push(...(await bench.typeFaults(path)));
  return lines.map((line) => line.replaceAll(/\d+/g, '#'));
}

async function newTests(path: string, text: string, { head }: Place): Promise<readonly Case[]> {
  const after = await syntax.parse(path, text);
  const read = await head.text(path);
  const before = read.is === 'text' ? await syntax.parse(path, read.text) : undefined;
  if (after.is !== 'parsed') return [];
  const known = new Set(before?.is === 'parsed' ? testCases(before).map(caseKey) : []);
  return testCases(after).filter((each) => !known.has(caseKey(each)));
}

function tested(
  path: string,
  each: Case,
  { before, first }: { readonly before: TestRun | undefined; readonly first: TestRun },
): Tested {
  const own = { ...first, tests: first.tests.filter(({ file }) => file === null || file === path) };
  return {
    path,
    names: newNames(before?.tests ?? [], own, each),
    title: [...each.groups, each.title].join(' > '),
  };
}

function isBuilt(test: Tested, run: TestRun): boolean {
  return test.names.length > 0 && outcomeIn(run, test).is !== 'unclear';
}

/** Whole test files may take so long: those of p-queue wait for most of a minute. */
const mostMs = 300_000;

/**
 * Tests that passed in all five runs, with the changed lines that each runs by itself. Of slow files all is shuffled but once, as the
 * engine does it, and the tests go through the other surroundings by themselves.
 */
async function steadyOf(
  tests: readonly Tested[],
  first: TestRun,
  { sheet, place, ready }: On,
): Promise<ReadonlyMap<Tested, readonly string[]>> {
  const runs = [first];
  const inFiles = first.ms > slowFileMs ? [1] : [1, 2, 3];
  const alone = [1, 2, 3].filter((seed) => !inFiles.includes(seed));
  for (const seed of inFiles) runs.push(await shuffledRun([...sheet.keys()], seed, ready));
  const steady = new Map<Tested, readonly string[]>();
  for (const each of tests) {
    if (runs.some((run) => outcomeIn(run, each).is !== 'passed')) continue;
    const measured = await runAlone(each, ready.bench, { isMeasured: true });
    if (measured.is === 'passed' && (await passesIn(alone, each, ready)))
      steady.set(each, linesIn(measured.run, place));
  }
  return steady;
}

async function passesIn(seeds: readonly number[], test: Tested, { bench }: Ready): Promise<boolean> {
  for (const seed of seeds) if ((await runAlone(test, bench, { seed })).is !== 'passed') return false;
  return true;
}

/** A runner that does not know how to shuffle runs as usual. */
async function shuffledRun(files: readonly string[], seed: number, { bench }: Ready): Promise<TestRun> {
  const shuffled = await bench.run({ is: 'files', files }, { seed, timeMs: mostMs });
  return shuffled.tests.length > 0 ? shuffled : bench.run({ is: 'files', files }, { timeMs: mostMs });
}

function linesIn({ coverage }: TestRun, { targets }: Place): readonly string[] {
  return targets.flatMap(({ path, changed }) =>
    coveredOf(coverage, path)
      .lines.filter((line) => changed.includes(line))
      .map((line) => `${path} line ${line}`),
  );
}

/** One run of the sheet for each seeded fault; where that is slow, of each test by itself. */
async function killsOf(
  steady: readonly Tested[],
  first: TestRun,
  { sheet, ready }: On,
): Promise<ReadonlyMap<Tested, readonly string[]>> {
  const { bench, faults } = ready;
  const kills = new Map<Tested, string[]>(steady.map((each) => [each, []]));
  const isSlow = first.ms > slowFileMs;
  const way = { timeMs: isSlow ? aloneMs : Math.max(10_000, 5 * first.ms) };
  for (const [target, list] of faults)
    for (const { text, mutant } of list) {
      await bench.put(new Map([...sheet, [target.path, mutated(target.tree.text, mutant)]]));
      const run = isSlow ? undefined : await bench.run({ is: 'files', files: [...sheet.keys()] }, way);
      for (const [each, noticed] of kills)
        if (isNoticed(run ?? (await runAlone(each, bench, way)).run, each))
          noticed.push(`${target.path} ${text}`);
    }
  await bench.put(sheet);
  return kills;
}

/** A test of a slow file, with a fault that may make it wait for ever. */
const aloneMs = 20_000;

function isNoticed(run: TestRun, test: Tested): boolean {
  return run.verdict.is === 'stopped' || outcomeIn(run, test).is === 'failed';
}

async function elsewhere(
  tests: readonly Tested[],
  { sheet, place, ready }: On,
): Promise<readonly Worth['elsewhere'][]> {
  const { bench } = ready;
  const files: Files = new Map([...place.counterpart, ...sheet]);
  await bench.put(files);
  const run = await bench.run({ is: 'files', files: [...sheet.keys()] }, { timeMs: mostMs });
  await bench.put(sheet);
  const words = { passed: 'passes', failed: 'fails', unclear: 'not run' } as const;
  return tests.map((each) => (each.names.length === 0 ? 'not run' : words[outcomeIn(run, each).is]));
}

function gainIn(
  first: TestRun,
  before: TestRun | undefined,
  { place, ready }: Pick<On, 'place' | 'ready'>,
): SheetWorth['gain'] {
  const gains = place.targets.map((target) =>
    gainOf((line) => target.changed.includes(line), {
      known: ready.known(target),
      without: before === undefined ? nothingRun : coveredOf(before.coverage, target.path),
      withIt: coveredOf(first.coverage, target.path),
    }),
  );
  return {
    lines: gains.reduce((sum, { lines }) => sum + lines.length, 0),
    branches: gains.reduce((sum, { branches }) => sum + branches.length, 0),
  };
}

const nothingRun: Covered = { isMeasured: true, lines: [], missed: [], branches: [] };
