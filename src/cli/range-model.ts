import { openLog } from '../adapters/log/log.ts';
import { modelOpener } from '../adapters/openai/opener.ts';
import { priceList } from '../adapters/openai/price-list.ts';
import { correct, type ModelEnv, readModelEnv, type Values } from '../config/env.ts';
import type { RepositoryConfig } from '../config/repository.ts';
import { limitsOf } from '../core/budget.ts';
import type { Call, SpendTotal } from '../ports/ledger.ts';
import type { Models } from '../ports/model.ts';
import { openBudgets } from '../worker/budget.ts';
import { openBudgeted } from '../worker/budgeted-model.ts';
import { chosen } from '../worker/run-models.ts';

/** The settings of models for the command line; `name`, or a chain of names, goes before PATCHWRIGHT_MODEL. Throws Failure `user`. */
export function rangeEnv(values: Values, name: string | undefined): ModelEnv {
  return correct(readModelEnv(name === undefined ? values : { ...values, PATCHWRIGHT_MODEL: name }));
}

/**
 * The models of the command line, within the limits of one request: days and months are counted by a server. Every call is added
 * to `calls`. Null where none is set up.
 */
export function rangeModels(
  env: ModelEnv,
  config: Pick<RepositoryConfig, 'models' | 'budgets'>,
  calls: Call[],
): Models | null {
  const clock = { now: () => Date.now() };
  const silent = openLog(
    'silent',
    () => [],
    () => undefined,
  );
  const terms = {
    openModel: modelOpener(env, silent, clock),
    openBudget: openBudgets({ total: () => Promise.resolve(totalOf(calls)) }, clock),
    priceOf: priceList(env),
    limits: limitsOf(env.budgets, config.budgets),
    accounts: () => new Map([['job', { is: 'run', run: 'command line', since: 0 }] as const]),
    record: (call: Call) => Promise.resolve(void calls.push(call)),
  };
  const strong = chosen(config.models.strong, env.chains.strong);
  const fast = chosen(config.models.fast, env.chains.fast);
  if (strong.length === 0) return null;
  return { strong: openBudgeted(strong, terms), fast: openBudgeted(fast, terms) };
}

/** What the calls took together. */
export function totalOf(calls: readonly Call[]): SpendTotal {
  return {
    tokens: calls.reduce((all, { tokensIn, tokensOut }) => all + tokensIn + tokensOut, 0),
    usd: calls.reduce((all, { usd }) => all + (usd ?? 0), 0),
    unpriced: calls.filter(({ usd, tokensIn }) => usd === null && tokensIn > 0).length,
  };
}
