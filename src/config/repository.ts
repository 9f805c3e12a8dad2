import { z } from 'zod';
import { dollarsText, tokensText } from '../core/amount.ts';
import { type Allowance, type Budgets, noBudgets } from '../core/budget.ts';
import type { ConfigFault } from '../core/config-fault.ts';
import { codeSpan } from '../core/fence.ts';
import { ImplementConfig } from './implement.ts';
import { standing } from './patterns.ts';
import { ReviewConfig } from './review.ts';
import { salvage } from './salvage.ts';

/** What the operator leaves a repository to choose: among which models, and limits that it may lower. */
export interface Leeway {
  readonly models: readonly string[];
  readonly budgets: Budgets;
}

/** Leaves everything open but the models: for where nobody's limits are at hand. */
export const noLeeway: Leeway = { models: [], budgets: noBudgets };

/** What a repository may set in `.github/patchwright.yml` of its default branch. Every key has a default. */
export function repositoryConfig({ models, budgets }: Leeway) {
  return z
    .strictObject({
      review: ReviewConfig,
      implement: ImplementConfig,
      models: chosenModels(models),
      budgets: z
        .strictObject({
          job: allowance(['one attempt at a request', ''], budgets.job),
          'repository-day': allowance(['this repository', ' in a day (UTC)'], budgets['repository-day']),
          'installation-month': allowance(
            ['all repositories of the installation', ' in a month (UTC) while this one is still worked on'],
            budgets['installation-month'],
          ),
        })
        .readonly()
        .prefault({}),
      commands: CommandsConfig,
      setup: SetupConfig,
    })
    .readonly();
}
export type RepositoryConfig = z.infer<ReturnType<typeof repositoryConfig>>;

function projectCommand(what: string) {
  return z.string().trim().min(1).max(2_000).nullable().default(null).describe(what);
}

/** For the repository's root; each is found by itself from the repository's files unless it is said here. */
const CommandsConfig = z
  .strictObject({
    install: projectCommand('The command that installs what the repository depends on.'),
    build: projectCommand('The command that builds it.'),
    test: projectCommand('The command that runs its tests. It has to name a test runner that is known.'),
    lint: projectCommand('The command that checks its style.'),
    types: projectCommand('The command that checks its types.'),
  })
  .readonly()
  .prefault({});

const SetupConfig = z
  .strictObject({
    scripts: z
      .boolean()
      .default(false)
      .describe('Whether packages may run their install scripts, in the sandbox that fetches them.'),
  })
  .readonly()
  .prefault({});

/** One list for all questions, or one for small decisions and one for the rest; an empty one means the operator's choice. */
function chosenModels(allowed: readonly string[]) {
  const chain = z.array(allowedModel(allowed)).max(10).readonly();
  const chains = z.strictObject({ fast: chain.default([]), strong: chain.default([]) });
  return z
    .union([chain, chains], { error: 'must be a list of models, or two lists called fast and strong' })
    .transform((chosen) => ('strong' in chosen ? chosen : { fast: chosen, strong: chosen }))
    .prefault([])
    .describe(
      'Which models are asked, the first that can answers: a list for everything, or lists called `fast`, for small decisions, and `strong`. ' +
        'Only models that the operator allows; without any, those that the operator has set up.',
    );
}

function allowedModel(allowed: readonly string[]) {
  return z.string().superRefine((name, context) => {
    if (allowed.includes(name)) return;
    const list = allowed.map((model) => codeSpan(model)).join(', ');
    const rest = list === '' ? 'that the operator of this app allows' : `allowed here: ${list}`;
    context.addIssue({ code: 'custom', message: `is none of the models ${rest}` });
  });
}

function allowance([who, when]: readonly [string, string], { tokens, usd }: Allowance) {
  return z
    .strictObject({
      tokens: amount(tokens, tokensText)
        .nullable()
        .default(null)
        .describe(`How many tokens ${who} may use${when}; no more than the operator allows.`),
      usd: amount(usd, dollarsText)
        .nullable()
        .default(null)
        .describe(`How many US dollars ${who} may cost${when}; no more than the operator allows.`),
    })
    .readonly()
    .prefault({});
}

/** A limit that may be lowered and never raised. */
function amount(most: number | null, textOf: (amount: number) => string) {
  return z.number().superRefine((number, context) => {
    if (number <= 0) context.addIssue({ code: 'custom', message: 'must be above 0' });
    if (most !== null && number > most) {
      const message = `is more than the ${textOf(most)} that the operator of this app allows`;
      context.addIssue({ code: 'custom', message });
    }
  });
}

export type { ConfigFault };

const largest = 64 * 1024;

export interface ReadConfig {
  readonly config: RepositoryConfig;
  /** In the order of their lines. */
  readonly faults: readonly ConfigFault[];
}

/** Reads the file's text; a repository without the file has the defaults. What is at fault falls back, the rest counts. */
export function readRepositoryConfig(text: string | undefined, leeway: Leeway): ReadConfig {
  const schema = schemaFor(leeway);
  const defaults = schema.parse({});
  if (text === undefined) return { config: defaults, faults: [] };
  if (Buffer.byteLength(text) > largest) {
    return {
      config: defaults,
      faults: [{ line: 1, key: '', message: 'is larger than 64 KB', nearest: null }],
    };
  }
  const { value, faults } = salvage(text, schema);
  return { config: value, faults };
}

/** Making a schema takes milliseconds, and a process has one leeway for all it hears. */
const schemas = new WeakMap<Leeway, ReturnType<typeof repositoryConfig>>();

function schemaFor(leeway: Leeway): ReturnType<typeof repositoryConfig> {
  const schema = schemas.get(leeway) ?? repositoryConfig(leeway);
  schemas.set(leeway, schema);
  return schema;
}

/** Whether the repository wants the path left out of reviews. */
export function isIgnored({ review }: RepositoryConfig, path: string): boolean {
  return standing(review.ignore, path) === 'in';
}
