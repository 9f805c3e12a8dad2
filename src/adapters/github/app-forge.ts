import { z } from 'zod';
import type { RepositoryRef } from '../../core/pull-request.ts';
import type { AppForge, DeliveryAttempt, OpenPull } from '../../ports/app-forge.ts';
import { asAppFailure } from './app-client.ts';
import { openAllowances } from './app-forge-allowance.ts';
import { type Client, openClient } from './client.ts';
import { readFailure } from './faults.ts';
import { heed } from './limits.ts';
import { openReading, read, type ReaderParts } from './reading.ts';

export interface AppForgeParts extends ReaderParts {
  /** Speaks as the App itself. */
  readonly app: Client;
}

/** What GitHub knows of the App. */
export function openAppForge(parts: AppForgeParts): AppForge {
  const allowances = openAllowances();
  return {
    failedDeliveries: (since) => readFailedDeliveries(parts, since),
    installations: () => readInstallations(parts),
    repositories: (installation) => readRepositories(parts, installation, allowances.watch(installation)),
    openPulls: (installation, repository) =>
      readOpenPulls(parts, installation, repository, allowances.watch(installation)),
    allowance: (installation) => allowances.of(installation),
  };
}

type Watch = (client: Client) => void;

const Attempt = z
  .object({
    id: z.int(),
    guid: z.string(),
    delivered_at: z.iso.datetime({ offset: true }),
    status: z.string(),
    status_code: z.int(),
  })
  .transform(({ id, guid, delivered_at, status, status_code: code }) => ({
    id,
    guid,
    at: Date.parse(delivered_at),
    isTaken: status === 'pending' || (code >= 200 && code < 300),
  }));

/** GitHub lists the newest first, and gives the cursor of the next page in a link. */
async function readFailedDeliveries(
  { app, clock }: AppForgeParts,
  since: number,
): Promise<readonly DeliveryAttempt[]> {
  const found: DeliveryAttempt[] = [];
  try {
    let cursor: string | undefined;
    for (let page = 1; page <= mostPages; page += 1) {
      const { data, headers } = await app.rest.apps.listWebhookDeliveries({
        status: 'failure',
        per_page: 100,
        ...(cursor === undefined ? {} : { cursor }),
      });
      const attempts = z.array(Attempt).parse(data);
      found.push(...attempts.filter(({ at }) => at >= since));
      cursor = /[?&]cursor=([^&>]+)[^>]*>; rel="next"/.exec(headers.link ?? '')?.[1];
      if (cursor === undefined || attempts.some(({ at }) => at < since)) break;
    }
    return found;
  } catch (error) {
    throw asAppFailure(error, 'the deliveries of webhooks', clock.now());
  }
}

const mostPages = 10;

const Installation = z.object({ id: z.int(), suspended_at: z.string().nullish() });

async function readInstallations({ app, clock }: AppForgeParts): Promise<readonly number[]> {
  try {
    const all = await allPages(async (page) => {
      const { data } = await app.rest.apps.listInstallations({ per_page: pageSize, page });
      return z.array(Installation).parse(data);
    });
    return all.flatMap(({ id, suspended_at: suspended }) => (suspended ? [] : [id]));
  } catch (error) {
    throw asAppFailure(error, 'the installations of the App', clock.now());
  }
}

const pageSize = 100;

/** Page by page until one is not full. */
async function allPages<T>(read: (page: number) => Promise<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const some = await read(page);
    all.push(...some);
    if (some.length < pageSize) return all;
  }
}

const Repositories = z.object({
  repositories: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      owner: z.object({ login: z.string() }),
      archived: z.boolean(),
    }),
  ),
});

/** In an archived repository nothing can be written. */
async function readRepositories(
  parts: AppForgeParts,
  installation: number,
  watch: Watch,
): Promise<readonly RepositoryRef[]> {
  const client = openClient(parts);
  watch(client);
  heed(client, installation, parts);
  try {
    const headers = { authorization: `token ${await parts.tokens.ofInstallation(installation)}` };
    const all = await allPages(async (page) => {
      const paging = { per_page: pageSize, page, headers };
      const { data } = await client.rest.apps.listReposAccessibleToInstallation(paging);
      return Repositories.parse(data).repositories;
    });
    return all.flatMap(({ id, name, owner, archived }) =>
      archived ? [] : [{ id, owner: owner.login, repo: name }],
    );
  } catch (error) {
    throw readFailure(error, 'the repositories of the installation', parts.clock.now());
  }
}

const Pull = z.object({
  number: z.int().positive(),
  head: z.object({ sha: z.string() }),
  updated_at: z.iso.datetime({ offset: true }),
});

async function readOpenPulls(
  parts: AppForgeParts,
  installation: number,
  repository: RepositoryRef,
  watch: Watch,
): Promise<readonly OpenPull[]> {
  const at = openReading(parts, installation, repository.id, undefined);
  watch(at.client);
  const pulls = await read(at, 'the open pull requests', z.array(Pull), (name) =>
    at.client.rest.pulls.list({
      ...name,
      state: 'open',
      sort: 'updated',
      direction: 'desc',
      per_page: 100,
    }),
  );
  return pulls.map(({ number, head, updated_at: updated }) => {
    return { ref: { ...repository, number }, headSha: head.sha, updatedAt: Date.parse(updated) };
  });
}
