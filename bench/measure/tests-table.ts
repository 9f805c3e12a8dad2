import { needlessIn, type Worth } from './tests-judge.ts';
import type { Outcome } from './tests-run.ts';
import { type Way, ways } from './tests-ways.ts';

/** How one way did on all changes together. */
export interface Score {
  readonly way: Way;
  readonly written: number;
  /** Tests that people are handed, to commit or as shown defects. */
  readonly handed: number;
  readonly builds: number;
  /** Of those to commit, that pass five times, and how many there are. */
  readonly passes: number;
  readonly kept: number;
  readonly lines: number;
  readonly branches: number;
  readonly killed: number;
  readonly seeded: number;
  /** For the change with the bug: those that hold it to be right, that fail only with it, and changes with such a test. */
  readonly wrong: number;
  readonly catches: number;
  readonly caught: number;
  /** For the fix: tests that fail without it, and changes with such a test. */
  readonly shows: number;
  readonly shown: number;
  readonly needless: number;
  readonly seconds: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly prompts: number;
  readonly stale: number;
}

export function scoresOf(outcomes: readonly Outcome[]): readonly Score[] {
  return ways
    .map((way) => [way, outcomes.filter((each) => each.way === way)] as const)
    .filter(([, own]) => own.length > 0)
    .map(([way, own]) => scoreOf(way, own));
}

function scoreOf(way: Way, outcomes: readonly Outcome[]): Score {
  const all = outcomes.map(figuresOf);
  const total = { ...nothing };
  for (const figures of all) for (const key of keys) total[key] += figures[key];
  return {
    way,
    ...total,
    caught: all.filter(({ catches }) => catches > 0).length,
    shown: all.filter(({ shows }) => shows > 0).length,
  };
}

const nothing = {
  written: 0,
  handed: 0,
  builds: 0,
  passes: 0,
  kept: 0,
  lines: 0,
  branches: 0,
  killed: 0,
  seeded: 0,
  wrong: 0,
  catches: 0,
  shows: 0,
  needless: 0,
  seconds: 0,
  tokensIn: 0,
  tokensOut: 0,
  prompts: 0,
  stale: 0,
};

type Figures = typeof nothing;
const keys = Object.keys(nothing).filter((key): key is keyof Figures => key in nothing);

function figuresOf({ state, sheet, told, stale, ...outcome }: Outcome): Figures {
  const shown = told.flatMap(({ tests }) => tests);
  const all = [...sheet.tests, ...shown];
  const { written, seeded, seconds, tokensIn, tokensOut, prompts } = outcome;
  return {
    written,
    handed: all.length,
    builds: all.filter(({ builds }) => builds).length,
    passes: sheet.tests.filter(({ passes }) => passes).length,
    kept: sheet.tests.length,
    ...sheet.gain,
    killed: sheet.killed.length,
    seeded,
    wrong: state === 'before' ? sheet.tests.filter(isTurned).length : 0,
    catches: state === 'before' ? all.filter(isCatch).length : 0,
    shows: state === 'after' ? sheet.tests.filter(isTurned).length : 0,
    needless: needlessIn(sheet.tests).length,
    seconds,
    tokensIn,
    tokensOut,
    prompts,
    stale: stale.length,
  };
}

/** It passes here, and not where the code differs by the fix. */
function isTurned({ passes, elsewhere }: Worth): boolean {
  return passes && elsewhere === 'fails';
}

function isCatch({ builds, passes, elsewhere }: Worth): boolean {
  return builds && !passes && elsewhere === 'passes';
}

const heads = [
  'change',
  'way',
  'written',
  'handed',
  'build',
  'pass',
  'lines',
  'branches',
  'mutants',
  'wrong',
  'catch',
  'show',
  'needless',
  's',
  'prompts',
  'tokens',
] as const;

/** A line for each change and way, then one for each way, then what became of single tests. */
export function table(outcomes: readonly Outcome[]): readonly string[] {
  const rows = outcomes.map((each) => [
    `${each.name} ${each.state}`,
    each.way,
    ...cells(scoreOf(each.way, [each])),
  ]);
  const sums = scoresOf(outcomes).map((score) => ['all', score.way, ...cells(score)]);
  return [
    ...aligned([[...heads], ...rows, ...sums]),
    '',
    ...outcomes.flatMap(testLines),
    ...staleLines(outcomes),
  ];
}

function cells(score: Score): readonly string[] {
  const { written, handed, builds, passes, kept, killed, seeded, seconds, tokensIn, tokensOut } = score;
  const { lines, branches, wrong, catches, shows, needless, prompts } = score;
  return [
    ...[written, handed].map(String),
    `${builds}/${handed}`,
    `${passes}/${kept}`,
    ...[lines, branches].map(String),
    `${killed}/${seeded}`,
    ...[wrong, catches, shows, needless].map(String),
    seconds.toFixed(0),
    String(prompts),
    `${tokensIn}+${tokensOut}`,
  ];
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

function testLines({ name, state, way, sheet, told, remarks }: Outcome): readonly string[] {
  const title = `${name} ${state}, ${way}`;
  const needless = needlessIn(sheet.tests);
  return [
    ...sheet.tests.map((test) => `${title}: ${needless.includes(test) ? 'needless, ' : ''}${wordsOf(test)}`),
    ...told.flatMap(({ tests }) => tests.map((test) => `${title}: shown as a defect: ${wordsOf(test)}`)),
    ...remarks.map((remark) => `${title}: ${remark}`),
  ];
}

function wordsOf({ name, builds, passes, elsewhere }: Worth): string {
  const here = passes ? 'passes' : builds ? 'fails' : 'does not build';
  return `${here} here, ${elsewhere === 'not run' ? 'is not run' : elsewhere} in the other state: ${name}`;
}

function staleLines(outcomes: readonly Outcome[]): readonly string[] {
  const stale = outcomes.flatMap(({ name, state, way, stale: lines }) =>
    lines.map((line) => `  ${name} ${state}, ${way}: ${line}`),
  );
  return stale.length === 0 ? [] : ['', `${stale.length} questions are stale:`, ...stale];
}
