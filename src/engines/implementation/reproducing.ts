import { z } from 'zod';
import { type Observation, type Tool, tool } from '../../agent/tool.ts';
import { plainPath } from '../../agent/tools/pieces.ts';
import { isTestPath } from '../../core/file-kind.ts';
import type { Reproduction, TestName } from '../../core/implemented.ts';
import type { TestRun } from '../../project/run-tests.ts';
import { testsNamed } from '../../project/test-name.ts';
import type { TestResult } from '../../project/test-result.ts';
import { desk } from './desk.ts';
import { fitsIssue } from './fitting.ts';
import { failureMessage, shownRun } from './shown-run.ts';
import { homeFor, testRun, typed } from './suites.ts';
import { beforeIn, type Work } from './work.ts';
import type { Files, Workshop } from './workshop.ts';

/** The tool `reproduce`: shows by tests that are there already what the issue is about. */
export function reproduceTool(work: Work): Tool<never> {
  return tool({
    name: 'reproduce',
    description:
      'Shows that tests which you have written fail without your change, for the reason that the issue gives. They are run on the sources as they were, whatever you have edited since. Write the tests first. Only where no test could show it (a document, a setting), call it without tests and say why.',
    changes: true,
    input: z.object({
      tests: z
        .array(
          z.object({
            path: z.string(),
            name: z.string().describe('With the names of its suites before it, joined by " > ".'),
          }),
        )
        .max(20),
      because: z
        .string()
        .min(1)
        .max(600)
        .describe('Why their failing is what the issue is about; without tests, why there can be none.'),
    }),
    run: ({ tests, because }) => {
      const named = tests.map(({ path, name }) => ({ path: plainPath(path), name: name.trim() }));
      return named.length === 0 ? withoutTests(because, work) : reproduced(named, because, work);
    },
  });
}

const insistence = 'There is a runner for tests here';

/** Once it is asked back: a test is what people can trust. */
async function withoutTests(because: string, { notes, workshop }: Work): Promise<Observation<never>> {
  const opened = await workshop();
  const canRun = opened.is === 'open' && opened.workshop.projects.some(({ runners }) => runners.length > 0);
  if (canRun && notes.kind !== 'other' && !notes.told.includes(insistence)) {
    notes.told = [...notes.told, insistence];
    return failed(`${insistence}. Write one if it can be done at all; if it cannot, say so once more.`);
  }
  notes.noReproduction = because;
  return { is: 'seen', pieces: ['It is noted that no test shows it, and the description will say so.'] };
}

async function reproduced(
  tests: readonly TestName[],
  because: string,
  work: Work,
): Promise<Observation<never>> {
  const { notes, parts } = work;
  if (notes.kind === null) return failed('Not done: decide first, with plan, ask or decline.');
  const changed = new Set(parts.workspace.changes().map(({ path }) => path));
  const unwritten = tests.find(({ path }) => !changed.has(path));
  if (unwritten !== undefined)
    return failed(`Not done: ${JSON.stringify(unwritten.path)} has not been edited. Write the test first.`);
  const opened = await work.workshop();
  if (opened.is === 'closed') {
    notes.noReproduction = opened.because;
    return failed(
      `${opened.because} The tests stay in your change, and it will be said that nobody has run them.`,
    );
  }
  const ran = await runRed(tests, opened.workshop, work);
  if (ran === undefined) return failed('No test runner is known for these files.');
  const { run, command } = ran;
  const red = rednessIn(tests, run);
  if (red.is !== 'red') return { is: 'failed', pieces: [red.say, ...shownRun(run, desk(work))] };
  const again = await runRed(tests, opened.workshop, work);
  if (again === undefined || rednessIn(tests, again.run).is !== 'red') return failed(unsteady);
  const fits = await fitsIssue({ tests, message: red.message }, work);
  if (!fits.fits)
    return {
      is: 'failed',
      pieces: [
        `They fail, but not for the reason that the issue gives: ${fits.why}`,
        ...shownRun(run, desk(work)),
      ],
    };
  const of: Reproduction['of'] = notes.kind === 'bug' ? 'bug' : 'feature';
  notes.reproduction = { of, tests, command, before: red.message, because };
  notes.noReproduction = null;
  return {
    is: 'seen',
    pieces: [
      'They fail without a change, as they should:',
      ...shownRun(run, desk(work)),
      'Now make them pass.',
    ],
  };
}

const unsteady =
  'They failed once, and not when they were run again on the same files. A test has to show it every time.';

/** Runs tests on the sources as they were; undefined where no runner is known for them. */
export async function runRed(
  tests: readonly TestName[],
  workshop: Workshop,
  work: Work,
): Promise<{ readonly run: TestRun; readonly command: string } | undefined> {
  const paths = [...new Set(tests.map(({ path }) => path))];
  const home = homeFor(paths[0] ?? '', workshop.projects);
  if (home === undefined) return undefined;
  const { suite } = await beforeIn(home.project, home.runner, workshop, work);
  await workshop.settle(oldSources(paths, work));
  const way = { runner: home.runner, build: suite?.build ?? null };
  const run = await testRun(way, { is: 'files', files: paths }, workshop, work.parts.steps.signal);
  await workshop.settle();
  return { run, command: typed(home.runner, paths) };
}

/** What was changed beside tests, as it was before. */
function oldSources(tests: readonly string[], { parts }: Work): Files {
  const sources = parts.workspace.changes().filter(({ path }) => !tests.includes(path) && !isTestPath(path));
  return new Map(sources.map(({ path, before }) => [path, before]));
}

export type Redness =
  | { readonly is: 'red'; readonly message: string }
  | { readonly is: 'other'; readonly say: string };

/** Whether all of some tests fail; a file that cannot even be loaded fails with all that is in it. */
export function rednessIn(tests: readonly TestName[], run: TestRun): Redness {
  const found = tests.map((test) => ({ test, result: resultOf(test, run) }));
  const passing = found.find(({ result }) => result !== undefined && result.outcome !== 'failed');
  if (passing !== undefined)
    return other(
      `${JSON.stringify(passing.test.name)} does not fail without your change (${passing.result?.outcome}): it does not show what is wrong.`,
    );
  const failing = found.flatMap(({ result }) => result ?? []);
  const [first] = failing;
  const missing = found.find(({ result }) => result === undefined);
  if (missing === undefined && first !== undefined) return { is: 'red', message: failureMessage(first) };
  return isUnloaded(run)
    ? { is: 'red', message: loadMessage(run) }
    : other(`There is no test ${JSON.stringify(missing?.test.name ?? '')} among those that ran.`);
}

function other(say: string): Redness {
  return { is: 'other', say };
}

/** Nothing passed, and what failed is the file itself. */
function isUnloaded({ tests, verdict }: TestRun): boolean {
  const isBroken = verdict.is === 'no-report' || verdict.is === 'no-tests' || verdict.is === 'disagreement';
  return isBroken || (verdict.is === 'failed' && tests.every(({ outcome }) => outcome === 'failed'));
}

function loadMessage({ tests, output }: TestRun): string {
  const failed = tests.find(({ outcome }) => outcome === 'failed');
  return failureMessage(failed ?? { message: output });
}

/** What came of a test; undefined where the run does not tell. */
export function resultOf(
  { path, name }: TestName,
  { tests }: Pick<TestRun, 'tests'>,
): TestResult | undefined {
  const own = tests.filter(({ file }) => file === null || path === '' || file === path);
  return testsNamed(name, own)[0];
}

function failed(text: string): Observation<never> {
  return { is: 'failed', pieces: [text] };
}
