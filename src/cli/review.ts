import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { rangeDiff, rangeIntent, resolveRange } from '../adapters/git/range.ts';
import { openGit } from '../adapters/git/run.ts';
import { yardstick } from '../adapters/openai/opener.ts';
import {
  isIgnored,
  type Leeway,
  noLeeway,
  readRepositoryConfig,
  type RepositoryConfig,
} from '../config/repository.ts';
import { parseDiff } from '../core/diff.ts';
import { userFailure } from '../core/failure.ts';
import type { Review } from '../core/review.ts';
import { isReviewable, review, type ReviewInput } from '../engines/review/review.ts';
import type { Call } from '../ports/ledger.ts';
import { spentText } from '../text/budget.ts';
import { configNotes } from '../text/config.ts';
import { failureSentence } from '../text/failures.ts';
import { reviewBody } from '../text/review.ts';
import { dryRun } from './dry-run.ts';
import { progressLine } from './progress-line.ts';
import { rangeEnv, rangeModel, totalOf } from './range-model.ts';
import { sarif } from './sarif.ts';

interface Options {
  readonly repo: string;
  readonly base: string;
  readonly head: string;
  readonly format: keyof typeof formats;
  readonly dryRun?: true;
  readonly model?: string;
}

export function addReview(program: Command): void {
  program
    .command('review')
    .description('Review a range of a local git repository; nothing is sent to GitHub.')
    .requiredOption('--repo <dir>', 'the repository')
    .requiredOption('--base <rev>', 'what the change starts from')
    .requiredOption('--head <rev>', 'the change')
    .option('--model <name>', 'the model, or several with commas between them; otherwise PATCHWRIGHT_MODEL')
    .addOption(new Option('--format <format>').choices(Object.keys(formats)).default('markdown'))
    .option('--dry-run', 'ask no model: print the files with their anchors and the first prompts, as JSON')
    .action(reviewRange);
}

/** How many prompts are shown where no settings of models are read. */
const mostPrompts = 20;

async function reviewRange(options: Options): Promise<void> {
  const range = await readRange(options);
  if (options.dryRun === true) {
    const { input } = inputOf(range, noLeeway, mostPrompts);
    print(JSON.stringify(await dryRun(input, yardstick), null, 2));
    return;
  }
  const env = rangeEnv(process.env, options.model);
  const leeway = { models: env.allowed, budgets: env.budgets };
  const { input, config, notes } = inputOf(range, leeway, env.maxPromptsPerReview);
  const calls: Call[] = [];
  const model = rangeModel(env, config, calls);
  const progress = progressLine(process.stderr);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const { limit, ...result } = await review(input, {
    model,
    signal: interrupt.signal,
    once: (_name, _inputs, _schema, work) => work(),
    progress: (done, of) => progress.show(`reviewing with ${model.name}: ${done} of ${of} parts done`),
  }).finally(() => progress.end());
  const ending = limit === null ? [] : [failureSentence({ kind: 'budget', reason: limit })];
  print(formats[options.format]({ ...result, notes: [...ending, ...notes] }, calls));
}

/** What GitHub would have told of a pull request: the diff from the merge base, and the commit messages as title and description. */
interface Range {
  readonly input: Omit<ReviewInput, 'ignored' | 'maxPrompts'>;
  readonly config: string | undefined;
}

async function readRange({ repo, base, head }: Options): Promise<Range> {
  const range = await resolveRange(openGit({ environment: process.env }), repo, base, head);
  const diff = parseDiff(await rangeDiff(range));
  if (!isReviewable(diff)) {
    throw userFailure({
      is: 'nothing-to-review',
      detail: `${base}..${head} changes no text that could be reviewed`,
    });
  }
  const intent = { ...(await rangeIntent(range)), issues: [] };
  return { input: { headSha: range.head, diff, intent }, config: await configText(repo) };
}

function inputOf(
  range: Range,
  leeway: Leeway,
  maxPrompts: number,
): { input: ReviewInput; config: RepositoryConfig; notes: readonly string[] } {
  const { config, faults } = readRepositoryConfig(range.config, leeway);
  const input = { ...range.input, maxPrompts, ignored: (path: string) => isIgnored(config, path) };
  return { input, config, notes: configNotes(faults) };
}

async function configText(repo: string): Promise<string | undefined> {
  try {
    return await readFile(join(repo, '.github', 'patchwright.yml'), 'utf8');
  } catch {
    return undefined;
  }
}

/** What a review can be printed as. */
const formats = {
  markdown: (result, calls) => {
    const elsewhere = [...result.inline, ...result.elsewhere];
    return `${reviewBody({ ...result, inline: [], elsewhere })}\n\n${spentText(totalOf(calls))}`;
  },
  json: (result, calls) => JSON.stringify(json(result, calls), null, 2),
  sarif: (result) => JSON.stringify(sarif(result, ownVersion()), null, 2),
} as const satisfies Readonly<Record<string, (result: Review, calls: Calls) => string>>;

type Calls = readonly Call[];

function json(result: Review, calls: Calls): unknown {
  const told = [
    ...result.inline.map((finding) => ({ finding, place: 'inline' })),
    ...result.elsewhere.map((finding) => ({ finding, place: 'summary' })),
  ];
  return {
    summary: result.summary,
    findings: told.map(({ finding, place }) => ({
      path: finding.path,
      side: finding.anchor?.side ?? null,
      startLine: finding.anchor?.start ?? null,
      endLine: finding.anchor?.end ?? null,
      severity: finding.severity,
      category: finding.category,
      confidence: finding.confidence,
      title: finding.title,
      body: finding.body,
      ...(finding.suggestion === null ? {} : { suggestion: finding.suggestion }),
      place,
    })),
    notLookedAt: result.notLookedAt,
    notes: result.notes,
    usage: usageOf(calls),
  };
}

function usageOf(calls: Calls): unknown {
  function sum(of: (call: Calls[number]) => number): number {
    return calls.reduce((total, call) => total + of(call), 0);
  }
  return {
    calls: calls.length,
    tokensIn: sum(({ tokensIn }) => tokensIn),
    tokensCached: sum(({ tokensCached }) => tokensCached),
    tokensOut: sum(({ tokensOut }) => tokensOut),
    usd: calls.some(({ usd }) => usd === null) ? null : sum(({ usd }) => usd ?? 0),
  };
}

const Manifest = z.object({ version: z.string() });

/** From package.json, which lies two folders above this file in the source and in what is built from it. */
function ownVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return Manifest.parse(JSON.parse(manifest)).version;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
