import { readEditBlocks } from '../../src/core/edit-blocks.ts';
import { applyEdits, type Edit, versionOf } from '../../src/core/edit.ts';
import type { Generated, JudgedTest } from '../../src/core/generated-tests.ts';
import { generateTests } from '../../src/engines/tests/generate.ts';
import { type TestParts, type TestRequest, usualLimits } from '../../src/engines/tests/parts.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Sheet } from './tests-judge.ts';
import { byCoverageLoop } from './tests-loop.ts';
import { byOneShot } from './tests-one-shot.ts';
import { type Place, type Ready, syntax } from './tests-place.ts';

/** How tests are written: by our engine, by one plain prompt, or by a loop that keeps whatever raises the coverage of lines. */
export const ways = ['engine', 'one-shot', 'coverage-loop'] as const;
export type Way = (typeof ways)[number];

/** What a way hands to people. A sheet is judged by itself. */
export interface Handed {
  /** To be committed as it is. */
  readonly sheet: Sheet;
  /** Each shown as a defect that was found, and not to be committed. */
  readonly told: readonly Sheet[];
  /** Tests that were written, those included that nobody is shown. */
  readonly written: number;
  /** In words: what became of the others, and what went wrong. */
  readonly remarks: readonly string[];
}

export interface Writing {
  readonly place: Place;
  readonly model: Model;
  /** Tests that may be written. */
  readonly most: number;
  readonly mutants: number;
  readonly ready: Ready;
}

export function writeBy(way: Way, writing: Writing): Promise<Handed> {
  switch (way) {
    case 'engine':
      return byEngine(writing);
    case 'one-shot':
      return byOneShot(writing);
    case 'coverage-loop':
      return byCoverageLoop(writing);
  }
}

async function byEngine({ place, model, most, mutants }: Writing): Promise<Handed> {
  const { model: listening, said } = overheard(model);
  const request: TestRequest = {
    headSha: place.range.headSha,
    diff: place.range.diff,
    wanted: place.targets.map(({ path, symbol }) => `${path}: ${symbol}`),
    framework: null,
    intent: place.range.intent,
    guidance: [],
    openFindings: [],
    limits: { ...usualLimits, tests: most, mutants },
  };
  const generated = await generateTests(request, partsFor(listening, place));
  if (generated.is !== 'generated') throw new Error(`${place.test.name}: ${generated.is}`);
  const caught = generated.tests.filter(({ verdict }) => verdict.is === 'catches');
  const sheet: Sheet = new Map(
    generated.changes.flatMap(({ path, after }) => (after === null ? [] : [[path, after] as const])),
  );
  const told = await Promise.all(caught.map((each) => sheetOf(each, { said, place, sheet })));
  return {
    sheet,
    told,
    written: said.filter((text) => text.includes('<test>')).length,
    remarks: remarksOn(generated),
  };
}

/** The clock stands still: whoever answers by hand is slow, and that is not what is measured. */
function partsFor(model: Model, { head, lab }: Place): TestParts {
  return {
    models: { fast: model, strong: model },
    steps: {
      signal: new AbortController().signal,
      once: (_name, _inputs, _schema, work) => work(),
      progress: (phase, done, of) => Promise.resolve(console.error(`  ${phase}: ${done} of ${of}`)),
    },
    clock: { now: () => 0 },
    transcript: { redact: (text) => text, record: () => Promise.resolve() },
    head,
    syntax,
    lab,
  };
}

/** The same model, and all that it says in conversations. */
function overheard(model: Model): { readonly model: Model; readonly said: readonly string[] } {
  const said: string[] = [];
  const listening: Model = {
    ...model,
    converse: async (conversation, signal) => {
      const answer = await model.converse(conversation, signal);
      said.push(answer.content);
      return answer;
    },
  };
  return { model: listening, said };
}

interface Written {
  readonly said: readonly string[];
  readonly place: Place;
  /** The files with the tests that were kept. */
  readonly sheet: Sheet;
}

/** The file with a test in it that was told and not committed, made of the answer that it was written in. */
async function sheetOf({ name, code }: JudgedTest, { said, place, sheet }: Written): Promise<Sheet> {
  const blocks = said.map((text) => readEditBlocks(text));
  const edits = blocks.findLast(
    (each) => each.is === 'edits' && each.edits.some((edit) => textOf(edit).includes(code.trim())),
  );
  if (edits?.is !== 'edits') throw new Error(`Nobody wrote "${name}".`);
  const sources = new Map<string, string>();
  for (const { path } of edits.edits) {
    const read = await place.head.text(path);
    if (read.is === 'text') sources.set(path, read.text);
  }
  const written = firstOf(
    [sources, new Map([...sources, ...sheet]), ...historyOf(sources, blocks)],
    (files) => edited(edits.edits, files),
  );
  if (written === undefined) throw new Error(`"${name}" cannot be put into its file.`);
  return written;
}

/** How the files read after each answer: a test may be anchored on one that was left out in the end. */
function historyOf(sources: Sheet, blocks: readonly ReturnType<typeof readEditBlocks>[]): readonly Sheet[] {
  const history: Sheet[] = [];
  for (const each of blocks) {
    if (each.is !== 'edits') continue;
    const last = history.at(-1) ?? sources;
    history.push(new Map([...last, ...(edited(each.edits, last) ?? [])]));
  }
  return history;
}

function firstOf<T, Result>(all: readonly T[], work: (one: T) => Result | undefined): Result | undefined {
  for (const one of all) {
    const result = work(one);
    if (result !== undefined) return result;
  }
  return undefined;
}

function edited(edits: readonly Edit[], sources: Sheet): Sheet | undefined {
  const result = applyEdits(edits, (path) => {
    const text = sources.get(path);
    return text === undefined ? undefined : { text, read: versionOf(text) };
  });
  if (result.is === 'refused') return undefined;
  return new Map(result.files.flatMap(({ path, after }) => (after === null ? [] : [[path, after] as const])));
}

function textOf(edit: Edit): string {
  switch (edit.kind) {
    case 'write':
      return edit.text;
    case 'replace':
      return edit.replace;
    case 'delete':
      return '';
  }
}

function remarksOn({
  unverified,
  dropped,
  ended,
  tests,
}: Extract<Generated, { is: 'generated' }>): readonly string[] {
  const unsure = tests.filter(({ verdict }) => verdict.is === 'unverified');
  return [
    ...(unverified === null ? [] : [unverified]),
    ...(unsure.length === 0 ? [] : [`${unsure.length} unverified`]),
    ...dropped.map(({ because, count }) => `${count} ${because}`),
    ...(ended === null ? [] : [`ended by ${ended.is}`]),
  ];
}
