import type { BudgetReason } from '../../core/failure.ts';
import { candidateOf } from './candidate.ts';
import { type Fault, faultsFor, FaultIds, isWorse, noticed } from './faults.ts';
import { gapsIn, nothingMeasured, united } from './gain.ts';
import { importersOf, placeFor, type TestPlace } from './home.ts';
import { type Disputed, settled, type Unsettled, wrongOracle } from './oracle.ts';
import type { Suite } from './suite.ts';
import type { Table } from './table.ts';
import { Tried, tryTest } from './trying.ts';
import type { Target } from './targets.ts';
import { type Judged, keptTest, unverifiedTest } from './verdict.ts';
import { type Task, repairText, taskText } from './write-prompt.ts';
import { write, type Writing, type WrittenTest } from './write.ts';

/** What came of a test is told to who writes the next in so many characters. */
const mostSaid = 600;
/** After so many tests of a target that came to nothing, the next target is better. */
const mostMisses = 2;
const mostRepairs = 2;

/** What is known of one target while its tests are written. */
interface Work {
  readonly target: Target;
  readonly place: TestPlace;
  readonly faults: readonly Fault[];
  /** Ids of the faults that no test notices. */
  open: readonly string[];
  /** What came of tests that were not taken. */
  readonly tried: string[];
}

/** Writes tests for one target until it has what it needs or nothing more comes of it. Gives the limit that ended it, or null. */
export async function workOn(target: Target, table: Table): Promise<BudgetReason | null> {
  const { limits } = table.request;
  const paths = [...new Set([...table.parts.head.files(), ...table.files.keys()])];
  const faults = faultsFor(target, limits.mutants);
  const importers = await importersOf(target, table.home, table.parts.head);
  const place = placeFor(target, table.home, paths, importers);
  const open = await unnoticed(faults, { target, place }, table);
  const work: Work = { target, place, faults, open, tried: [] };
  let misses = 0;
  while (table.written < limits.tests && misses < mostMisses && isWorthMore(work, table)) {
    const judged = await nextTest(work, table);
    if (judged.is === 'ended') return judged.limit;
    if (judged.is === 'none') return null;
    misses = judged.is === 'kept' || judged.is === 'told' ? 0 : misses + 1;
    await record(judged, work, table);
    if (judged.is === 'told') return null;
  }
  return null;
}

/** Where nothing can be run, one test for each target is enough to look at. */
function isWorthMore({ target, open }: Work, { covered, bench }: Table): boolean {
  if (bench === null) return true;
  const now = covered.get(target.path) ?? nothingMeasured;
  return !now.isMeasured || open.length > 0 || gapsIn(now, target).length > 0;
}

async function unnoticed(
  faults: readonly Fault[],
  { target, place }: Pick<Work, 'target' | 'place'>,
  table: Table,
): Promise<readonly string[]> {
  const { bench, suite, parts, request, files } = table;
  const all = faults.map(({ id }) => id);
  const what =
    suite !== null && isQuick(suite)
      ? ({ is: 'all' } as const)
      : ({ is: 'files', files: [place.path] } as const);
  if (bench === null || all.length === 0 || (what.is === 'files' && place.isNew)) return all;
  const inputs = [request.headSha, target.path, target.symbol, all, [...files]];
  const seen = await parts.steps.once(
    `tests faults ${target.path} ${target.symbol}`,
    inputs,
    FaultIds,
    async () => {
      await bench.put(files);
      const first = await bench.run(what);
      const way = { timeMs: Math.max(10_000, 5 * first.ms) };
      const ids = await noticed(faults, { target, files, bench }, async () =>
        isWorse(first.tests, await bench.run(what, way)),
      );
      await bench.put(files);
      await bench.mend();
      return ids;
    },
  );
  return all.filter((id) => !seen.includes(id));
}

/**
 * A small suite is run for every seeded fault; of a larger one only the target's own tests. Size is what counts, since the same suite takes
 * a longer time on a busy machine; time only where no machine would be quick.
 */
function isQuick({ run, passed, ms }: Suite): boolean {
  return run.because === null && passed.length + run.failed.length <= fewTests && ms < slowMs;
}

const fewTests = 60;
const slowMs = 20_000;

type Next = Judged | Exclude<Writing, { is: 'test' | 'stands' | 'lost' }>;

/** One test: written, tried, and mended at most twice. */
async function nextTest(work: Work, table: Table): Promise<Next> {
  const { parts, request } = table;
  table.written += 1;
  const number = table.written;
  const task = await taskFor(work, table);
  await parts.steps.progress('writing', number - 1, request.limits.tests);
  const order = { name: `tests ${number}`, place: number * 10, limits: request.limits };
  const written = await write({ ...order, task: taskText(task) }, parts);
  if (written.is === 'none' || written.is === 'ended') return written;
  if (written.is !== 'test')
    return { is: 'dropped', because: 'was not written in a form that could be used', say: '' };
  await parts.steps.progress('judging', number - 1, request.limits.tests);
  return await judgeAndMend(written, { work, table, number, task });
}

interface Case {
  readonly work: Work;
  readonly table: Table;
  /** Of the test in the run. */
  readonly number: number;
  readonly task: Task;
}

/** What failed as it was first written is what people are asked about, and not what became of it. */
async function judgeAndMend(first: WrittenTest, at: Case): Promise<Next> {
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
        (await wrongOracle(candidate, { tried, disputed }, table)) ?? keptTest(written, candidate, tried)
      );
  }
}

async function record(judged: Judged, work: Work, table: Table): Promise<void> {
  switch (judged.is) {
    case 'dropped':
      table.dropped.push(judged.because);
      work.tried.push([judged.because, judged.say.slice(0, mostSaid)].filter(Boolean).join(': '));
      return;
    case 'told':
      table.told.push(judged.test);
      table.files = judged.test.verdict.is === 'unverified' ? judged.candidate.files : table.files;
      return;
    case 'kept': {
      const { path } = work.target;
      const known = table.covered.get(path) ?? nothingMeasured;
      table.kept.push(judged.kept);
      table.files = judged.kept.candidate.files;
      table.covered.set(path, united(known, judged.covered));
      work.open = work.open.filter((id) => !judged.kills.includes(id));
    }
  }
}

function shelfOf({ parts, files, importable, isDeclared }: Table) {
  return { head: parts.head, syntax: parts.syntax, files, importable, isDeclared };
}

async function taskFor({ target, place, faults, open, tried }: Work, table: Table): Promise<Task> {
  const { request, home, covered } = table;
  const now = covered.get(target.path) ?? nothingMeasured;
  const example = place.example === null ? null : await textOf(place.example, table);
  return {
    target,
    request,
    runner: home.runner.name,
    path: place.path,
    text: await textOf(place.path, table),
    example: example === null || place.example === null ? null : { path: place.example, text: example },
    uncovered: now.isMeasured ? gapsIn(now, target) : [],
    unnoticed: faults.filter(({ id }) => open.includes(id)).map(({ text }) => text),
    tried,
  };
}

async function textOf(path: string, { parts, files }: Table): Promise<string | null> {
  const known = files.get(path);
  if (known !== undefined) return known;
  const read = await parts.head.text(path);
  return read.is === 'text' ? read.text : null;
}
