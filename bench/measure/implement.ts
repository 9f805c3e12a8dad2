import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ImplementCase, readImplementCases } from './implement-cases.ts';
import { controlOf, outcomeOf, type Place } from './implement-run.ts';
import { controlLines, isPassed, isTelling, table } from './implement-table.ts';
import { openAnswers } from './review-model.ts';
import { openInstalled } from './tests-installed.ts';

/**
 * `--cases DIR|FILE --repos DIR [--control] [--answers fixtures/implement-cases] [--record [--answered-by 'written by hand']] [--only TEXT
 * ...] [--packages DIR] [--json]`: has issues about real bugs implemented on the commit before their fix, and runs the author's tests, which
 * nobody was shown, over what comes out. Answers that are kept are given again; others are asked of PATCHWRIGHT_MODEL, where it is set, or
 * named as stale. Holds where four of six pass and nothing is stale. With `--control` no model is asked: it holds where the author's tests
 * are red on the commit itself and green on the fix.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const options = optionsOf(argv);
  const cases = await readImplementCases(options.cases, options.repos, options.only);
  return options.control ? control(cases, options) : implementation(cases, options);
}

function optionsOf(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      cases: { type: 'string' },
      repos: { type: 'string' },
      answers: { type: 'string', default: 'fixtures/implement-cases' },
      control: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      'answered-by': { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      packages: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { cases, repos, answers, only, packages, json, control: isControl } = values;
  if (cases === undefined || repos === undefined)
    throw new Error('Say which cases, and where their repositories are: --cases DIR|FILE --repos DIR');
  const recorder = { isOn: values.record, answeredBy: values['answered-by'] ?? null };
  return { cases, repos, answers, recorder, only, packages, json, control: isControl };
}

type Options = ReturnType<typeof optionsOf>;

async function control(cases: readonly ImplementCase[], { packages, json }: Options): Promise<boolean> {
  const controls = await inPlaces(cases, packages, async (each, place) => {
    const made = await controlOf(each, place);
    if (!json) for (const line of controlLines(made)) console.log(line);
    return made;
  });
  if (json) console.log(JSON.stringify(controls, null, 2));
  return controls.length > 0 && controls.every(isTelling);
}

async function implementation(
  cases: readonly ImplementCase[],
  { answers: directory, recorder, packages, json }: Options,
): Promise<boolean> {
  const answers = openAnswers(directory, recorder);
  const outcomes = await inPlaces(cases, packages, (each, place) => outcomeOf(each, answers, place));
  if (json) console.log(JSON.stringify(outcomes, null, 2));
  else for (const line of table(outcomes)) console.log(line);
  const isFresh = outcomes.every(({ stale }) => stale.length === 0);
  return isFresh && outcomes.filter(isPassed).length * 6 >= outcomes.length * 4;
}

/** One case after the other, each in folders of its own. */
async function inPlaces<T>(
  cases: readonly ImplementCase[],
  packages: string | undefined,
  work: (each: ImplementCase, place: Place) => Promise<T>,
): Promise<readonly T[]> {
  const done: T[] = [];
  for (const each of cases) {
    console.error(each.name);
    const folder = await mkdtemp(join(tmpdir(), 'patchwright-implement-'));
    const kept = join(packages ?? folder, each.name.replace('/', '+'));
    try {
      await mkdir(kept, { recursive: true });
      done.push(await work(each, { folder, installed: openInstalled(kept) }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return done;
}
