import type { Tenant } from '../../core/job.ts';

/** Whose turn it is among the jobs that wait: the smallest number is first, and of equal ones the job that came first. */
export interface Turns {
  /** The turn of one more job of the tenant that is added now: from 1 to what BullMQ takes for a priority. */
  next(tenant: Tenant, now: number): number;
}

/**
 * Lets installations take turns, and within each of them its repositories: a job's turn is the place that it has in the round of
 * its own installation, however many jobs another one has. Each hour puts all newcomers back by one turn, so that nobody is
 * overtaken for ever.
 */
export function openTurns(): Turns {
  const installations = new Map<number | undefined, Repositories>();
  let lastHour = 0;
  return {
    next: ({ installation, repository }, now) => {
      const hour = Math.floor(now / hourMs);
      if (hour !== lastHour) forgetIdle(installations, now);
      lastHour = hour;
      const repositories: Repositories = installations.get(installation) ?? new Map();
      installations.set(installation, repositories);
      const jobs = jobsOf(repositories.get(repository), now) + 1;
      repositories.set(repository, { jobs, at: now });
      return Math.min(hour + Math.round(place(jobs, repositories, now)), lastTurn);
    },
  };
}

const hourMs = 3_600_000;
/** BullMQ's lowest priority. The hours since 1970 come near it in the year 2209. */
const lastTurn = 2_097_151;

/** How many jobs a repository has added of late. */
interface Recent {
  readonly jobs: number;
  readonly at: number;
}
type Repositories = Map<number | undefined, Recent>;

const halfLifeMs = 600_000;

/** Those added ten minutes ago count half, those of twenty minutes ago a quarter. */
function jobsOf(recent: Recent | undefined, now: number): number {
  if (recent === undefined) return 0;
  return recent.jobs * 0.5 ** (Math.max(0, now - recent.at) / halfLifeMs);
}

/** The n-th job of a repository comes after n of every other repository that has as many. */
function place(jobs: number, repositories: Repositories, now: number): number {
  let sum = 0;
  for (const recent of repositories.values()) sum += Math.min(jobs, jobsOf(recent, now));
  return sum;
}

const hardlyAny = 0.05;

function forgetIdle(installations: Map<number | undefined, Repositories>, now: number): void {
  for (const [installation, repositories] of installations) {
    for (const [repository, recent] of repositories) {
      if (jobsOf(recent, now) < hardlyAny) repositories.delete(repository);
    }
    if (repositories.size === 0) installations.delete(installation);
  }
}
