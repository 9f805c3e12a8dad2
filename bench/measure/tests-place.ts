import { openSandbox } from '../../src/adapters/bubblewrap/sandbox.ts';
import { acceptsScript } from '../../src/adapters/oxc/accepts.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { type LocalRange, openRange } from '../../src/cli/range.ts';
import type { Bench } from '../../src/engines/tests/bench.ts';
import { openBench } from '../../src/engines/tests/bench.ts';
import { type Fault, faultsFor } from '../../src/engines/tests/faults.ts';
import { type Covered, nothingMeasured } from '../../src/engines/tests/gain.ts';
import { type Home, homeOf, placeFor, type TestPlace } from '../../src/engines/tests/home.ts';
import { importersOf } from '../../src/engines/tests/importers.ts';
import type { TestParts } from '../../src/engines/tests/parts.ts';
import { runSuite, type Suite } from '../../src/engines/tests/suite.ts';
import { type Target, targetsOf } from '../../src/engines/tests/targets.ts';
import { noSettings } from '../../src/project/project.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import type { Range, TestCase, Texts } from './tests-cases.ts';
import type { Installed } from './tests-installed.ts';

/** `before`: the change that brought the bug. `after`: the one that mended it. */
export type State = 'before' | 'after';

/** A change, opened: what all ways of writing tests are given, and what they are judged by. */
export interface Place {
  readonly test: TestCase;
  readonly state: State;
  readonly range: LocalRange;
  readonly head: Workspace;
  readonly lab: NonNullable<TestParts['lab']>;
  /** The functions that the fix changes, and the most changed of their files beside them. */
  readonly targets: readonly Target[];
  readonly home: Home;
  readonly file: TestPlace;
  /** Files of the other state: with them the bug is gone, or is there. */
  readonly counterpart: Texts;
}

export interface Jail {
  readonly folder: string;
  readonly room: AsyncDisposableStack;
  readonly installed: Installed;
}

export const syntax = openSyntax({ clock: { now: () => Date.now() }, accepts: acceptsScript });

/** Throws where the change touches none of what the fix does, or its runner is not known. */
export async function openPlace(
  test: TestCase,
  state: State,
  { folder, room, installed }: Jail,
): Promise<Place> {
  const names = state === 'before' ? test.brought : test.mended;
  const range = room.use(await openRange({ repo: test.repo, ...names }, syntax));
  const head = await range.head();
  const targets = await targetsFor(test, range, head);
  const [first] = targets;
  if (first === undefined)
    throw new Error(`${test.name}: the change ${state} the fix touches none of its functions.`);
  const { execPath: node, arch: architecture } = process;
  const sandbox = openSandbox({ environment: process.env, folder, node, architecture });
  const lab = { sandbox, settings: noSettings, scratch: installed.into(range.scratch) };
  const home = await homeOf(first, head, { lab, framework: null });
  if (home === undefined) throw new Error(`${test.name}: no test runner is known for ${first.path}.`);
  return {
    test,
    state,
    range,
    head,
    lab,
    targets,
    home,
    file: placeFor(first, home, head.files(), await importersOf(first, home, head)),
    counterpart: state === 'before' ? test.fixed : test.faulty,
  };
}

/** A change may touch many functions; so many are worked on. */
const mostTargets = 4;

async function targetsFor(test: TestCase, { diff }: LocalRange, head: Workspace): Promise<readonly Target[]> {
  const own = await targetsOf(diff, await symbolsOf(test, test.mended), { head, syntax });
  if (own.is !== 'targets') return [];
  const paths = [...new Set(own.targets.map(({ path }) => path))];
  const all = await targetsOf(diff, paths, { head, syntax });
  const others = (all.is === 'targets' ? all.targets : []).filter(
    ({ path, line }) => !own.targets.some((each) => each.path === path && each.line === line),
  );
  return [...own.targets, ...others].slice(0, mostTargets);
}

async function symbolsOf({ repo }: TestCase, names: Range): Promise<readonly string[]> {
  await using range = await openRange({ repo, ...names }, syntax);
  const found = await targetsOf(range.diff, [], { head: await range.head(), syntax });
  return found.is === 'targets' ? found.targets.map(({ path, symbol }) => `${path}: ${symbol}`) : [];
}

/** The project installed in a jail of its own, and its suite as it is. Closed with the room. */
export interface Ready {
  readonly bench: Bench;
  readonly suite: Suite;
  readonly faults: ReadonlyMap<Target, readonly Fault[]>;
  readonly known: (target: Target) => Covered;
}

const noWaiting = { signal: new AbortController().signal, once: never, progress: () => Promise.resolve() };

/** Nothing here is kept between runs. */
function never(): never {
  throw new Error('nothing is kept here');
}

export async function readyBench(
  { home, head, range, lab, targets }: Place,
  mutants: number,
  room: AsyncDisposableStack,
): Promise<Ready> {
  const parts = { lab, head, steps: noWaiting };
  const opened = await openBench(home, range, parts, room);
  if (opened.is === 'closed') throw new Error(opened.because);
  const { bench } = opened;
  const suite = await runSuite(bench, [...new Set(targets.map(({ path }) => path))]);
  return {
    bench,
    suite,
    faults: new Map(targets.map((target) => [target, faultsFor(target, mutants)])),
    known: ({ path }) => suite.covered[path] ?? nothingMeasured,
  };
}
