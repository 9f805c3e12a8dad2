import {
  type BudgetScope,
  type Cost,
  costOf,
  type Limit,
  priceGap,
  type Price,
  shortage,
  sumOf,
} from '../core/budget.ts';
import { type BudgetReason, Failure } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Spending, SpendScope } from '../ports/ledger.ts';

/** Lets a question be asked while there is room for it in every limit. */
export interface Budget {
  /** Asks a question of so many tokens. Throws Failure `budget` where it would go beyond a limit. */
  spend<T>(tokens: number, ask: () => Promise<T>): Promise<T>;
  /** Throws Failure `budget` where one more question of so many tokens would go beyond a limit. */
  check(tokens: number): Promise<void>;
}

/** What a budget is made of: the limits, where the spending of each is written down, and the prices of the models that may answer. */
export interface BudgetTerms {
  readonly limits: readonly Limit[];
  /** Limits without an account here do not count. */
  readonly accounts: (now: number) => ReadonlyMap<BudgetScope, SpendScope>;
  readonly prices: ReadonlyMap<string, Price | null>;
}

export type OpenBudget = (terms: BudgetTerms) => Budget;

/**
 * The budgets of one process. What has been spent is read anew before each question, since other processes spend, too; questions of
 * this process that are under way count as well, so that those of two jobs do not share what is left for one. Where they alone leave
 * no room, their end is waited for: an answer may take less than it might have.
 */
export function openBudgets(spending: Pick<Spending, 'total'>, clock: Clock): OpenBudget {
  const underWay = new Set<Promised>();
  return (terms) => ({
    check: async (tokens) => {
      const cost = costOfQuestion(tokens, terms);
      refuse(await shortageOf({ terms, spending, clock }, cost, []));
    },
    spend: async (tokens, ask) => {
      const ahead = [...underWay];
      const cost = costOfQuestion(tokens, terms);
      const { promise: over, resolve: end } = Promise.withResolvers<void>();
      const promised = { accounts: [...terms.accounts(clock.now()).values()].map(nameOf), cost, over };
      underWay.add(promised);
      try {
        await room(cost, ahead, terms);
        return await ask();
      } finally {
        underWay.delete(promised);
        end();
      }
    },
  });

  async function room(cost: Cost, ahead: readonly Promised[], terms: BudgetTerms): Promise<void> {
    const still = ahead.filter((other) => underWay.has(other));
    const reason = await shortageOf({ terms, spending, clock }, cost, still);
    if (reason === undefined) return;
    if (still.length === 0) return refuse(reason);
    await Promise.race(still.map(({ over }) => over));
    return room(cost, still, terms);
  }
}

/** What a question under way is about to take from each of its accounts. */
interface Promised {
  readonly accounts: readonly string[];
  readonly cost: Cost;
  readonly over: Promise<void>;
}

/** An answer is seldom shorter than this; how long it will be nobody knows. */
const shortestAnswer = 1_000;

function costOfQuestion(tokens: number, { prices }: BudgetTerms): Cost {
  return costOf({ in: tokens, out: shortestAnswer }, prices);
}

interface Books {
  readonly terms: BudgetTerms;
  readonly spending: Pick<Spending, 'total'>;
  readonly clock: Clock;
}

async function shortageOf(
  { terms, spending, clock }: Books,
  cost: Cost,
  ahead: readonly Promised[],
): Promise<BudgetReason | undefined> {
  const now = clock.now();
  const accounts = terms.accounts(now);
  const limits = terms.limits.filter(({ scope }) => accounts.has(scope));
  refuse(priceGap(limits, terms.prices));
  const spent = new Map<BudgetScope, Cost>();
  for (const [scope, account] of accounts) {
    if (!limits.some((limit) => limit.scope === scope)) continue;
    const promised = ahead.filter((other) => other.accounts.includes(nameOf(account)));
    spent.set(scope, sumOf([await spending.total(account), ...promised.map((other) => other.cost)]));
  }
  return shortage(limits, spent, cost, now);
}

function nameOf(account: SpendScope): string {
  return `${account.is} ${account.is === 'run' ? account.run : account.id}`;
}

function refuse(reason: BudgetReason | undefined): void {
  if (reason !== undefined) throw new Failure({ kind: 'budget', reason });
}
