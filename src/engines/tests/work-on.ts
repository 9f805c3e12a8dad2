import type { BudgetReason } from '../../core/failure.ts';
import { candidateOf } from './candidate.ts';
import { groupsOf } from './excerpt.ts';
import { type Fault, faultsFor } from './faults.ts';
import { gapsIn, nothingMeasured, united } from './gain.ts';
import { placeFor, type TestPlace } from './home.ts';
import { importersOf } from './importers.ts';
import { type Disputed, settled, type Unsettled, wrongOracle } from './oracle.ts';
import type { Table } from './table.ts';
import { Tried } from './tried.ts';
import { tryTest } from './trying.ts';
import type { Target } from './targets.ts';
import { type Unnoticed, unnoticed } from './unnoticed.ts';
import { type Judged, keptTest, unverifiedTest } from './verdict.ts';
import { type Goal, type Task, repairText, taskText } from './write-prompt.ts';
import { write, type Writing, type WrittenTest } from './write.ts';

/** What came of a test is told to who writes the next in so many characters. */
const mostSaid = 600;
/** After so many tests of a target that came to nothing, the next target is better. */
const mostMisses = 2;
const mostRepairs = 2;

/** What is known of one target while its tests are written. */
export interface Work {
  readonly target: Target;
  readonly place: TestPlace;
  readonly faults: readonly Fault[];
  /** Ids of the faults that no test notices. */
  open: readonly string[];
  /** The test files that were run to know it, as in `Unnoticed`. */
  readonly triedBy: Unnoticed['by'];
  /** What came of tests that were not taken. */
  readonly tried: string[];
  /** How many tests in a row came to nothing. */
  misses: number;
  /** Nothing more is to be expected of it. */
  isDone: boolean;
}

/** Finds out what the tests of a target have to notice, and where they go. */
export async function workFor(target: Target, table: Table): Promise<Work> {
  const paths = [...new Set([...table.parts.head.files(), ...table.files.keys()])];
  const faults = faultsFor(target, table.request.limits.mutants);
  const importers = await importersOf(target, table.home, table.parts.head);
  const place = placeFor(target, table.home, paths, importers);
  const { ids, by } = await unnoticed(faults, { target, place, importers }, table);
  return { target, place, faults, open: ids, triedBy: by, tried: [], misses: 0, isDone: false };
}

/**
 * Writes at most so many tests for one target, until it has what it needs or nothing more comes of it. Gives the limit that ended it, or
 * null.
 */
export async function workOn(work: Work, most: number, table: Table): Promise<BudgetReason | null> {
  const end = Math.min(table.written + most, table.request.limits.tests);
  while (table.written < end && !work.isDone && isWorthMore(work, table)) {
    const judged = await nextTest(work, table);
    if (judged.is === 'ended') return judged.limit;
    if (judged.is === 'none') work.isDone = true;
    else record(judged, work, table);
  }
  return null;
}

function isWorthMore({ target, open }: Work, { covered, bench }: Table): boolean {
  if (bench === null) return true;
  const now = covered.get(target.path) ?? nothingMeasured;
  return !now.isMeasured || open.length > 0 || gapsIn(now, target).length > 0;
}

/** What became of a test, with the name that it was written under. */
type Named = Judged & { readonly name: string };

/** One test: written, tried, and mended at most twice. */
async function nextTest(
  work: Work,
  table: Table,
): Promise<Named | Exclude<Writing, { is: 'test' | 'stands' | 'lost' }>> {
  const { parts, request } = table;
  table.written += 1;
  const number = table.written;
  const task = await taskFor(work, table);
  await parts.steps.progress('writing', number - 1, request.limits.tests);
  const order = { name: `tests ${number}`, place: number * 10, limits: request.limits };
  const written = await write({ ...order, task: taskText(task) }, parts);
  if (written.is === 'none' || written.is === 'ended') return written;
  if (written.is !== 'test')
    return { is: 'dropped', because: 'was not written in a form that could be used', say: '', name: '' };
  await parts.steps.progress('judging', number - 1, request.limits.tests);
  const judged = await judgeAndMend(written, { work, table, number, task });
  if (judged.is === 'ended') return judged;
  const isKnown = judged.is === 'told' && shownIn(work.target.path, table).includes(judged.test.name);
  const { name } = written;
  return isKnown
    ? { is: 'dropped', because: 'adds nothing to the others', say: '', name }
    : { ...judged, name };
}

/** Names of tests that show a defect of a file, and stand in none. */
function shownIn(path: string, { told }: Table): readonly string[] {
  return told
    .filter(({ target, verdict }) => target.path === path && verdict.is === 'catches')
    .map(({ name }) => name);
}

interface Case {
  readonly work: Work;
  readonly table: Table;
  /** Of the test in the run. */
  readonly number: number;
  readonly task: Task;
}

