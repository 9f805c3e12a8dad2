import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../src/core/failure.ts';
import { failureSentence } from '../../src/text/failures.ts';
import { type Answers, newTally, type Tally, tallied } from './review-model.ts';
import type { TestCase } from './tests-cases.ts';
import type { Installed } from './tests-installed.ts';
import { judgeSheet, type SheetWorth } from './tests-judge.ts';
import { openPlace, type Place, readyBench, type State } from './tests-place.ts';
import { type Handed, type Way, writeBy } from './tests-ways.ts';
import { timed } from './timed-model.ts';

export interface Plan {
  readonly way: Way;
  readonly state: State;
  readonly answers: Answers;
  readonly installed: Installed;
  /** Tests that may be written for one change, and faults that are seeded in one function. */
  readonly tests: number;
  readonly mutants: number;
}

/** What one way of writing tests made of one change, and what it took. */
export interface Outcome extends Readonly<Tally> {
  readonly name: string;
  readonly way: Way;
  readonly state: State;
  readonly written: number;
  /** Tests to be committed. */
  readonly sheet: SheetWorth;
  /** Tests that are shown as defects. */
  readonly told: readonly SheetWorth[];
  readonly seeded: number;
  /** Its own time and that of the runs, without the model's. */
  readonly seconds: number;
  readonly remarks: readonly string[];
}

/** Writes tests for a change in one way and judges them. Throws where the project cannot be installed and run. */
export async function outcomeOf(test: TestCase, plan: Plan): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-tests-'));
  try {
    await using room = new AsyncDisposableStack();
    const place = await openPlace(test, plan.state, { folder, room, installed: plan.installed });
    return await outcomeIn(place, plan, room);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function outcomeIn(place: Place, plan: Plan, room: AsyncDisposableStack): Promise<Outcome> {
  const { way, state, answers, tests: most, mutants } = plan;
  const ready = await readyBench(place, mutants, room);
  await plan.installed.keep();
  const tally = newTally();
  const watch = { ms: 0 };
  const model = timed(tallied(answers, tally), watch);
  const start = performance.now();
  const handed = await unlessFailed(writeBy(way, { place, model, most, mutants, ready }));
  const seconds = (performance.now() - start - watch.ms) / 1_000;
  const sheet = await judgeSheet(handed.sheet, place, ready);
  const told: SheetWorth[] = [];
  for (const each of handed.told) told.push(without(sheet, await judgeSheet(each, place, ready)));
  const { remarks } = handed;
  const written = Math.max(handed.written, sheet.tests.length);
  const seeded = [...ready.faults.values()].flat().length;
  return { ...tally, name: place.test.name, way, state, written, sheet, told, seeded, seconds, remarks };
}

/** A test that was told may stand in its file among those that were handed over. */
function without({ tests }: SheetWorth, told: SheetWorth): SheetWorth {
  const known = new Set(tests.map(({ path, name }) => JSON.stringify([path, name])));
  return { ...told, tests: told.tests.filter(({ path, name }) => !known.has(JSON.stringify([path, name]))) };
}

/** A way that could not go on has nothing to show; what is no Failure is a bug, and thrown on. */
async function unlessFailed(handed: Promise<Handed>): Promise<Handed> {
  try {
    return await handed;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { sheet: new Map(), told: [], written: 0, remarks: [failureSentence(error.why)] };
  }
}
