import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { Probot, Server } from 'probot';
import type { Env } from '../src/config/env.ts';
import type { Job } from '../src/core/job.ts';
import { startPatchwright } from '../src/main.ts';

export type Contestant = 'ours' | 'probot' | 'bare';

/** One of the three servers, in a process of its own. Tells its address when it listens, and when asked its processor time so far. */
const [contestant, settings] = process.argv.slice(2) as [Contestant, string];
const env = JSON.parse(settings) as Env;
const start = { ours: startOurs, probot: startProbot, bare: startBare };
process.once('disconnect', () => process.exit());
process.send?.(await start[contestant]());
process.on('message', () => process.send?.(process.cpuUsage()));

async function startOurs(): Promise<string | undefined> {
  const { url } = await startPatchwright(env, { role: 'web', log: () => undefined });
  return url;
}

/** Probot's own server, as its documentation shows it, without its log of requests. */
async function startProbot(): Promise<string> {
  const queue = openQueue();
  const { appId, privateKey, webhookSecret: secret } = env;
  const server = new Server({
    Probot: Probot.defaults({ appId, privateKey, secret, logLevel: 'fatal' }),
    port: env.port,
    host: env.host,
    log: pino({ enabled: false }),
  });
  await server.load((app) => {
    app.on('pull_request.opened', async ({ id, payload }) => {
      await add(queue, jobOf(id, payload as Payload));
    });
  });
  await server.start();
  return `http://${env.host}:${env.port}`;
}

/** Parses and adds; no signature, no limits, no second look at anything. */
async function startBare(): Promise<string> {
  const queue = openQueue();
  const server = createServer((request, response) => void take(queue, request, response));
  await once(server.listen(env.port, env.host), 'listening');
  return `http://${env.host}:${(server.address() as AddressInfo).port}`;
}

async function take(queue: Queue, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  const payload = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Payload;
  await add(queue, jobOf(String(request.headers['x-github-delivery']), payload));
  response.end('ok');
}

function openQueue(): Queue {
  const connection = new Redis(env.redisUrl ?? '', { maxRetriesPerRequest: 1 });
  return new Queue(contestant, { connection });
}

async function add(queue: Queue, job: Job): Promise<void> {
  await queue.add(job.kind, job, { jobId: job.id });
}

interface Payload {
  readonly repository: {
    readonly id: number;
    readonly name: string;
    readonly owner: { readonly login: string };
  };
  readonly pull_request: { readonly number: number; readonly head: { readonly sha: string } };
  readonly sender: { readonly id: number; readonly login: string; readonly type: string };
  readonly installation: { readonly id: number };
}

/** What we make of the same delivery. */
function jobOf(delivery: string, { repository, pull_request: pull, sender, installation }: Payload): Job {
  const { id, name: repo, owner } = repository;
  return {
    version: 1,
    id: `j${createHash('sha256').update(delivery).digest('hex').slice(0, 40)}`,
    kind: 'hear',
    event: {
      kind: 'pull-opened',
      ref: { id, owner: owner.login, repo, number: pull.number },
      headSha: pull.head.sha,
    },
    cause: {
      kind: 'delivery',
      id: delivery,
      sender: { id: sender.id, login: sender.login, isBot: sender.type === 'Bot' },
      installation: installation.id,
    },
  };
}
