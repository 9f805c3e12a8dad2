import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { openAnalyzers } from '../adapters/analyzers/analyzers.ts';
import { openRegistry } from '../adapters/analyzers/registry.ts';
import { yardstick } from '../adapters/openai/opener.ts';
import { acceptsScript } from '../adapters/oxc/accepts.ts';
import { recentSyntax } from '../adapters/tree-sitter/recent.ts';
import { openSyntax } from '../adapters/tree-sitter/syntax.ts';
import { analyzeAll } from '../commands/review/analyze.ts';
import { inputOf } from '../commands/review/input.ts';
import { type Leeway, noLeeway, readRepositoryConfig, type RepositoryConfig } from '../config/repository.ts';
import { type Failure, userFailure } from '../core/failure.ts';
import type { Review } from '../core/review.ts';
import type { ReviewParts } from '../engines/review/parts.ts';
import {
  isReviewable,
  review,
  reviewByTools,
  type Reviewed,
  type ReviewInput,
} from '../engines/review/review.ts';
import type { Analyzer } from '../ports/analyzer.ts';
import type { Call } from '../ports/ledger.ts';
import { textIn, type Workspace } from '../ports/workspace.ts';
import { spentText } from '../text/budget.ts';
import { configNotes } from '../text/config.ts';
import { failureSentence } from '../text/failures.ts';
import { reviewBody } from '../text/review.ts';
import { dryRun } from './dry-run.ts';
import { progressLine } from './progress-line.ts';
import { type LocalRange, openRange } from './range.ts';
import { rangeEnv, rangeModels, totalOf } from './range-model.ts';
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
const mostPrompts = 60;

async function reviewRange(options: Options): Promise<void> {
  const clock = { now: () => Date.now() };
  const syntax = recentSyntax(openSyntax({ clock, accepts: acceptsScript }));
  await using range = await openRange(options, syntax);
  if (!isReviewable(range.diff)) throw nothingToReview(options);
  if (options.dryRun === true) {
    const { input, workspace } = await gather(range, [], { leeway: noLeeway, maxPrompts: mostPrompts });
    print(JSON.stringify(await dryRun(input, workspace, yardstick), null, 2));
    return;
  }
  const env = rangeEnv(process.env, options.model);
  const leeway = { models: env.allowed, budgets: env.budgets };
  const lookUp = openRegistry({ environment: process.env });
  const analyzers = openAnalyzers({ syntax, lookUp, clock });
  const terms = { leeway, maxPrompts: env.maxPromptsPerReview };
  const { input, workspace, config, notes } = await gather(range, analyzers, terms);
  const calls: Call[] = [];
  const models = rangeModels(env, config, calls);
  const { limit, ...result } =
    models === null
      ? await reviewByTools(input)
      : await askModels(input, { models, workspace, clock, syntax });
  const ending = limit === null ? [] : [failureSentence({ kind: 'budget', reason: limit })];
  print(formats[options.format]({ ...result, notes: [...ending, ...notes] }, calls));
}

type Asking = Pick<ReviewParts, 'models' | 'workspace' | 'clock' | 'syntax'>;

async function askModels(input: ReviewInput, asking: Asking): Promise<Reviewed> {
  const progress = progressLine(process.stderr);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const { name } = asking.models.strong;
  const steps: ReviewParts['steps'] = {
    signal: interrupt.signal,
    once: (_name, _inputs, _schema, work) => work(),
    progress: (phase, done, of) => progress.show(`${phase} with ${name}: ${done} of ${of} done`),
  };
  const transcript = { redact: (text: string) => text, record: () => Promise.resolve() };
  return review(input, { ...asking, steps, transcript, lab: null }).finally(() => progress.end());
}

function nothingToReview({ base, head }: Options): Failure {
  const detail = `${base}..${head} changes no text that could be reviewed`;
  return userFailure({ is: 'nothing-to-review', detail });
}

interface Terms {
  readonly leeway: Leeway;
  readonly maxPrompts: number;
}

interface Gathered {
  readonly input: ReviewInput;
  readonly workspace: Workspace;
  readonly config: RepositoryConfig;
  readonly notes: readonly string[];
}

/** Everything is new, and nothing is remembered: a range has no history. */
async function gather(
  range: LocalRange,
  analyzers: readonly Analyzer[],
  { leeway, maxPrompts }: Terms,
): Promise<Gathered> {
  const { config, faults } = readRepositoryConfig(range.config, leeway);
  const workspace = await range.head();
  async function readBase(path: string): Promise<string | undefined> {
    return textIn(await range.base(), path);
  }
  const { diff, base } = range;
  const analyzed = await analyzeAll(
    { diff, head: workspace, base },
    { analyzers, review: config.review, look: (_name, look) => look(), signal: new AbortController().signal },
  );
  const input = await inputOf(
    { ...range, workspace, readBase },
    { config, lessons: [], maxPrompts },
    {
      news: diff,
      isFollowUp: false,
      told: [],
      fingerprints: new Set(),
      analyzed: analyzed.findings,
    },
  );
  return { input, workspace, config, notes: [...configNotes(faults), ...analyzed.notRun] };
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
