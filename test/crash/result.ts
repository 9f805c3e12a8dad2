import { setTimeout as pause } from 'node:timers/promises';
import { parseEvent } from '../../src/adapters/github/events.ts';
import { commands } from '../../src/commands/index.ts';
import { runKey } from '../../src/core/run.ts';
import { plan } from '../../src/intake/plan.ts';
import type { World } from '../world.ts';
import type { Books, Wanted } from './victim.ts';

export type Pull = Awaited<ReturnType<World['divisionPull']>>;

/** What there is of one pull request's review, on GitHub and in the ledger. */
export interface Result {
  /** For each review the number of its comments. */
  readonly reviews: readonly number[];
  readonly checks: readonly string[];
  readonly run: string;
  readonly effects: readonly string[];
  /** For each webhook that makes a job: what the ledger says became of it. */
  readonly outcomes: readonly string[];
}

/** What there shall be, whatever happens on the way. */
export const promised: Result = {
  reviews: [1],
  checks: ['completed, neutral'],
  run: 'ended, done',
  effects: ['done'],
  outcomes: ['heard'],
};

/** Waits until nothing is left to do, and reads what there is of the review then. */
export async function resultOf(
  world: World,
  pull: Pull,
  books: (wanted: Wanted) => Promise<Books>,
): Promise<Result> {
  const read = await settledBooks(world, () => wantedOf(world, pull), books);
  return { ...shown(world, pull), ...kept(read) };
}

/** Waits until every webhook has been taken and no job is left, two minutes at most, and reads the books then. */
export async function settledBooks(
  world: World,
  wanted: () => Wanted,
  books: (wanted: Wanted) => Promise<Books>,
): Promise<Books> {
  for (let quiet = 0, left = 2_400; ; left -= 1) {
    await redeliverFailed(world);
    const read = await books(wanted());
    quiet = read.jobsLeft === 0 ? quiet + 1 : 0;
    if (quiet === 2 || left === 0) return read;
    await pause(50);
  }
}

/** As the App itself does in time: what was not answered with 2xx is asked for again. */
export async function redeliverFailed(world: World): Promise<void> {
  const { webhooks } = world.github;
  await webhooks.settled();
  const guids = new Set(webhooks.deliveries.map(({ guid }) => guid));
  const taken = webhooks.deliveries.filter(
    ({ outcome }) => outcome.kind === 'answered' && outcome.code >= 200 && outcome.code < 300,
  );
  for (const { guid } of taken) guids.delete(guid);
  for (const guid of guids) await webhooks.redeliver(guid);
}

function shown({ github }: World, pull: Pull): Pick<Result, 'reviews' | 'checks'> {
  const { id } = github.state.repository(pull.repository);
  const checks = [...github.state.data.checkRuns.values()].filter(
    ({ repositoryId, headSha }) => repositoryId === id && headSha === pull.headSha,
  );
  return {
    reviews: github.state.reviews(pull).map(({ comments }) => comments.length),
    checks: checks.map(({ status, conclusion }) => `${status}, ${conclusion}`),
  };
}

/** What the ledger holds of it, in words. */
export function kept({ run, effects, outcomes }: Books): Omit<Result, 'reviews' | 'checks'> {
  return {
    run: run === null ? 'none' : run.state.is === 'ended' ? `ended, ${run.state.how}` : run.state.is,
    effects: effects.map(({ is }) => is),
    outcomes: outcomes.map((row) => row?.outcome ?? 'none'),
  };
}

function wantedOf(world: World, pull: Pull): Wanted {
  const { id } = world.github.state.repository(pull.repository);
  const ref = { id, owner: '', repo: '', number: pull.number };
  return { run: runKey({ kind: 'pull', ref, headSha: '' }, 'review'), jobs: jobsFor(world, id) };
}

/** The ids of the jobs that the repository's webhooks make, each once. */
export function jobsFor({ github }: Pick<World, 'github'>, repositoryId: number): readonly string[] {
  const us = { appId: github.app.id, botLogin: `${github.app.slug}[bot]`, markerSecret: '' };
  const heads = commands.map(({ head }) => head);
  const ids = github.webhooks.deliveries
    .filter((delivery) => delivery.repositoryId === repositoryId)
    .flatMap(({ guid, event, payload }) => {
      const heard = parseEvent(event, payload, us);
      if (heard.is !== 'event') return [];
      return plan(heard.event, { kind: 'delivery', id: guid, ...heard.cause }, heads)?.id ?? [];
    });
  return [...new Set(ids)];
}
