import type { Limits } from '../commands/command.ts';
import type { ModelEnv } from '../config/env.ts';
import type { Leeway, RepositoryConfig } from '../config/repository.ts';
import { type BudgetScope, type Budgets, limitsOf, startOf } from '../core/budget.ts';
import { remembered } from '../core/remembered.ts';
import type { Run } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger, SpendScope } from '../ports/ledger.ts';
import type { Models } from '../ports/model.ts';
import { type ChainTerms, openBudgeted } from './budgeted-model.ts';
import { placeOfRun } from './place.ts';

/** Which models there are, what they cost, and what may be spent on them. */
export interface ModelParts extends Pick<ChainTerms, 'openModel' | 'openBudget' | 'priceOf'> {
  /** The operator's: names in the order in which they are asked. */
  readonly chains: Readonly<Record<keyof Models, readonly string[]>>;
  readonly budgets: Budgets;
  readonly ledger: Pick<Ledger, 'spend'>;
  readonly clock: Clock;
}

/**
 * The models of a run, as the repository chose among the operator's: within its budgets, each call in the ledger. A model is opened when
 * it is first wanted, so that one that is not set up well stands in nobody's way who needs none.
 */
export function modelsOf(run: Run, config: RepositoryConfig, parts: ModelParts): Models {
  const { installation, repository } = placeOfRun(run);
  const whose = { run: run.key, installation, repository: repository.id };
  const terms: ChainTerms = {
    ...parts,
    limits: limitsOf(parts.budgets, config.budgets),
    accounts: (now) => accountsOf(run, now),
    record: (call) => parts.ledger.spend.add({ ...call, ...whose }, parts.clock.now()),
  };
  const open = remembered((names: readonly string[]) => openBudgeted(names, terms));
  return {
    get fast() {
      return open(chosen(config.models.fast, parts.chains.fast));
    },
    get strong() {
      return open(chosen(config.models.strong, parts.chains.strong));
    },
  };
}

/** What the operator has settled about models and money, as the worker goes by it. */
export function rulesOf({ chains, allowed, budgets, maxPromptsPerReview }: ModelEnv): Rules {
  return {
    chains,
    budgets,
    leeway: { models: allowed, budgets },
    limits: { maxPrompts: maxPromptsPerReview },
  };
}

interface Rules extends Pick<ModelParts, 'chains' | 'budgets'> {
  readonly leeway: Leeway;
  readonly limits: Limits;
}

/** The repository's choice, where it makes one. */
export function chosen(theirs: readonly string[], ours: readonly string[]): readonly string[] {
  return theirs.length === 0 ? ours : theirs;
}

/** Where the spending of a run is added up: since its attempt began, and since the beginning of the day and the month. */
function accountsOf(run: Run, now: number): ReadonlyMap<BudgetScope, SpendScope> {
  const { installation, repository } = placeOfRun(run);
  const [day, month] = [startOf('repository-day', now), startOf('installation-month', now)];
  return new Map<BudgetScope, SpendScope>([
    ['job', { is: 'run', run: run.key, since: run.createdAt }],
    ['repository-day', { is: 'repository', id: repository.id, since: day }],
    ['installation-month', { is: 'installation', id: installation, since: month }],
  ]);
}
