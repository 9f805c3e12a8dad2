import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { loadavg } from 'node:os';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { findPostgres } from '../test/services/postgres.ts';
import { freePort } from '../test/services/process.ts';
import { findRedis } from '../test/services/redis.ts';
import type { Measured, Order } from './ingest-client.ts';
import type { Contestant } from './ingest-server.ts';
import { answerOf, ask, envOf, openProcesses, started } from './processes.ts';
import { median } from './rounds.ts';

const rounds = 5;
const load = { connections: 50, warmUp: 1_000, deliveries: 4_000 };
const secret = 'the secret of the benchmark';

/** Where each server's jobs are found. */
const queues: Readonly<Record<Contestant, string>> = {
  ours: 'patchwright-quick',
  probot: 'probot',
  bare: 'bare',
};
const contestants = ['ours', 'probot', 'bare'] as const;

/**
 * Signed webhooks a second, each acknowledged with its job in Redis (append-only file, synced each second): ours, with the ledger
 * on PostgreSQL, beside a plain Probot server and a bare HTTP server whose handlers add the same job. In each round they take turns.
 */
export async function bench() {
  await using redis = await started(await findRedis());
  await using postgres = await started(await findPostgres());
  await using processes = openProcesses();
  const client = processes.start('ingest-client.ts');
  const servers: Record<string, Running> = {};
  for (const contestant of contestants) {
    const env = await environment(redis.url, postgres.url);
    const server = processes.start('ingest-server.ts', contestant, JSON.stringify(env));
    servers[contestant] = { url: await answerOf<string>(server), server };
  }
  return report(await measure(client, servers as Servers, redis.url));
}

interface Running {
  readonly url: string;
  readonly server: ChildProcess;
}

type Servers = Readonly<Record<Contestant, Running>>;

async function environment(redisUrl: string, databaseUrl: string) {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const values = {
    APP_ID: '1',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: secret,
    GITHUB_URL: 'http://127.0.0.1:9',
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    REDIS_URL: redisUrl,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'fatal',
  };
  return envOf(values, 'web');
}

/** Besides what the client saw, the processor time that the server took for a delivery. */
type Round = Measured & { readonly cpuMs: number };

type Results = Readonly<Record<Contestant, readonly Round[]>>;

async function measure(client: ChildProcess, servers: Servers, redisUrl: string): Promise<Results> {
  const results: Record<Contestant, Round[]> = { ours: [], probot: [], bare: [] };
  const redis = new Redis(redisUrl);
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of contestants) {
      const { url, server } = servers[contestant];
      const before = await cpuMs(server);
      const order: Order = { url, secret, name: `${contestant}-${round}`, ...load };
      const measured = await ask<Measured>(client, order);
      const spent = (await cpuMs(server)) - before;
      assert.equal(measured.refused, 0, `${contestant} refused deliveries`);
      assert.equal(await jobsIn(redis, queues[contestant]), load.warmUp + load.deliveries);
      results[contestant].push({ ...measured, cpuMs: spent / (load.warmUp + load.deliveries) });
      await redis.flushall();
    }
  }
  redis.disconnect();
  return results;
}

async function cpuMs(server: ChildProcess): Promise<number> {
  const { user, system } = await ask<NodeJS.CpuUsage>(server, {});
  return (user + system) / 1_000;
}

async function jobsIn(redis: Redis, name: string): Promise<number> {
  const queue = new Queue(name, { connection: redis });
  const { waiting = 0, prioritized = 0 } = await queue.getJobCounts('waiting', 'prioritized');
  await queue.close();
  return waiting + prioritized;
}

function report(results: Results) {
  const figures = contestants.map((name) => ({ name, ...mediansOf(results[name]) }));
  const [ours, probot] = figures;
  const isMet =
    ours !== undefined &&
    probot !== undefined &&
    ours.perSecond >= probot.perSecond &&
    ours.p99Ms <= probot.p99Ms;
  return {
    lines: [
      `Signed 30 KB webhooks over ${load.connections} connections, each answered with its job in Redis; medians of ${rounds} rounds:`,
      ...figures.map(
        ({ name, perSecond, p50Ms, p99Ms, cpuMs }) =>
          `  ${names[name].padEnd(32)} ${perSecond.toFixed(0).padStart(5)} a second  ` +
          `p50 ${p50Ms.toFixed(1).padStart(5)} ms  p99 ${p99Ms.toFixed(1).padStart(5)} ms  ` +
          `processor ${cpuMs.toFixed(2)} ms each  ` +
          `${(perSecond / (ours?.perSecond ?? Number.NaN)).toFixed(2)} x ours`,
      ),
      `Ours may take no fewer than plain Probot, and its p99 may be no longer. (Load of the machine: ${loadavg()[0]?.toFixed(1)})`,
    ],
    figures,
    rounds: results,
    isMet,
  };
}

const names: Readonly<Record<Contestant, string>> = {
  ours: 'ours: limits, dedupes, validates',
  probot: 'plain Probot',
  bare: 'bare node:http, unsigned',
};

function mediansOf(measured: readonly Round[]): Omit<Round, 'refused'> {
  return {
    cpuMs: median(measured.map(({ cpuMs }) => cpuMs)),
    perSecond: median(measured.map(({ perSecond }) => perSecond)),
    p50Ms: median(measured.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(measured.map(({ p99Ms }) => p99Ms)),
  };
}
