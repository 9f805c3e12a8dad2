import { z } from 'zod';
import type { BudgetReason } from './failure.ts';

/** What is counted: one attempt of a request, a repository's day, an installation's month. Days and months are those of UTC. */
export type BudgetScope = 'job' | 'repository-day' | 'installation-month';

/** Tokens in and out together, and US dollars; null where there is no limit. */
export const Allowance = z.object({ tokens: z.number().nullable(), usd: z.number().nullable() }).readonly();
export type Allowance = z.infer<typeof Allowance>;

export const free: Allowance = { tokens: null, usd: null };

export type Budgets = Readonly<Record<BudgetScope, Allowance>>;

/** One limit that counts, and who set it. */
export interface Limit {
  readonly scope: BudgetScope;
  readonly unit: keyof Allowance;
  readonly most: number;
  readonly setBy: 'operator' | 'repository';
}

/** What has been spent, or is about to be: tokens, and dollars as far as prices are known. */
export interface Cost {
  readonly tokens: number;
  readonly usd: number;
}

/** US dollars for a million tokens. */
export interface Price {
  readonly in: number;
  readonly out: number;
}

const scopes = ['job', 'repository-day', 'installation-month'] as const;
const units = ['tokens', 'usd'] as const;

export const noBudgets: Budgets = { job: free, 'repository-day': free, 'installation-month': free };

/** The limits that count: of two for the same the smaller, so that a repository may lower the operator's and never raise it. */
export function limitsOf(operator: Budgets, repository: Budgets): readonly Limit[] {
  return scopes.flatMap((scope) =>
    units.flatMap((unit) => {
      const limit = smaller(operator[scope][unit], repository[scope][unit]);
      return limit === undefined ? [] : [{ scope, unit, ...limit }];
    }),
  );
}

function smaller(ours: number | null, theirs: number | null): Pick<Limit, 'most' | 'setBy'> | undefined {
  if (theirs !== null && (ours === null || theirs < ours)) return { most: theirs, setBy: 'repository' };
  return ours === null ? undefined : { most: ours, setBy: 'operator' };
}

/** What one attempt may spend by these limits. */
export function allowanceOf(limits: readonly Limit[]): Allowance {
  const ofJob = limits.filter(({ scope }) => scope === 'job');
  const [tokens, usd] = units.map((unit) => ofJob.find((limit) => limit.unit === unit)?.most ?? null);
  return { tokens: tokens ?? null, usd: usd ?? null };
}

/** The first limit that the next question would go beyond, with its figures; undefined where there is room for it. */
export function shortage(
  limits: readonly Limit[],
  spent: ReadonlyMap<BudgetScope, Cost>,
  next: Cost,
  now: number,
): BudgetReason | undefined {
  for (const { scope, unit, most, setBy } of limits) {
    const before = spent.get(scope)?.[unit] ?? 0;
    if (before + next[unit] <= most) continue;
    const figures = { unit, most, setBy, spent: before, needed: next[unit] };
    return scope === 'job'
      ? { is: 'job-limit', ...figures }
      : { is: scope, ...figures, anew: endOf(scope, now) };
  }
  return undefined;
}

/** Why nothing may be asked where dollars are limited: models whose price nobody knows. Undefined where there is no such reason. */
export function priceGap(
  limits: readonly Limit[],
  prices: ReadonlyMap<string, Price | null>,
): BudgetReason | undefined {
  const models = [...prices].flatMap(([model, price]) => (price === null ? [model] : []));
  const isGap = models.length > 0 && limits.some(({ unit }) => unit === 'usd');
  return isGap ? { is: 'unpriced', models } : undefined;
}

/** What a question is about to cost: the dearest of the models that may answer it counts, whichever will. */
export function costOf(
  tokens: { readonly in: number; readonly out: number },
  prices: ReadonlyMap<string, Price | null>,
): Cost {
  const usd = [...prices.values()].map((price) => dollarsOf(tokens, price ?? { in: 0, out: 0 }));
  return { tokens: tokens.in + tokens.out, usd: Math.max(0, ...usd) };
}

function dollarsOf(tokens: { readonly in: number; readonly out: number }, price: Price): number {
  return (tokens.in * price.in + tokens.out * price.out) / 1_000_000;
}

export function sumOf(costs: readonly Cost[]): Cost {
  return {
    tokens: costs.reduce((all, { tokens }) => all + tokens, 0),
    usd: costs.reduce((all, { usd }) => all + usd, 0),
  };
}

type Period = Exclude<BudgetScope, 'job'>;

/** Milliseconds since 1970 at the beginning of the day or month that the time lies in. */
export function startOf(period: Period, now: number): number {
  return midnight(period, now, 0);
}

/** When the next day or month begins, and its budget with it. */
function endOf(period: Period, now: number): number {
  return midnight(period, now, 1);
}

function midnight(period: Period, now: number, later: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return period === 'repository-day' ? Date.UTC(year, month, day + later) : Date.UTC(year, month + later);
}
