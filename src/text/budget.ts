import { dollarsText, tokensText } from '../core/amount.ts';
import { codeSpan } from '../core/fence.ts';
import type { BudgetReason, LimitReached } from '../core/failure.ts';

type Reached = Extract<BudgetReason, LimitReached>;

/** Why no more may be spent: the limit with its figures, when it counts anew, and who can raise it. */
export function budgetSentence(reason: Exclude<BudgetReason, { is: 'too-large' }>): string {
  if (reason.is === 'unpriced') return unpricedSentence(reason.models);
  return `${allowed(reason)} ${figures(reason)} ${remedy(reason)}`;
}

/** `Spent: 48,200 tokens, $0.12.` Of the calls some may have no known price. */
export function spentText({ tokens, usd, unpriced }: Spent): string {
  return `Spent: ${tokensText(tokens)}, ${dollarsSpent(usd, unpriced)}.`;
}

interface Spent {
  readonly tokens: number;
  readonly usd: number;
  /** Calls whose price is not known. */
  readonly unpriced: number;
}

function dollarsSpent(usd: number, unpriced: number): string {
  if (unpriced === 0) return dollarsText(usd);
  if (usd === 0) return 'dollars unknown';
  return `${dollarsText(usd)} and an unknown amount for ${unpriced === 1 ? '1 call' : `${unpriced} calls`}`;
}

function unpricedSentence(models: readonly string[]): string {
  const names = models.map((model) => codeSpan(model)).join(' and ');
  return `Dollars are limited here, and what ${names} ${models.length === 1 ? 'costs' : 'cost'} is not known. When the operator of this app has given prices in the file that ${codeSpan('MODELS_FILE')} names, or limits tokens instead of dollars, ask again.`;
}

function allowed({ is, unit, most }: Reached): string {
  return unit === 'tokens'
    ? `${spenders[is]} may use ${tokensText(most)}${periods[is]}.`
    : `${spenders[is]} may cost ${dollarsText(most)}${periods[is]}.`;
}

const spenders = {
  'job-limit': 'One request',
  'repository-day': 'This repository',
  'installation-month': 'All repositories of this installation together',
} as const;

const periods = { 'job-limit': '', 'repository-day': ' a day', 'installation-month': ' a month' } as const;

function figures({ unit, spent, needed }: Reached): string {
  const [used, next] =
    unit === 'tokens'
      ? [`${tokensText(spent)} ${spent === 1 ? 'was' : 'were'} used`, `needs about ${tokensText(needed)}`]
      : [`${dollarsText(spent)} was spent`, `costs about ${dollarsText(needed)}`];
  return spent === 0 ? `The next question alone ${next}.` : `So far ${used}, and the next question ${next}.`;
}

function remedy(reason: Reached): string {
  const raise = raiser(reason);
  if (reason.is === 'job-limit') return `Split the work into smaller pieces, or ${raise}.`;
  return `The count begins anew on ${day(reason.anew)}, 00:00 UTC. Ask again then, or ${raise}.`;
}

function raiser({ is, unit, setBy }: Reached): string {
  return setBy === 'operator'
    ? `have the operator of this app raise ${codeSpan(settings[is][unit])}`
    : `raise ${codeSpan(`budgets.${keys[is]}.${unit}`)} in ${codeSpan('.github/patchwright.yml')}`;
}

const settings = {
  'job-limit': { tokens: 'TOKENS_PER_JOB', usd: 'USD_PER_JOB' },
  'repository-day': { tokens: 'TOKENS_PER_REPOSITORY_DAY', usd: 'USD_PER_REPOSITORY_DAY' },
  'installation-month': { tokens: 'TOKENS_PER_INSTALLATION_MONTH', usd: 'USD_PER_INSTALLATION_MONTH' },
} as const;

const keys = {
  'job-limit': 'job',
  'repository-day': 'repository-day',
  'installation-month': 'installation-month',
} as const;

/** `23 November 2026`. */
function day(time: number): string {
  return new Date(time).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
