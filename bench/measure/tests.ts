import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openAnswers } from './review-model.ts';
import { readTestCases, type TestCase } from './tests-cases.ts';
import { openInstalled } from './tests-installed.ts';
import type { State } from './tests-place.ts';
import { outcomeOf, type Outcome, type Plan } from './tests-run.ts';
import { type Score, scoresOf, table } from './tests-table.ts';
import { type Way, ways } from './tests-ways.ts';

/**
 * `--cases DIR|FILE --repos DIR [--only TEXT ...] [--as-they-came TEXT ...] [--way engine|one-shot|coverage-loop ...] [--state before|after
 * ...] [--answers fixtures/test-cases] [--record [--answered-by 'written by hand']] [--tests 6] [--mutants 8] [--packages DIR] [--json]`: has tests written for
 * changes that brought a bug and for their fixes, by our engine and by two plainer ways, and judges every test in the same jail. Answers
 * that are kept are given again; others are asked of PATCHWRIGHT_MODEL, where it is set, or named as stale. Holds where nothing is stale, no
 * test of the engine's holds a bug to be right, all of them build and pass, and one for each fix fails without it.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const options = optionsOf(argv);
  const outcomes: Outcome[] = [];
  for (const each of await readTestCases(options)) {
    const folder = await mkdtemp(join(tmpdir(), 'patchwright-case-'));
    const repo = join(folder, 'repo');
    const packages = join(options.packages ?? folder, each.name.replace('/', '+'));
    try {
      for (const path of [repo, packages]) await mkdir(path, { recursive: true });
      const installed = openInstalled(packages);
      outcomes.push(...(await outcomesOf(await each.make(repo), { ...options, installed })));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const scores = scoresOf(outcomes);
  if (options.json) console.log(JSON.stringify({ scores, outcomes }, null, 2));
  else for (const line of table(outcomes)) console.log(line);
  return outcomes.length > 0 && scores.every((score) => isMet(score, outcomes));
}

function optionsOf(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      cases: { type: 'string' },
      repos: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      'as-they-came': { type: 'string', multiple: true, default: [] },
      way: { type: 'string', multiple: true, default: [] },
      state: { type: 'string', multiple: true, default: [] },
      answers: { type: 'string', default: 'fixtures/test-cases' },
      record: { type: 'boolean', default: false },
      'answered-by': { type: 'string' },
      tests: { type: 'string', default: '6' },
      mutants: { type: 'string', default: '8' },
      packages: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { cases, repos, only, answers, packages, json } = values;
  if (cases === undefined || repos === undefined)
    throw new Error('Say which cases, and where their repositories are: --cases DIR|FILE --repos DIR');
  const recorder = { isOn: values.record, answeredBy: values['answered-by'] ?? null };
  return {
    cases,
    repos,
    only,
    packages,
    json,
    asTheyCame: values['as-they-came'],
    ways: chosen<Way>(ways, values.way),
    states: chosen<State>(['before', 'after'], values.state),
    answers: openAnswers(answers, recorder),
    tests: Number(values.tests),
    mutants: Number(values.mutants),
  };
}

function chosen<T extends string>(all: readonly T[], named: readonly string[]): readonly T[] {
  return named.length === 0 ? all : all.filter((each) => named.includes(each));
}

interface Choice extends Pick<Plan, 'installed' | 'answers' | 'tests' | 'mutants'> {
  readonly ways: readonly Way[];
  readonly states: readonly State[];
}

async function outcomesOf(
  test: TestCase,
  { ways: wanted, states, ...plan }: Choice,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const state of states)
    for (const way of wanted) {
      console.error(`${test.name} ${state}, ${way}`);
      outcomes.push(await outcomeOf(test, { ...plan, way, state }));
    }
  return outcomes;
}

/** The rivals are only looked at. */
function isMet(
  { way, stale, wrong, handed, builds, passes, kept, shown }: Score,
  outcomes: readonly Outcome[],
): boolean {
  if (way !== 'engine') return stale === 0;
  const fixes = outcomes.filter((each) => each.way === way && each.state === 'after').length;
  return stale === 0 && wrong === 0 && builds === handed && passes === kept && shown === fixes;
}
