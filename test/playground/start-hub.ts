import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Octokit } from '@octokit/rest';
import { validateExchange } from '../../playground/contract/exchange.ts';
import { validateGraphqlAnswer } from '../../playground/contract/graphql-answer.ts';
import { validateWebhook } from '../../playground/contract/webhook.ts';
import type { AppOptions } from '../../playground/github/app.ts';
import type { Exchange } from '../../playground/github/server/exchange.ts';
import { startGitHub, type LocalGitHub } from '../../playground/github/start.ts';
import type { Permissions } from '../../playground/github/state.ts';

export type Hub = Awaited<ReturnType<typeof startHub>>;

const noon = Date.parse('2026-11-22T12:00:00Z');

/**
 * A local GitHub for one test, with a clock moved by hand and a listener for webhooks. When the test ends, every
 * exchange and every webhook must have kept to GitHub's published contract.
 */
export async function startHub(t: TestContext, options: { app?: AppOptions } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'hub-'));
  const clock = handClock();
  const github = await startGitHub({ directory, clock, app: options.app ?? {} });
  const listener = await startListener();
  github.webhooks.setUrl(listener.url);
  const faults: string[] = [];
  github.observe((exchange) => faults.push(...contractFaults(exchange)));
  t.after(async () => {
    await github.webhooks.settled();
    faults.push(...webhookFaults(github));
    await Promise.all([github.close(), listener.close()]);
    await rm(directory, { recursive: true, force: true });
    assert.deepEqual(faults, [], 'GitHub publishes another contract');
  });
  return {
    github,
    clock,
    listener,
    directory,
    /** The API with any token, or none. */
    api: (token?: string) => apiWith(github, token),
    /** The API as the App itself. */
    appApi: () => apiWith(github, signedToken(github, clock.now())),
    /** The API as an installation, limited as asked. */
    installationApi: async (repository: string, limits: TokenLimits = {}) =>
      apiWith(github, await installationToken(github, clock.now(), repository, limits)),
    installationToken: (repository: string, limits: TokenLimits = {}) =>
      installationToken(github, clock.now(), repository, limits),
  };
}

export interface TokenLimits {
  readonly permissions?: Permissions;
  readonly repositories?: readonly string[];
}

function handClock() {
  let now = noon;
  return {
    now: () => now,
    advance(milliseconds: number) {
      now += milliseconds;
    },
  };
}

