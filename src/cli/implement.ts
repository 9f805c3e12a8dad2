import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { openAnalyzers } from '../adapters/analyzers/analyzers.ts';
import { openRegistry } from '../adapters/analyzers/registry.ts';
import { makeBranch } from '../adapters/git/local-branch.ts';
import { acceptsScript } from '../adapters/oxc/accepts.ts';
import { openSyntax } from '../adapters/tree-sitter/syntax.ts';
import { readIgnored } from '../config/git-ignore.ts';
import { readGuidance } from '../config/guidance.ts';
import { standing } from '../config/patterns.ts';
import { readRepositoryConfig, type RepositoryConfig } from '../config/repository.ts';
import { slugOf } from '../core/branch-name.ts';
import { codeSpan } from '../core/fence.ts';
import { userFailure } from '../core/failure.ts';
import type { Draft, Implemented } from '../core/implemented.ts';
import { implement } from '../engines/implementation/implement.ts';
import {
  type AskedIssue,
  type ImplementationParts,
  type ImplementationRequest,
  usualLimits,
} from '../engines/implementation/parts.ts';
import type { Call } from '../ports/ledger.ts';
import { textIn } from '../ports/workspace.ts';
import { spentText } from '../text/budget.ts';
import { configNotes } from '../text/config.ts';
import {
  commitBody,
  declinedText,
  draftBody,
  draftTitle,
  questionText,
  spentLine,
  unfinishedText,
} from '../text/implement.ts';
import { openLocalJail } from './jail.ts';
import { type LocalFiles, openLocal } from './local.ts';
import { progressLine } from './progress-line.ts';
import { rangeEnv, rangeModels, totalOf } from './range-model.ts';

interface Options {
  readonly repo: string;
  readonly issue: string;
  readonly base: string;
  readonly format: 'markdown' | 'json';
  readonly model?: string;
}

export function addImplement(program: Command): void {
  program
    .command('implement')
    .description(
      'Implement an issue on a new branch of a local git repository, and run its tests in a sandbox. The work tree stays as it is.',
    )
    .requiredOption('--repo <dir>', 'the repository')
    .requiredOption('--issue <file>', 'the issue: its title in the first line, its text below')
    .option('--base <rev>', 'the commit to begin from', 'HEAD')
    .option('--model <name>', 'the model, or several with commas between them; otherwise PATCHWRIGHT_MODEL')
    .addOption(new Option('--format <format>').choices(['markdown', 'json']).default('markdown'))
    .action(implementIssue);
}

async function implementIssue(options: Options): Promise<void> {
  const issue = await readIssue(options.issue);
  const syntax = openSyntax({ clock, accepts: acceptsScript });
  await using local = await openLocal(options.repo, options.base, syntax);
  const env = rangeEnv(process.env, options.model);
  const { config, faults } = readRepositoryConfig(local.config, {
    models: env.allowed,
    budgets: env.budgets,
  });
  const calls: Call[] = [];
  const models = rangeModels(env, config, calls);
  if (models === null) throw userFailure({ is: 'no-model' });
  await using jail = await openLocalJail(options.repo);
  const lab = { sandbox: jail.sandbox, settings: config, scratch: local.files };
  const workspace = await local.files();
  const lookUp = openRegistry({ environment: process.env });
  const parts = {
    models,
    clock,
    syntax,
    workspace,
    lab,
    base: local.base,
    analyzers: openAnalyzers({ syntax, lookUp, clock }),
    transcript: { redact: (text: string) => text, record: () => Promise.resolve() },
    mail: () => Promise.resolve([]),
  };
  const implemented = await run(await requestFor(issue, local, config), parts);
  const notes = configNotes(faults);
  await show(implemented, { ...options, local, notes, issue, calls });
}

const clock = { now: () => Date.now() };

/** The first line that is not empty is the title; marks of a heading are not part of it. */
async function readIssue(file: string): Promise<AskedIssue> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const detail = `the issue ${file} cannot be read: name a text file with its title in the first line`;
    throw userFailure({ is: 'cannot-start', detail }, cause);
  });
  const [title = '', ...rest] = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split('\n');
  return {
    number: null,
    title: title.replace(/^#+\s*/, '').trim(),
    body: rest.join('\n').trim(),
    author: 'you',
    remarks: [],
  };
}

async function requestFor(
  issue: AskedIssue,
  { sha, base }: LocalFiles,
  { review, implement: settings }: RepositoryConfig,
): Promise<ImplementationRequest> {
  const files = await base();
  function read(path: string): Promise<string | undefined> {
    return textIn(files, path);
  }
  const guidance = await readGuidance(read, review, []);
  return {
    baseSha: sha,
    issue,
    answers: [],
    guidance: guidance.filter(({ text }) => text !== ''),
    wishes: [],
    isAllowed: (path) => standing(settings.allow, path) === 'in',
    isIgnored: await readIgnored(files.files(), read),
    limits: usualLimits,
  };
}

function run(
  request: ImplementationRequest,
  parts: Omit<ImplementationParts, 'steps'>,
): Promise<Implemented> {
  const progress = progressLine(process.stderr);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const kept = new Map<string, Promise<unknown>>();
  const steps: ImplementationParts['steps'] = {
    signal: interrupt.signal,
    once: async (name, inputs, schema, work) => {
      const key = `${name} ${JSON.stringify(inputs)}`;
      const value = kept.get(key) ?? work();
      kept.set(key, value);
      return schema.parse(await value);
    },
    progress: (phase, plan, done) =>
      progress.show(`${phase}${plan.length === 0 ? '' : `: ${done} of ${plan.length} steps done`}`),
  };
  return implement(request, { ...parts, steps }).finally(() => progress.end());
}

interface Showing extends Pick<Options, 'format'> {
  readonly local: LocalFiles;
  readonly issue: AskedIssue;
  readonly notes: readonly string[];
  readonly calls: readonly Call[];
}

/** A draft becomes a branch. Everything else is for whoever asked to act on, and ends with the code for that. */
async function show(implemented: Implemented, showing: Showing): Promise<void> {
  const { format, notes, calls } = showing;
  const branch = implemented.is === 'draft' ? await branchFor(implemented, showing) : null;
  const usage = totalOf(calls);
  if (format === 'json') print(JSON.stringify({ ...implemented, branch, notes, usage }, null, 2));
  if (implemented.is !== 'draft') throw userFailure({ is: 'cannot-start', detail: insteadOf(implemented) });
  if (format === 'json') return;
  const head = `${draftTitle(implemented)}\n\nOn the new branch ${codeSpan(branch ?? '')}.`;
  const took = `Took ${spentLine(implemented.spent)} ${spentText(usage)}`;
  print([head, draftBody(implemented, null, null), ...notes, took].join('\n\n'));
}

function branchFor(draft: Draft, { local, issue }: Showing): Promise<string> {
  return makeBranch(local.commit, {
    name: `patchwright/${slugOf(issue.title) || 'issue'}`,
    title: draftTitle(draft),
    body: commitBody(draft, null),
    changes: draft.changes,
    now: clock.now(),
  });
}

function insteadOf(implemented: Exclude<Implemented, { is: 'draft' }>): string {
  switch (implemented.is) {
    case 'question':
      return questionText(implemented);
    case 'declined':
      return declinedText(implemented.because);
    case 'nothing':
      return unfinishedText(implemented.ended, null);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
