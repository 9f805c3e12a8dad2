import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Checkouts, openCheckouts } from '../../src/adapters/git/checkout.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import { openWorkspace } from '../../src/adapters/git/workspace.ts';
import { countTokens } from '../../src/adapters/openai/count.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { type Diff, type DiffLine, hunksOf, parseDiff } from '../../src/core/diff.ts';
import { machineOrigin } from '../../src/core/machine-made.ts';
import { type Unit, type Units, unitsOf } from '../../src/engines/review/units.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { firstParentPairs, git, type Pair } from './git.ts';

/**
 * `--repo DIR [--repo DIR ...] [--commits 30] [--show SHA]`: the newest commits are cut into units. Holds where every changed line of a
 * text file is in exactly one unit, or its file is named as left out. Prints sizes, times, and how many changed lines are shown with the
 * whole function they stand in; of the commit that is named, the units themselves.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const { repos, commits, show } = options(argv);
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-units-'));
  const checkouts = await openCheckouts({ git: openGit({ environment: process.env }), directory: folder });
  let holds = true;
  try {
    for (const repo of repos) {
      const found = await look(repo, { commits, show, checkouts });
      report(repo, found);
      if (found.faults.length > 0 || found.commits.length === 0) holds = false;
    }
  } finally {
    await checkouts[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  }
  return holds;
}

function options(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      repo: { type: 'string', multiple: true, default: [] },
      commits: { type: 'string', default: '30' },
      show: { type: 'string' },
    },
  });
  if (values.repo.length === 0) throw new Error('Say which repository: --repo DIR');
  return { repos: values.repo, commits: Number(values.commits), show: values.show };
}

interface Asked {
  readonly commits: number;
  readonly show: string | undefined;
  readonly checkouts: Checkouts;
}

interface Found {
  readonly commits: {
    readonly lines: number;
    readonly ms: number;
    readonly busyMs: number;
    readonly units: number;
  }[];
  readonly units: Unit[];
  readonly wholes: { inFunction: number; shownWhole: number };
  readonly faults: string[];
  apart: number;
}

const syntax = openSyntax({ clock: { now: () => performance.now() } });

async function look(repo: string, { commits, show, checkouts }: Asked): Promise<Found> {
  const found: Found = {
    commits: [],
    units: [],
    wholes: { inFunction: 0, shownWhole: 0 },
    faults: [],
    apart: 0,
  };
  const pairs =
    show === undefined
      ? await firstParentPairs(repo, commits)
      : [{ base: `${show}^`, head: await shaOf(repo, show) }];
  for (const pair of pairs) {
    try {
      const source = { sha: pair.head, reach: <T>(work: (at: string) => Promise<T>) => work(repo) };
      const checkout = await checkouts.open(source, new AbortController().signal);
      await using head = openWorkspace(checkout, { syntax });
      await cut(repo, { pair, head, isShown: show !== undefined }, found);
    } catch (error) {
      // Some stored repositories lack their largest files.
      found.apart += 1;
      if (!String(error).includes('git')) throw error;
    }
  }
  return found;
}

async function shaOf(repo: string, revision: string): Promise<string> {
  return (await git(repo, ['rev-parse', revision])).trim();
}

interface Commit {
  readonly pair: Pair;
  readonly head: Workspace;
  readonly isShown: boolean;
}

async function cut(repo: string, { pair, head, isShown }: Commit, found: Found): Promise<void> {
  const diff = parseDiff(await git(repo, ['diff', '-M', pair.base, pair.head]));
  const [start, before] = [performance.now(), process.cpuUsage()];
  const result = await unitsOf({
    diff,
    head,
    ignored: (path) => machineOrigin(path, []),
    count: countTokens,
  });
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const lines = result.units.reduce((sum, unit) => sum + unit.changedLines, 0);
  if (result.units.length > 0)
    found.commits.push({ lines, ms, busyMs: (user + system) / 1_000, units: result.units.length });
  found.units.push(...result.units);
  found.faults.push(...faultsIn(diff, result).map((fault) => `${pair.head.slice(0, 10)}: ${fault}`));
  for (const unit of result.units) await countWholes(unit, head, found.wholes);
  if (isShown) print(result);
}

/** Changed lines that are in no unit though nobody says so, or in more than one. */
function faultsIn(diff: Diff, { units, left }: Units): readonly string[] {
  const named = new Set(left.map(({ path }) => path));
  const times = new Map<string, number>();
  for (const { file, hunks } of units.flatMap(({ parts }) => parts))
    for (const key of hunks.flatMap((hunk) => hunk.lines).flatMap((line) => keyOf(file.path, line)))
      times.set(key, (times.get(key) ?? 0) + 1);
  return diff.flatMap((file) => {
    const keys = hunksOf(file).flatMap((hunk) => hunk.lines.flatMap((line) => keyOf(file.path, line)));
    const missing = keys.filter((key) => !times.has(key));
    const twice = keys.filter((key) => (times.get(key) ?? 0) > 1);
    return [
      ...(missing.length > 0 && !named.has(file.path)
        ? [`${missing.length} lines of ${file.path} are lost`]
        : []),
      ...(twice.length > 0 ? [`${twice.length} lines of ${file.path} are in two units`] : []),
    ];
  });
}