export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Takes webhooks and answers what `answer` says: 200 unless a test changes it. */
async function startListener() {
  const received: Received[] = [];
  const behaviour = { status: 200 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(behaviour.status, { 'content-type': 'text/plain' }).end('heard');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    received,
    behaviour,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function contractFaults(exchange: Exchange) {
  const where = `${exchange.method} ${exchange.path} ${exchange.status}`;
  if (exchange.template === '/graphql')
    return graphqlFaults(exchange).map((fault) => `${where}: ${fault.where} ${fault.message}`);
  // What a test sends wrongly on purpose is refused; the refusal is what counts.
  const isRefused = exchange.status >= 400;
  return validateExchange(exchange)
    .filter((fault) => !isRefused || fault.where.startsWith('answer'))
    .filter(({ where, message }) => !ownDiscrepancies.some((one) => one.test(`${where} ${message}`)))
    .map((fault) => `${where}: ${fault.where} ${fault.message}`);
}

/** Where GitHub's answers differ from what it publishes: a deleted fork, and the lines of an outdated comment. */
const ownDiscrepancies = [
  /^answer body (\/\d+)?\/head\/repo must be object, is null$/,
  /^answer body (\/\d+)?\/(line|position) must be integer, is null$/,
];

function graphqlFaults({ requestBody, responseBody, status }: Exchange) {
  const { query, variables } = requestBody as { query: string; variables?: Record<string, unknown> };
  const answer = JSON.parse(JSON.stringify(responseBody)) as { errors?: unknown };
  const faults = status === 200 ? validateGraphqlAnswer({ query, variables: variables ?? {}, answer }) : [];
  return faults.filter(({ where }) => answer.errors === undefined || where.startsWith('answer'));
}

function webhookFaults(github: LocalGitHub) {
  return github.webhooks.deliveries.flatMap(({ event, action, payload }) => {
    const sent = { event, action: action ?? '', payload: JSON.parse(JSON.stringify(payload)) };
    return validateWebhook(sent).map((fault) => `${event}.${action}: ${fault.where} ${fault.message}`);
  });
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function apiWith(github: LocalGitHub, token: string | undefined) {
  return new Octokit({
    baseUrl: github.apiUrl,
    log: silent,
    ...(token === undefined ? {} : { auth: token }),
  });
}

export interface Claims {
  readonly iss?: number | string;
  readonly iat?: number;
  readonly exp?: number;
}

/** A JSON web token of the App, with claims changed and another key if a test wants. */
export function signedToken(
  github: LocalGitHub,
  now: number,
  claims: Claims = {},
  key = github.app.privateKey,
) {
  const seconds = Math.floor(now / 1000);
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: seconds - 60, exp: seconds + 540, iss: github.app.id, ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signature = createSign('RSA-SHA256').update(parts.join('.')).sign(key, 'base64url');
  return [...parts, signature].join('.');
}

async function installationToken(github: LocalGitHub, now: number, repository: string, limits: TokenLimits) {
  const { owner } = github.state.repository(repository);
  const installation = [...github.state.data.installations.values()].find(
    (one) => one.account.id === owner.id,
  );
  assert.ok(installation, `the App is not installed on ${owner.login}`);
  const app = apiWith(github, signedToken(github, now));
  const { data } = await app.apps.createInstallationAccessToken({
    installation_id: installation.id,
    ...(limits.permissions ? { permissions: limits.permissions } : {}),
    ...(limits.repositories ? { repositories: [...limits.repositories] } : {}),
  });
  return data.token;
}

/** What Octokit throws for a refusal: its status, GitHub's message and, where there are some, its errors. */
export function refusedWith(status: number, message: string, errors?: readonly unknown[]) {
  return (error: unknown) => {
    const { response } = error as {
      response: { status: number; data: { message: string; errors?: unknown } };
    };
    assert.deepEqual(
      { status: response.status, message: response.data.message, errors: response.data.errors },
      { status, message, errors },
    );
    return true;
  };
}

/** Ten lines, with one of them changed on the branch `feature`, and the pull request for it. */
export async function openSamplePull(hub: Hub) {
  const alice = hub.github.as('alice');
  await alice.createRepository('alice/app', { files: { 'count.txt': lines(), 'README.md': 'Counting\n' } });
  await alice.push('alice/app', 'feature', { files: { 'count.txt': lines({ 5: 'FIVE' }) } });
  const pull = await alice.openPull('alice/app', { head: 'feature', title: 'Shout five' });
  return { alice, pull, at: { owner: 'alice', repo: 'app', pull_number: pull.number } };
}

/** The sample pull request with two hunks, far apart: lines 2 to 8 and 15 to 20. */
export async function openTwoHunks(hub: Hub) {
  const { alice, at, pull } = await openSamplePull(hub);
  await alice.push('alice/app', 'feature', { files: { 'count.txt': lines({ 5: 'FIVE', 18: 'EIGHTEEN' }) } });
  return { alice, pull, at, api: await hub.installationApi('alice/app') };
}

/** `line 1` to `line 20`, some of them replaced. */
export function lines(replaced: Readonly<Record<number, string>> = {}) {
  return Array.from({ length: 20 }, (_, index) => `${replaced[index + 1] ?? `line ${index + 1}`}\n`).join('');
}

/** An answer that is text, though Octokit's types say JSON. */
export function textOf(data: unknown) {
  assert.equal(typeof data, 'string');
  return data as string;
}
