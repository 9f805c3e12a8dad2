import { parseArgs } from 'node:util';
import { correct, readModelEnv } from '../../src/config/env.ts';
import { Failure } from '../../src/core/failure.ts';
import { pooled } from '../../src/core/pool.ts';
import { failureSentence } from '../../src/text/failures.ts';
import { type Change, readChanges } from './review-cases.ts';
import { openAnswers } from './review-model.ts';
import { type Asking, reviewChange } from './review-run.ts';
import { type Outcome, type Score, scoreOf, table } from './review-table.ts';
import { targetsOf } from './review-target.ts';

/**
 * `--cases DIR|FILE --repos DIR [--answers fixtures/cases] [--record [--answered-by 'written by hand']] [--only TEXT ...] [--parallel 1]
 * [--without-plain] [--json]`: reviews changes that brought a bug, changes that mended one, and pull requests, beside one plain prompt to
 * the same model. Answers that are kept are given again; others are asked of PATCHWRIGHT_MODEL, where it is set, or named as stale. Holds
 * where five of seven bugs are found on lines that their fix changes, at most one claim is made about seven fixes, and nothing is stale.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const options = optionsOf(argv);
  const changes = (await readChanges(options.cases, options.repos)).filter(
    ({ name }) => options.only.length === 0 || options.only.some((text) => name.includes(text)),
  );
  const { maxPromptsPerReview: maxPrompts } = correct(readModelEnv(process.env));
  const answers = openAnswers(options.answers, options.recorder);
  const asking = { answers, withPlain: options.withPlain, maxPrompts };
  const worked = await pooled(changes, options.parallel, (change) => outcomeOf(change, asking));
  const outcomes = worked.map((each) => {
    if (each.is === 'done') return each.result;
    throw each.is === 'failed' ? each.error : new Error('a change was not begun');
  });
  return report(outcomes, options);
}

function optionsOf(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      cases: { type: 'string' },
      repos: { type: 'string' },
      answers: { type: 'string', default: 'fixtures/cases' },
      record: { type: 'boolean', default: false },
      'answered-by': { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      parallel: { type: 'string', default: '1' },
      'without-plain': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { cases, repos, answers, only, json } = values;
  if (cases === undefined || repos === undefined)
    throw new Error('Say which cases, and where their repositories are: --cases DIR|FILE --repos DIR');
  const recorder = { isOn: values.record, answeredBy: values['answered-by'] ?? null };
  const parallel = Number(values.parallel);
  return { cases, repos, answers, only, json, parallel, recorder, withPlain: !values['without-plain'] };
}

async function outcomeOf(change: Change, asking: Asking): Promise<Outcome> {
  try {
    const targets = change.is === 'introduces' ? await targetsOf(change.repo, change.bug) : [];
    const reviewed = await reviewChange(change, asking);
    console.error(`${change.name}: ${reviewed.ours.findings.length} findings`);
    return { change, is: 'reviewed', reviewed, targets };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { change, is: 'lost', fault: failureSentence(error.why) };
  }
}

interface Reporting {
  readonly json: boolean;
  readonly withPlain: boolean;
}

function report(outcomes: readonly Outcome[], { json, withPlain }: Reporting): boolean {
  const scores: Scores = {
    ours: scoreOf(outcomes, 'ours'),
    plain: withPlain ? scoreOf(outcomes, 'plain') : null,
  };
  if (json) console.log(JSON.stringify({ ...scores, outcomes }, null, 2));
  else for (const line of [...table(outcomes), '', ...sums(scores)]) console.log(line);
  return outcomes.every(({ is }) => is === 'reviewed') && isMet(scores);
}

interface Scores {
  readonly ours: Score;
  readonly plain: Score | null;
}

function sums({ ours, plain }: Scores): readonly string[] {
  return [['Ours', ours] as const, ['The plain prompt', plain] as const].flatMap(([who, score]) => {
    if (score === null) return [];
    const { found, bugs, claims, stale } = score;
    return [
      `${who}: ${found} of ${bugs} bugs found, ${claims} claims about fixes, ${stale} stale questions.`,
    ];
  });
}

function isMet({ ours, plain }: Scores): boolean {
  const { found, bugs, claims, stale } = ours;
  const isFresh = stale + (plain?.stale ?? 0) === 0;
  return isFresh && found * 7 >= bugs * 5 && claims <= Math.max(1, bugs / 7);
}
