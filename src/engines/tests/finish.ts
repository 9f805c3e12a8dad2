import { z } from 'zod';
import type { Change } from '../../core/change.ts';
import type { BudgetReason } from '../../core/failure.ts';
import type { Bench, Files } from './bench.ts';
import { candidateOf } from './candidate.ts';
import { formatted, formatterFor } from './format.ts';
import type { Generated, JudgedTest } from '../../core/generated-tests.ts';
import type { Home } from './home.ts';
import { mostFileMs, outcomeIn } from './runs.ts';
import { smallestSet } from './smallest-set.ts';
import { lostIn, runSuite, Suite } from './suite.ts';
import type { Kept, Table } from './table.ts';
import type { Target } from './targets.ts';

export interface Ending {
  readonly ended: BudgetReason | null;
  readonly unverified: string | null;
  readonly home: Home;
  /** Targets that nobody worked on. */
  readonly left: readonly Target[];
}

/** As few tests as give the same, formatted, and the whole suite run once more with them. */
export async function finish(table: Table, ending: Ending): Promise<Generated> {
  const { suite, home, told } = table;
  const chosen = await chosenTests(table);
  const proven = await provenTests(chosen, table);
  const tests = [...chosen.kept.map(({ test }) => withdrawn(test, proven.problem)), ...told];
  return {
    is: 'generated',
    tests,
    changes: proven.problem === null ? await changesOf(proven.files, table) : [],
    runner: home.runner.name,
    unverified: ending.unverified,
    before: suite?.run ?? null,
    after: proven.after?.run ?? null,
    assumed: [
      ...home.assumed,
      ...(suite?.unmeasured == null ? [] : [`Lines and branches were not measured. ${suite.unmeasured}`]),
    ],
    notDone: notDone(table, ending),
    dropped: counted(table.dropped),
    ended: ending.ended,
  };
}

interface Chosen {
  readonly kept: readonly Kept[];
  readonly files: Files;
}

/** What was left out is taken out of its file by putting the others in anew; where one needs another, both stay. */
async function chosenTests(table: Table): Promise<Chosen> {
  const { kept, dropped, parts, importable, isDeclared } = table;
  const all = { kept, files: kept.at(-1)?.candidate.files ?? new Map<string, string | null>() };
  const few = smallestSet(kept);
  if (few.length === kept.length) return all;
  let files: Files = new Map();
  for (const { answer, candidate } of few) {
    const shelf = { head: parts.head, syntax: parts.syntax, files, importable, isDeclared };
    const again = await candidateOf(answer, candidate, shelf);
    if (again.is === 'refused') return all;
    files = again.candidate.files;
  }
  dropped.push(...kept.filter((one) => !few.includes(one)).map(() => 'adds nothing to the others' as const));
  return { kept: few, files };
}

const Proven = z
  .object({
    files: z.array(z.tuple([z.string(), z.string()]).readonly()).readonly(),
    after: Suite.nullable(),
    problem: z.string().nullable(),
  })
  .readonly();
type Proven = z.infer<typeof Proven>;

async function provenTests({ kept, files }: Chosen, table: Table): Promise<Proven> {
  const { bench, parts, request } = table;
  if (bench === null || kept.length === 0) return { files: [], after: null, problem: null };
  const proven = await parts.steps.once('tests finish', [request.headSha, [...files]], Proven, async () => {
    await parts.steps.progress('running the suite', 1, 1);
    const whole = await formattedFiles(files, table, bench);
    const proof = await prove(kept, whole, { bench, table });
    const unformatted = textsOf(files);
    if (proof.problem === null || same(whole, unformatted)) return { files: whole, ...proof };
    return { files: unformatted, ...(await prove(kept, unformatted, { bench, table })) };
  });
  await parts.steps.progress('finished', 1, 1);
  return proven;
}

type Texts = readonly (readonly [path: string, text: string])[];

function textsOf(files: Files): Texts {
  return [...files].flatMap(([path, text]) => (text === null ? [] : [[path, text] as const]));
}

function same(one: Texts, other: Texts): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** By the project's formatter, unless that would also change what stood in the file before. */
async function formattedFiles(files: Files, { home, parts }: Table, bench: Bench): Promise<Texts> {
  const texts: (readonly [string, string])[] = [];
  for (const [path, text] of textsOf(files)) {
    const argv = await formatterFor(path, home.runner.folder, parts.head);
    const old = await parts.head.text(path);
    await bench.put(new Map());
    const isOwn =
      argv !== undefined && (old.is !== 'text' || (await formatted(argv, path, bench)) === old.text);
    await bench.put(files);
    texts.push([path, isOwn ? ((await formatted(argv, path, bench)) ?? text) : text]);
  }
  return texts;
}

/** Every test must pass in a last run, and everything that passed before it must still pass. */
async function prove(
  kept: readonly Kept[],
  texts: Texts,
  { bench, table }: { readonly bench: Bench; readonly table: Table },
): Promise<Pick<Proven, 'after' | 'problem'>> {
  const { suite } = table;
  await bench.put(new Map(texts));
  const after = suite === null || suite.run.because !== null ? null : await runSuite(bench, []);
  for (const [path] of texts.filter(([each]) => kept.some(({ candidate }) => candidate.path === each))) {
    const run = await bench.run({ is: 'files', files: [path] }, { timeMs: mostFileMs });
    const own = kept.filter(({ candidate }) => candidate.path === path);
    const broken = own.find(({ names }) => outcomeIn(run, { path, names }).is !== 'passed');
    if (broken !== undefined)
      return { after, problem: `"${broken.test.name}" did not pass in the last run.` };
  }
  const [lost] = suite === null || after === null ? [] : lostIn(suite, after);
  if (lost === undefined) return { after, problem: null };
  return { after, problem: `With these tests in the suite, this one did not pass any more: ${lost.trim()}.` };
}

function withdrawn(test: JudgedTest, problem: string | null): JudgedTest {
  return problem === null ? test : { ...test, verdict: { is: 'unverified', because: problem } };
}

async function changesOf(files: Proven['files'], { parts }: Table): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const [path, after] of files) {
    const old = await parts.head.text(path);
    const before = old.is === 'text' ? old.text : null;
    if (before !== after) changes.push({ path, before, after, mode: 'plain' });
  }
  return changes;
}

function notDone({ notDone: said, written, request, suite }: Table, { left }: Ending): readonly string[] {
  const others = left.map(
    ({ path, symbol }) =>
      `${symbol} in ${path} belongs to another project or language of the repository, which was not worked on. Ask for it by its path.`,
  );
  const broken = suite?.run.because ?? null;
  return [
    ...said,
    ...others,
    ...(broken === null
      ? []
      : [
          `The whole suite could not be run with the new tests, since it came to no result without them: ${broken}`,
        ]),
    ...(written >= request.limits.tests
      ? [`After ${written} tests nothing more was tried: that is the limit of one request.`]
      : []),
  ];
}

function counted(
  reasons: readonly string[],
): readonly { readonly because: string; readonly count: number }[] {
  return Array.from(
    Map.groupBy(reasons, (reason) => reason),
    ([because, all]) => ({ because, count: all.length }),
  );
}