/** What failed as it was first written is what people are asked about, and not what became of it. */
async function judgeAndMend(
  first: WrittenTest,
  at: Case,
): Promise<Judged | Extract<Writing, { is: 'ended' }>> {
  let written = first;
  let disputed: Disputed | undefined;
  for (let repairs = 1; ; repairs += 1) {
    const judged = await judge(written, disputed, at);
    if (judged.is === 'kept' || judged.is === 'told') return judged;
    disputed ??= judged.is === 'disputed' ? judged : undefined;
    const next = isOver(judged, repairs)
      ? lost
      : await mend(written, judged.say || judged.because, repairs, at);
    if (next.is === 'ended') return next;
    if (next.is !== 'test') return await settled(judged, disputed, at.table);
    written = next;
  }
}

const lost = { is: 'lost' } as const;

/** What passed before the change and fails now is not mended away. */
function isOver(judged: Unsettled, repairs: number): boolean {
  return repairs > mostRepairs || (judged.is === 'disputed' && judged.tried.onBase === 'passes');
}

function mend(written: WrittenTest, say: string, repairs: number, at: Case): Promise<Writing> {
  const { table, number, task } = at;
  const order = {
    name: `tests ${number} repair ${repairs}`,
    place: number * 10 + repairs,
    task: repairText(task, written.answer, say),
    limits: table.request.limits,
  };
  return write(order, table.parts);
}

/** By its code, then by running it, then by what people said. */
async function judge(
  written: WrittenTest,
  disputed: Disputed | undefined,
  { work, table, number }: Case,
): Promise<Judged | Disputed> {
  const { bench, parts, request } = table;
  const { target, place, faults, open } = work;
  const shelved = await candidateOf(written.answer, { target, path: place.path }, shelfOf(table));
  if (shelved.is === 'refused') return { is: 'dropped', because: shelved.because, say: shelved.say };
  const { candidate } = shelved;
  if (bench === null) return unverifiedTest(written, candidate);
  const measure = { known: table.covered.get(target.path) ?? nothingMeasured, faults, open };
  const inputs = [request.headSha, candidate.path, candidate.tree.text, measure.known, open];
  const tried = await parts.steps.once(`tests try ${number}`, inputs, Tried, () =>
    tryTest(candidate, measure, bench),
  );
  switch (tried.is) {
    case 'refused':
      return { is: 'dropped', because: tried.because, say: tried.say };
    case 'failed':
      return { is: 'disputed', written, candidate, tried, because: 'fails', say: tried.message };
    case 'passed':
      return (
        (await wrongOracle(candidate, { written, tried, disputed }, table)) ??
        keptTest(written, candidate, tried)
      );
  }
}

function record(judged: Named, work: Work, table: Table): void {
  switch (judged.is) {
    case 'dropped':
      table.dropped.push(judged.because);
      work.tried.push(triedText(judged));
      work.misses += 1;
      work.isDone = work.misses >= mostMisses;
      return;
    case 'told':
      table.told.push(judged.test);
      table.files = judged.test.verdict.is === 'unverified' ? judged.candidate.files : table.files;
      // Where nothing can be run or measured, one test is enough to look at; a defect says nothing of how much more there is to find.
      work.isDone = judged.test.verdict.is !== 'catches';
      return;
    case 'kept': {
      const { path } = work.target;
      const known = table.covered.get(path) ?? nothingMeasured;
      table.kept.push(judged.kept);
      table.files = judged.kept.candidate.files;
      table.covered.set(path, united(known, judged.covered));
      work.open = work.open.filter((id) => !judged.kills.includes(id));
      work.misses = 0;
    }
  }
}

function triedText({ name, because, say }: Extract<Named, { is: 'dropped' }>): string {
  const what = name === '' ? because : `"${name}" ${because}`;
  return [what, say.slice(0, mostSaid)].filter(Boolean).join(': ');
}

function shelfOf({ parts, files, importable, isDeclared }: Table) {
  return { head: parts.head, syntax: parts.syntax, files, importable, isDeclared };
}

async function taskFor(work: Work, table: Table): Promise<Task> {
  const { target, place, faults, open, triedBy, tried } = work;
  const { request, home, covered, targets } = table;
  const now = covered.get(target.path) ?? nothingMeasured;
  const example = place.example === null ? null : await textOf(place.example, table);
  return {
    target,
    siblings: targets.filter((other) => other !== target && other.path === target.path),
    request,
    runner: home.runner.name,
    goal: await goalOf(place.path, table),
    example: example === null || place.example === null ? null : { path: place.example, text: example },
    uncovered: now.isMeasured ? gapsIn(now, target) : [],
    unnoticed: { faults: faults.filter(({ id }) => open.includes(id)).map(({ text }) => text), by: triedBy },
    tried,
    shown: shownIn(target.path, table),
  };
}

async function goalOf(path: string, table: Table): Promise<Goal> {
  const text = await textOf(path, table);
  const tree = text === null ? undefined : await table.parts.syntax.parse(path, text);
  return { path, text, groups: tree?.is === 'parsed' ? groupsOf(tree) : '' };
}

async function textOf(path: string, { parts, files }: Table): Promise<string | null> {
  const known = files.get(path);
  if (known !== undefined) return known;
  const read = await parts.head.text(path);
  return read.is === 'text' ? read.text : null;
}
