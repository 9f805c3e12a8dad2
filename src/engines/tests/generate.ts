import { type BudgetReason, Failure } from '../../core/failure.ts';
import { importableFiles } from '../../core/imported-files.ts';
import { runnerNames } from '../../project/runners.ts';
import { type Bench, openBench } from './bench.ts';
import { declarations } from './declared.ts';
import { finish } from './finish.ts';
import type { Generated } from '../../core/generated-tests.ts';
import { gapsIn, nothingMeasured } from './gain.ts';
import { type Home, homeOf, runnerNamed } from './home.ts';
import type { TestParts, TestRequest } from './parts.ts';
import { runSuite, Suite } from './suite.ts';
import { type Target, targetsOf } from './targets.ts';
import { openTable, type Table } from './table.ts';
import { type Work, workFor, workOn } from './work-on.ts';

/**
 * Writes unit tests for a change, runs them, and says of each what it is worth: verified with its figures, catching a defect, or unverified.
 * What was achieved when a limit ends the work is given all the same. Throws Failure as `pursue`, and where no model can be asked.
 */
export async function generateTests(request: TestRequest, parts: TestParts): Promise<Generated> {
  const framework = request.framework === null ? null : runnerNamed(request.framework);
  if (framework === undefined)
    return { is: 'unknown-framework', name: request.framework ?? '', known: runnerNames };
  const found = await targetsOf(request.diff, request.wanted, parts);
  if (found.is === 'none') return { is: 'nothing-to-test', because: found.because };
  if (found.is === 'unknown') return { is: 'unknown-target', unknown: found.unknown, there: found.there };
  const housed = await housedTargets(found.targets, (target) =>
    homeOf(target, parts.head, { lab: parts.lab, framework }),
  );
  if (housed === undefined) return { is: 'nothing-to-test', because: noLanguage };
  return await generateIn(housed, request, parts);
}

async function generateIn(housed: Housed, request: TestRequest, parts: TestParts): Promise<Generated> {
  await using room = new AsyncDisposableStack();
  await parts.steps.progress('setting up', 0, 1);
  const opened = await openBench(housed.home, request, parts, room);
  const bench = opened.is === 'open' ? opened.bench : null;
  const table = await openFor(housed, { request, parts, bench });
  const ended = await workOnAll(byGain(housed.targets, table), table);
  const unverified = opened.is === 'closed' ? opened.because : null;
  return await finish(table, { ended, unverified, home: housed.home, left: housed.left });
}

const noLanguage =
  'Tests are written for JavaScript, TypeScript and Python so far, and the change touches no function of these.';

interface Housed {
  readonly home: Home;
  readonly targets: readonly Target[];
  /** Those of other projects, and of languages without a home. */
  readonly left: readonly Target[];
}

/** The targets of the project that has most of them: each project is installed and run by itself. */
async function housedTargets(
  targets: readonly Target[],
  homeFor: (target: Target) => Promise<Home | undefined>,
): Promise<Housed | undefined> {
  const homes: { readonly home: Home; readonly targets: Target[] }[] = [];
  for (const target of targets) {
    const home = await homeFor(target);
    if (home === undefined) continue;
    const known = homes.find((each) => isSame(each.home, home));
    if (known === undefined) homes.push({ home, targets: [target] });
    else known.targets.push(target);
  }
  const [most] = homes.toSorted((one, other) => other.targets.length - one.targets.length);
  if (most === undefined) return undefined;
  return { ...most, left: targets.filter((target) => !most.targets.includes(target)) };
}

function isSame({ runner: one }: Home, { runner: other }: Home): boolean {
  return one.name === other.name && one.folder === other.folder;
}

interface Around {
  readonly request: TestRequest;
  readonly parts: TestParts;
  readonly bench: Bench | null;
}

async function openFor({ home, targets }: Housed, { request, parts, bench }: Around): Promise<Table> {
  const { head, steps } = parts;
  const paths = [...new Set(targets.map(({ path }) => path))];
  const language = targets[0]?.tree.language ?? 'javascript';
  const suite =
    bench &&
    (await steps.once('tests suite', [request.headSha, paths], Suite, async () => {
      await steps.progress('running the suite', 0, 1);
      return await runSuite(bench, paths);
    }));
  return openTable({
    request,
    parts,
    bench,
    home,
    targets,
    suite,
    isDeclared: await declarations(head, language, home.runner.name),
    importable: importableFiles(head.files()),
  });
}

/** Those with the most changed lines that no test runs first: tests may run out before targets do. */
function byGain(targets: readonly Target[], { covered }: Table): readonly Target[] {
  return targets.toSorted((one, other) => toGain(other, covered) - toGain(one, covered));
}

function toGain(target: Target, covered: Table['covered']): number {
  return gapsIn(covered.get(target.path) ?? nothingMeasured, target).length;
}

/** The limit that ended the work early; null where all was done. */
async function workOnAll(targets: readonly Target[], table: Table): Promise<BudgetReason | null> {
  try {
    return await workInTurns(targets, table);
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'budget') return error.why.reason;
    throw error;
  }
}

const leastShare = 2;

/** Every target has its share of the tests that may be written, and then those have the rest for which there is more to do. */
async function workInTurns(targets: readonly Target[], table: Table): Promise<BudgetReason | null> {
  const { tests } = table.request.limits;
  const share = Math.max(leastShare, Math.ceil(tests / targets.length));
  const works: Work[] = [];
  for (const target of targets) {
    if (table.written >= tests) return null;
    const work = await workFor(target, table);
    works.push(work);
    const limit = await workOn(work, share, table);
    if (limit !== null) return limit;
  }
  for (const work of works) {
    const limit = await workOn(work, tests, table);
    if (limit !== null) return limit;
  }
  return null;
}