function keyOf(path: string, line: DiffLine): readonly string[] {
  if (line.kind === 'context') return [];
  return [line.kind === 'added' ? `${path}\0+${line.new}` : `${path}\0-${line.old}`];
}

/** How many added lines stand in a function, and how many of them are shown with its first line and its last. */
async function countWholes(unit: Unit, head: Workspace, wholes: Found['wholes']): Promise<void> {
  for (const { file, hunks } of unit.parts) {
    const outline = await head.outline(file.path);
    if (outline.is !== 'outline') continue;
    const shown = shownNumbers(unit.text, file.path);
    for (const line of hunks.flatMap((hunk) => hunk.lines)) {
      if (line.kind !== 'added') continue;
      const around = outline.symbols.findLast(
        ({ kind, line: first, lastLine }) =>
          /^(?:function|method|test)$/.test(kind) && first <= line.new && line.new <= lastLine,
      );
      if (around === undefined) continue;
      wholes.inFunction += 1;
      if (shown.has(around.line) && shown.has(around.lastLine)) wholes.shownWhole += 1;
    }
  }
}

/** The numbers of the new file that the unit shows of a path. */
function shownNumbers(text: string, path: string): ReadonlySet<number> {
  const sections = text.split(/^### /m).filter((section) => section.startsWith(`${path} (`));
  const lines = sections.flatMap((section) => [...section.matchAll(/^ *(\d+) [ +]/gm)]);
  return new Set(lines.map(([, number]) => Number(number)));
}

function print({ units, left }: Units): void {
  for (const { name, text, changedLines, tokens, risk } of units)
    console.log(`==== ${name}: ${changedLines} lines, ${tokens} tokens, ${JSON.stringify(risk)}\n${text}`);
  for (const { path, reason } of left) console.log(`left: ${path}: ${reason}`);
}

function report(repo: string, { commits, units, wholes, faults, apart }: Found): void {
  const large = commits.toSorted((one, other) => other.lines - one.lines).slice(0, 3);
  console.log(
    `${repo.split('/').at(-2)}: ${commits.length} commits, ${units.length} units (${apart} commits apart)`,
  );
  console.log(`  changed lines a commit ${spread(commits.map(({ lines }) => lines))}`);
  console.log(`  units a commit ${spread(commits.map((commit) => commit.units))}`);
  console.log(`  tokens a unit ${spread(units.map(({ tokens }) => tokens))}`);
  console.log(`  ms of processor a commit, all threads ${spread(commits.map(({ busyMs }) => busyMs))}`);
  console.log(
    `  ms a commit ${spread(commits.map(({ ms }) => ms))}; the largest: ${large.map((one) => `${one.lines} lines in ${Math.round(one.ms)}`).join(', ')}`,
  );
  console.log(
    `  added lines in a function that is shown whole: ${wholes.shownWhole} of ${wholes.inFunction}`,
  );
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
}

function spread(figures: readonly number[]): string {
  const sorted = figures.toSorted((one, other) => one - other);
  const [median, most, all] = [0.5, 0.9, 1].map((share) =>
    Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0),
  );
  return `median ${median}, p90 ${most}, most ${all}`;
}
