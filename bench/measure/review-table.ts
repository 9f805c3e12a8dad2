import type { Finding } from '../../src/core/finding.ts';
import type { Change } from './review-cases.ts';
import type { Reviewed, Told } from './review-run.ts';
import { hits, type Target } from './review-target.ts';

/** What became of a change; a fault where it could not be reviewed at all. */
export type Outcome = { readonly change: Change } & (
  | { readonly is: 'reviewed'; readonly reviewed: Reviewed; readonly targets: readonly Target[] }
  | { readonly is: 'lost'; readonly fault: string }
);

type Seen = Extract<Outcome, { is: 'reviewed' }>;

/** How one way of reviewing did on all the changes together. */
export interface Score {
  /** Introducing changes with a finding on a line that the fix changes. */
  readonly found: number;
  readonly bugs: number;
  /** Findings told of fixing changes. */
  readonly claims: number;
  readonly stale: number;
}

export function scoreOf(outcomes: readonly Outcome[], who: 'ours' | 'plain'): Score {
  const told = outcomes.flatMap((each) => {
    const by = each.is === 'reviewed' ? each.reviewed[who] : null;
    return each.is === 'reviewed' && by !== null ? [{ ...each, by }] : [];
  });
  const brought = told.filter(({ change }) => change.is === 'introduces');
  const mended = told.filter(({ change }) => change.is === 'fixes');
  return {
    found: brought.filter(({ by, targets }) => by.findings.some((finding) => hits(finding, targets))).length,
    bugs: outcomes.filter(({ change }) => change.is === 'introduces').length,
    claims: mended.reduce((sum, { by }) => sum + by.findings.length, 0),
    stale: told.reduce((sum, { by }) => sum + by.stale.length, 0),
  };
}

/** A table with a line a change, then what was told, with titles for a person to judge, then the questions without an answer. */
export function table(outcomes: readonly Outcome[]): readonly string[] {
  const rows = outcomes.flatMap((outcome) => (outcome.is === 'reviewed' ? rowsOf(outcome) : []));
  const lost = outcomes.flatMap((each) => (each.is === 'lost' ? [`${each.change.name}: ${each.fault}`] : []));
  return [...aligned([heads, ...rows]), '', ...outcomes.flatMap(toldLines), ...lost, ...staleLines(outcomes)];
}

const heads = ['change', 'by', 'units', 'prompts', 'tokens in', 'out', 'told', 'found', 'dropped'];

function rowsOf({ change, reviewed: { ours, plain }, targets }: Seen): readonly (readonly string[])[] {
  const dropped = ours.account.dropped.map(({ because, count }) => `${count} ${because}`);
  const remarks = [...(ours.fault === null ? [] : [ours.fault]), ...dropped].join(', ');
  const ourRow = [change.name, 'ours', String(ours.units), ...figures(change, ours, targets), remarks];
  if (plain === null) return [ourRow];
  return [ourRow, ['', 'plain', '', ...figures(change, plain, targets), plain.fault ?? '']];
}

function figures(change: Change, told: Told, targets: readonly Target[]): readonly string[] {
  const { prompts, tokensIn, tokensOut, findings } = told;
  return [prompts, tokensIn, tokensOut, findings.length].map(String).concat(verdict(change, told, targets));
}

function verdict(change: Change, { findings }: Told, targets: readonly Target[]): string {
  if (change.is !== 'introduces') return '-';
  if (targets.length === 0) return 'no lines to judge by';
  return findings.some((finding) => hits(finding, targets)) ? 'yes' : 'no';
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

function toldLines(outcome: Outcome): readonly string[] {
  if (outcome.is === 'lost') return [];
  const { change, targets, reviewed } = outcome;
  return (['ours', 'plain'] as const).flatMap((who) => {
    const told = reviewed[who];
    if (told === null) return [];
    return told.findings.map((finding) => `${change.name}, ${who}: ${findingLine(finding, targets)}`);
  });
}

function findingLine(finding: Finding, targets: readonly Target[]): string {
  const { path, anchor, severity, title } = finding;
  const lines = anchor === null ? 'no line' : `${anchor.start}-${anchor.end}`;
  return `${hits(finding, targets) ? 'FOUND ' : ''}${path}:${lines} ${severity}: ${title}`;
}

function staleLines(outcomes: readonly Outcome[]): readonly string[] {
  const stale = outcomes.flatMap((each) => {
    if (each.is === 'lost') return [];
    const { ours, plain } = each.reviewed;
    return [...ours.stale, ...(plain?.stale ?? [])].map((line) => `  ${each.change.name}: ${line}`);
  });
  return stale.length === 0 ? [] : ['', `${stale.length} questions are stale:`, ...stale];
}
