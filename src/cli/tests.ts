import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { acceptsScript } from '../adapters/oxc/accepts.ts';
import { openSyntax } from '../adapters/tree-sitter/syntax.ts';
import { readGuidance } from '../config/guidance.ts';
import { readRepositoryConfig } from '../config/repository.ts';
import type { Change } from '../core/change.ts';
import { userFailure } from '../core/failure.ts';
import type { Generated } from '../core/generated-tests.ts';
import { generateTests } from '../engines/tests/generate.ts';
import { type TestParts, usualLimits } from '../engines/tests/parts.ts';
import type { Call } from '../ports/ledger.ts';
import type { Models } from '../ports/model.ts';
import type { Syntax } from '../ports/syntax.ts';
import { textIn } from '../ports/workspace.ts';
import { spentText } from '../text/budget.ts';
import { configNotes } from '../text/config.ts';
import { failureSentence } from '../text/failures.ts';
import { notWritten, testsBody } from '../text/tests.ts';
import { openLocalJail } from './jail.ts';
import { progressLine } from './progress-line.ts';
import { type LocalRange, openRange } from './range.ts';
import { rangeEnv, rangeModels, totalOf } from './range-model.ts';

interface Options {
  readonly repo: string;
  readonly base: string;
  readonly head: string;
  readonly format: 'markdown' | 'json';
  readonly framework?: string;
  readonly model?: string;
  readonly write?: true;
}

export function addTests(program: Command): void {
  program
    .command('tests')
    .description('Write unit tests for a range of a local git repository, and run them in a sandbox.')
    .argument('[target...]', 'paths or symbols of the change; otherwise all of it')
    .requiredOption('--repo <dir>', 'the repository')
    .requiredOption('--base <rev>', 'what the change starts from')
    .requiredOption('--head <rev>', 'the change')
    .option('--framework <name>', 'the test runner; otherwise the one that the repository uses')
    .option('--write', 'write verified tests into the folder, where its files are those of the head')
    .option('--model <name>', 'the model, or several with commas between them; otherwise PATCHWRIGHT_MODEL')
    .addOption(new Option('--format <format>').choices(['markdown', 'json']).default('markdown'))
    .action(testRange);
}

async function testRange(wanted: readonly string[], options: Options): Promise<void> {
  const syntax = openSyntax({ clock, accepts: acceptsScript });
  await using range = await openRange(options, syntax);
  const env = rangeEnv(process.env, options.model);
  const { config, faults } = readRepositoryConfig(range.config, {
    models: env.allowed,
    budgets: env.budgets,
  });
  const calls: Call[] = [];
  const models = rangeModels(env, config, calls);
  if (models === null) throw userFailure({ is: 'no-model' });
  await using jail = await openLocalJail(options.repo);
  const settings = { commands: config.commands, setup: config.setup };
  const lab = { sandbox: jail.sandbox, settings, scratch: range.scratch };
  const request = {
    headSha: range.headSha,
    diff: range.diff,
    wanted,
    framework: options.framework ?? null,
    intent: range.intent,
    guidance: await guidanceOf(range, config.review),
    openFindings: [],
    limits: usualLimits,
  };
  const generated = await generate(request, { range, models, syntax, lab });
  refuse(generated);
  const notes = options.write === true ? await writeAll(changesIn(generated), options.repo) : [];
  print(shown(generated, { ...options, notes: [...notes, ...configNotes(faults)], calls }));
}

const clock = { now: () => Date.now() };

type Request = Parameters<typeof generateTests>[0];

async function guidanceOf(
  range: LocalRange,
  review: Parameters<typeof readGuidance>[1],
): Promise<Request['guidance']> {
  const paths = range.diff.map(({ path }) => path);
  const read = await readGuidance(async (path) => textIn(await range.base(), path), review, paths);
  return read.filter(({ text }) => text !== '');
}

interface Around {
  readonly range: LocalRange;
  readonly models: Models;
  readonly syntax: Syntax;
  readonly lab: TestParts['lab'];
}

async function generate(request: Request, { range, models, syntax, lab }: Around): Promise<Generated> {
  const progress = progressLine(process.stderr);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const { name } = models.strong;
  const steps: TestParts['steps'] = {
    signal: interrupt.signal,
    once: (_name, _inputs, _schema, work) => work(),
    progress: (phase, done, of) => progress.show(`${phase} with ${name}: ${done} of ${of} done`),
  };
  const transcript = { redact: (text: string) => text, record: () => Promise.resolve() };
  const head = await range.head();
  const parts: TestParts = { models, steps, clock, transcript, head, syntax, lab };
  return generateTests(request, parts).finally(() => progress.end());
}

/** A name that means nothing here is for whoever typed it to correct. */
function refuse(generated: Generated): void {
  if (generated.is !== 'unknown-target' && generated.is !== 'unknown-framework') return;
  throw userFailure({ is: 'nothing-to-review', detail: testsBody(generated) });
}

function changesIn(generated: Generated): readonly Change[] {
  return generated.is === 'generated' ? generated.changes : [];
}

/** Writes what can be written; the rest is named, in sentences. */
async function writeAll(changes: readonly Change[], repo: string): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const { path, before, after } of changes) {
    const file = join(repo, path);
    const now = await readFile(file, 'utf8').catch(() => null);
    if (now !== before || after === null) {
      notes.push(notWritten(path));
      continue;
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, after);
  }
  return notes;
}

interface Showing extends Pick<Options, 'format'> {
  readonly notes: readonly string[];
  readonly calls: readonly Call[];
}

function shown(generated: Generated, { format, notes, calls }: Showing): string {
  const usage = totalOf(calls);
  if (format === 'json') return JSON.stringify({ ...generated, notes, usage }, null, 2);
  const limit = generated.is === 'generated' ? generated.ended : null;
  const ending = limit === null ? [] : [failureSentence({ kind: 'budget', reason: limit })];
  return [testsBody(generated), ...ending, ...notes, spentText(usage)].join('\n\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
