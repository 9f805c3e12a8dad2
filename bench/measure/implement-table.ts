import { changeSize } from '../../src/checks/change-size.ts';
import type { Implemented } from '../../src/core/implemented.ts';
import type { Judgement } from './implement-judge.ts';
import type { Control, Outcome } from './implement-run.ts';

/** A line a case, then what is to be said of each, then the questions without an answer. */
export function table(outcomes: readonly Outcome[]): readonly string[] {
  const stale = outcomes.flatMap(({ name, stale: questions }) =>
    questions.map((line) => `  ${name}: ${line}`),
  );
  return [
    ...aligned([heads, ...outcomes.map(rowOf)]),
    '',
    ...outcomes.flatMap(remarksOn),
    ...(stale.length === 0 ? [] : ['', `${stale.length} questions are stale:`, ...stale]),
    '',
    `${outcomes.filter(isPassed).length} of ${outcomes.length} pass the hidden tests, ${stale.length} stale questions.`,
  ];
}

export function isPassed({ judgement }: Outcome): boolean {
  return judgement?.isPassed === true;
}

const heads = [
  'case',
  'passed',
  'steps',
  'prompts',
  'tokens in',
  'out',
  'minutes',
  'lines',
  'red first',
  'broken',
];

function rowOf(outcome: Outcome): readonly string[] {
  const { name, implemented, prompts, tokensIn, tokensOut, minutes } = outcome;
  const steps = implemented === null ? '-' : String(implemented.spent.steps);
  const spent = [steps, ...[prompts, tokensIn, tokensOut].map(String), minutes.toFixed(1)];
  return [name, isPassed(outcome) ? 'yes' : 'no', ...spent, ...draftFigures(implemented)];
}

/** Lines that were changed, tests apart; whether a test was red before and green after; tests that passed before and do not any more. */
function draftFigures(implemented: Implemented | null): readonly string[] {
  if (implemented?.is !== 'draft') return ['-', '-', '-'];
  const { changes, verification } = implemented;
  const lines = changeSize(changes).lines;
  const { reproduction, suites } = verification;
  const broken = suites.flatMap((suite) => suite.broken);
  const red = reproduction === null ? 'no test' : `then ${reproduction.after}`;
  return [String(lines), red, String(broken.length)];
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function remarksOn({ name, implemented, judgement, fault }: Outcome): readonly string[] {
  const made = implemented === null ? [] : madeLines(implemented);
  const judged = judgement === null ? [] : judgedLines(judgement);
  return [...(fault === null ? [] : [fault]), ...made, ...judged].map((line) => `${name}: ${line}`);
}

function madeLines(implemented: Implemented): readonly string[] {
  if (implemented.is !== 'draft') return [JSON.stringify(implemented)];
  const { incomplete, refused } = implemented;
  const ended = incomplete === null ? [] : [`incomplete: ${JSON.stringify(incomplete)}`];
  return [...ended, ...refused.map((sentence) => `refused: ${sentence}`)];
}

function judgedLines({ isPassed: isGreen, failed, because }: Judgement): readonly string[] {
  if (isGreen) return [];
  return [
    ...failed.slice(0, 5).map((test) => `hidden test failed: ${test}`),
    ...(because === '' ? [] : [because]),
  ];
}

/** Whether what is hidden tells the fix from what was there before. */
export function controlLines({ name, parent, fix }: Control): readonly string[] {
  const remarks = [...fix.failed, parent.because, fix.because].filter((line) => line !== '');
  return [
    `${name}: ${judgedText('parent', parent)}; ${judgedText('fix', fix)}`,
    ...remarks.map((line) => `  ${line}`),
  ];
}

export function isTelling({ parent, fix }: Control): boolean {
  return !parent.isPassed && parent.failed.length > 0 && fix.isPassed;
}

function judgedText(who: string, { isPassed: isGreen, passed, failed }: Judgement): string {
  return `${who} ${isGreen ? 'green' : 'red'} (${passed} passed, ${failed.length} failed)`;
}
