import type { TestCase } from '../../checks/test-cases.ts';
import { type TestResult } from '../../project/test-result.ts';
import type { TestRun } from '../../project/run-tests.ts';
import type { Bench, Files, Way } from './bench.ts';
import type { OnBase } from '../../core/generated-tests.ts';

/** A test where it stands, and the names that the runner has for it. */
export interface Placed {
  readonly path: string;
  readonly names: readonly string[];
}

/** What became of one test in a run: everything that it was reported as has to agree. */
export type Outcome =
  | { readonly is: 'passed'; readonly run: TestRun }
  | { readonly is: 'failed'; readonly message: string; readonly run: TestRun }
  /** The run came to no result for it. */
  | { readonly is: 'unclear'; readonly because: string; readonly run: TestRun };

/** What takes longer to run is run no more often than it must be. */
export const slowFileMs = 10_000;
/** A file that holds tests already may take so long. */
export const mostFileMs = 180_000;

/** Runs one test by its name; where it has several, as its parameters have it, the file around them. */
export async function runAlone({ path, names }: Placed, bench: Bench, way?: Way): Promise<Outcome> {
  const [name = '', ...more] = names;
  const what =
    more.length === 0
      ? ({ is: 'test', file: path, name } as const)
      : ({ is: 'files', files: [path] } as const);
  const run = await bench.run(what, way);
  return outcomeIn(run, { path, names });
}

/** Runs the file of a test. A runner that does not know how to shuffle runs as usual. */
export async function runInFile(test: Placed, bench: Bench, way: Way = {}): Promise<Outcome> {
  const what = { is: 'files', files: [test.path] } as const;
  const outcome = outcomeIn(await bench.run(what, way), test);
  if (outcome.is !== 'unclear' || way.seed === undefined || outcome.run.tests.length > 0) return outcome;
  const { seed: _, ...plain } = way;
  return outcomeIn(await bench.run(what, plain), test);
}

/** What a run says of a test: only where its results and the way it ended agree, and every part of it was reported. */
export function outcomeIn(run: TestRun, { names }: Placed): Outcome {
  const { verdict } = run;
  if (verdict.is !== 'passed' && verdict.is !== 'failed')
    return { is: 'unclear', because: verdict.because, run };
  const own = names.map((name) => run.tests.filter((test) => isNamed(test, name)));
  if (own.some((results) => results.length === 0))
    return { is: 'unclear', because: 'It is not among the results.', run };
  const results = own.flat();
  const failed = results.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) return { is: 'failed', message: failed.message || outputOf(run), run };
  if (results.every(({ outcome }) => outcome === 'passed')) return { is: 'passed', run };
  return { is: 'unclear', because: 'It was left out.', run };
}

/** What a run printed, but for what is another in every run: durations, and numbers of processes. */
export function outputOf({ output }: TestRun): string {
  return output
    .replaceAll(/\(node:\d+\)/g, '(node)')
    .replaceAll(
      /(?<=duration_ms:? )[\d.]+|(?<![\w.])\d+(?:\.\d+)?(?= ?(?:m?s|secs?|seconds?|minutes?)\b)/g,
      '…',
    );
}

function isNamed(test: TestResult, name: string): boolean {
  return test.name === name || name.endsWith(` > ${test.name}`);
}

/** The results of a file that it did not have before, as long as they can be of this test. */
export function newNames(before: readonly TestResult[], run: TestRun, test: TestCase): readonly string[] {
  const left = before.map(({ name }) => name);
  const fresh = run.tests.filter(({ name }) => {
    const at = left.indexOf(name);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return [...new Set(fresh.filter(({ name }) => canBeOf(name, test)).map(({ name }) => name))];
}

/** Parameters stand in the name, in place of marks in a title or behind it in brackets. */
function canBeOf(name: string, { title }: TestCase): boolean {
  const fixed = title.replaceAll(/\\(.)/g, '$1').split(/%[a-z%]|\$\{[^}]*\}|\$[\w.#]+/i);
  const pattern = fixed.map((part) => RegExp.escape(part.replaceAll(/\s+/g, ' ').trim())).join('.*');
  return new RegExp(`${pattern}(?:\\[.*\\])?$`).test(name);
}

/** The change undone in the head's files, and the test run. */
export async function baseOutcome(test: Placed, files: Files, bench: Bench): Promise<OnBase> {
  await bench.put(new Map([...(await bench.base()), ...files]));
  const outcome = await runAlone(test, bench);
  await bench.put(files);
  if (outcome.is === 'unclear') return 'not run';
  return outcome.is === 'passed' ? 'passes' : 'fails';
}
