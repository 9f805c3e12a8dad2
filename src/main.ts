import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Probot } from 'probot';
import { openQueue, type QueueSettings } from './adapters/bullmq/queue.ts';
import type { Database } from './adapters/database/database.ts';
import { openEmbedded } from './adapters/database/embedded.ts';
import { openPostgres } from './adapters/database/postgres.ts';
import { openMirrors } from './adapters/git/mirror.ts';
import { openGit } from './adapters/git/run.ts';
import { addressesOf } from './adapters/github/addresses.ts';
import { openAppClient, readSelf, type Self } from './adapters/github/app-client.ts';
import type { Client } from './adapters/github/client.ts';
import { parseEvent, type Us } from './adapters/github/events.ts';
import { openNames } from './adapters/github/names.ts';
import { openForges } from './adapters/github/reader.ts';
import { openTokens, type Tokens } from './adapters/github/tokens.ts';
import { openForgeWriters } from './adapters/github/writer.ts';
import { openLog } from './adapters/log/log.ts';
import { absentModel } from './adapters/openai/absent-model.ts';
import { countTokens } from './adapters/openai/count.ts';
import { type Call, openModel } from './adapters/openai/model.ts';
import { receiveByProbot } from './adapters/server/receive.ts';
import { createServer } from './adapters/server/server.ts';
import { patchwrightApp } from './app.ts';
import type { RegisteredCommand } from './commands/command.ts';
import { commands as allCommands } from './commands/index.ts';
import { Failure, userFailure } from './core/failure.ts';
import {
  type Env,
  type ModelEnv,
  type Read,
  readEnv,
  readModelEnv,
  type Role,
  type Values,
} from './config/env.ts';
import type { Clock } from './ports/clock.ts';
import type { OpenForge, OpenForgeWriter } from './ports/forge.ts';
import type { Ledger, LedgerWriter } from './ports/ledger.ts';
import type { Log } from './ports/log.ts';
import type { Model } from './ports/model.ts';
import type { Queue } from './ports/queue.ts';
import { openDeliver } from './worker/deliver.ts';
import { handler } from './worker/handle.ts';

export type OpenModel = (onCall: (call: Call) => Promise<void>) => Model;

/** Everything outside, behind its ports. Whoever composes the app may put something round any of them. */
export interface Ports {
  readonly ledger: Ledger;
  readonly ledgerWriter: LedgerWriter;
  readonly queue: Queue;
  readonly openForge: OpenForge;
  readonly openWriter: OpenForgeWriter;
  readonly openModel: OpenModel;
}

/** How long things take that are not the operator's business; tests shorten them. */
export interface Timing {
  /** How long a worker that says nothing keeps its run. */
  readonly holdMs: number;
  /** How long a write without an answer may still appear on GitHub. */
  readonly doubtMs: number;
  readonly queue: Pick<QueueSettings, 'lockMs' | 'stalledMs' | 'backoffMs'>;
}

export interface Options {
  readonly role: Role;
  readonly timing?: Timing;
  readonly around?: (ports: Ports) => Ports;
  readonly commands?: readonly RegisteredCommand[];
  readonly log?: (line: string) => void;
}

export interface Running {
  /** Where webhooks are taken; undefined for a worker alone. */
  readonly url: string | undefined;
  readonly queue: Queue;
  readonly ledger: Ledger;
  /** Takes no more, gives running jobs their grace, gives the rest back. */
  close(): Promise<void>;
}

const usualTiming: Timing = { holdMs: 30_000, doubtMs: 60_000, queue: {} };

/** As `startPatchwright`, with the settings read from the environment. Throws Failure `user` naming all that is wrong with them. */
export async function startFromEnvironment(values: Values, role: Role): Promise<Running> {
  const env = correct(
    readEnv(values, { role, readFile: (path) => readFileSync(path, 'utf8'), isPrivateKey }),
  );
  try {
    return await startPatchwright(env, { role });
  } catch (error) {
    if (error instanceof Failure || !(error instanceof Error)) throw error;
    throw userFailure({ is: 'cannot-start', detail: error.message }, error);
  }
}

/** The model of the command line: `name` goes before PATCHWRIGHT_MODEL. Throws Failure `user` where none can be asked. */
export function rangeModel(
  values: Values,
  name: string | undefined,
  onCall: (call: Call) => Promise<void>,
): Model {
  const env = correct(readModelEnv(name === undefined ? values : { ...values, PATCHWRIGHT_MODEL: name }));
  if (env.name === null) {
    const fault =
      'no model is named: give --model NAME or set PATCHWRIGHT_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY for its server';
    throw userFailure({ is: 'settings', faults: [fault] });
  }
  const log = openLog(
    'silent',
    () => [],
    () => undefined,
  );
  return modelOpener(env, log, { now: () => Date.now() })(onCall);
}

/** Measures prompts where no model is asked. */
export const yardstick: Pick<Model, 'window' | 'count'> = { window: 128_000, count: countTokens };

function correct<T>(read: Read<T>): T {
  if (read.is === 'read') return read.value;
  throw userFailure({ is: 'settings', faults: read.faults });
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

function modelOpener({ name, baseUrl, apiKey, window }: ModelEnv, log: Log, clock: Clock): OpenModel {
  if (name === null) return () => absentModel(yardstick);
  return (onCall) => openModel({ name, baseUrl, apiKey, window, log, clock, onCall });
}

/** Puts the app together and starts it. Throws an Error for the operator where something that it stands on is not there. */
export async function startPatchwright(env: Env, options: Options): Promise<Running> {
  const clock: Clock = { now: () => Date.now() };
  const { timing = usualTiming, around = (ports) => ports, commands = allCommands } = options;
  const self = await selfOf(env, clock);
  const github = openGitHub(env, self, clock);
  const write = options.log ?? ((line) => void process.stdout.write(line));
  const log = openLog(env.logLevel, () => secretsOf(env, github.tokens), write);
  const database = await openDatabase(env);
  const queue = await openQueueOver(env, database, timing, log);
  const { ledger, writer: ledgerWriter } = database;
  const ports = around({
    ...github,
    ledger,
    ledgerWriter,
    queue,
    openModel: modelOpener(env.model, log, clock),
  });
  const parts = { env, ports, clock, log, timing, github, commands };
  const web = options.role === 'worker' ? undefined : await startWeb(parts);
  if (options.role !== 'web') await startWorker(parts);
  return {
    url: web?.url,
    queue: ports.queue,
    ledger: ports.ledger,
    close: async () => {
      await web?.close();
      await queue.close(env.shutdownGraceMs);
      await database.close();
    },
  };
}

interface Parts {
  readonly env: Env;
  readonly ports: Ports;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Timing;
  readonly github: GitHub;
  readonly commands: readonly RegisteredCommand[];
}

interface GitHub {
  readonly openForge: OpenForge;
  readonly openWriter: OpenForgeWriter;
  readonly tokens: Tokens;
  readonly us: Us;
  readonly origin: string;
}

const requestTimeoutMs = 30_000;

/** Who GitHub says we are: what we wrote is known by that. While GitHub is away the settings are believed, or nothing could be taken. */
async function selfOf(env: Env, clock: Clock): Promise<Self> {
  try {
    return await readSelf(appClient(env, clock), clock);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { appId: env.appId, botLogin: `${env.botName}[bot]` };
  }
}

function appClient(env: Env, clock: Clock): Client {
  const { api } = addressesOf(env.githubUrl);
  const { appId, privateKey } = env;
  return openAppClient({ api, timeoutMs: requestTimeoutMs, clock, appId, privateKey });
}

/** Readers and writers for every repository the App is installed on; nothing is asked of GitHub yet. */
function openGitHub(env: Env, self: Self, clock: Clock): GitHub {
  const { web, api } = addressesOf(env.githubUrl);
  const us = { ...self, markerSecret: env.webhookSecret };
  const common = { api, timeoutMs: requestTimeoutMs, clock };
  const tokens = openTokens(appClient(env, clock), clock);
  const names = openNames(clock);
  const git = openGit({ environment: process.env });
  const gitDiff = openMirrors({ git, directory: join(env.dataDir, 'mirrors'), origin: web });
  return {
    openForge: openForges({ ...common, tokens, names, self: us, markerSecret: us.markerSecret, gitDiff }),
    openWriter: openForgeWriters({ ...common, tokens, names }),
    tokens,
    us,
    origin: web,
  };
}

function secretsOf(env: Env, tokens: Tokens): readonly string[] {
  const keys = env.model.apiKey === null ? [] : [env.model.apiKey];
  return [env.privateKey, env.webhookSecret, ...keys, ...tokens.liveSecrets()];
}

function openDatabase({ databaseUrl, dataDir }: Env): Promise<Database> {
  return databaseUrl === null ? openEmbedded(join(dataDir, 'ledger')) : openPostgres(databaseUrl);
}

function openQueueOver(env: Env, database: Database, timing: Timing, log: Log): Promise<Queue> {
  const { redisUrl } = env;
  return openQueue({
    ...timing.queue,
    backend: redisUrl === null ? { kind: 'postgres', pool: database.pool } : { kind: 'redis', url: redisUrl },
    log,
    onError: (error) => log.warn({ error }, 'the queue complains'),
  });
}

async function startWeb({
  env,
  ports,
  clock,
  log,
  github,
  commands,
}: Parts): Promise<{ readonly url: string; close(): Promise<void> }> {
  const probot = new Probot({
    appId: env.appId,
    privateKey: env.privateKey,
    secret: env.webhookSecret,
    baseUrl: addressesOf(env.githubUrl).api,
    logLevel: 'fatal',
  });
  await probot.ready();
  await probot.load(
    patchwrightApp({
      heads: commands.map(({ head }) => head),
      queue: ports.queue,
      deliveries: ports.ledger.deliveries,
      parse: (name, payload) => parseEvent(name, payload, github.us),
      clock,
      log,
    }),
  );
  const server = createServer({
    receive: receiveByProbot(probot.webhooks),
    health: () => ({ ok: true }),
    log,
  });
  const url = await server.listen({ host: env.host, port: env.port });
  return { url, close: () => server.close() };
}

async function startWorker({ env, ports, clock, log, timing, github, commands }: Parts): Promise<void> {
  const deliver = openDeliver({
    ...ports,
    way: { origin: github.origin, liveSecrets: () => secretsOf(env, github.tokens) },
    markerSecret: github.us.markerSecret,
    clock,
    doubtMs: timing.doubtMs,
  });
  const handle = handler({
    ...ports,
    deliver,
    commands,
    clock,
    every,
    log,
    holder: randomUUID(),
    holdMs: timing.holdMs,
    botName: github.us.botLogin.replace(/\[bot\]$/, ''),
    pushWaitMs: env.pushWaitMs,
    limits: { maxPrompts: env.maxPromptsPerReview },
  });
  await ports.queue.work('quick', env.quickConcurrency, handle);
  await ports.queue.work('long', env.longConcurrency, handle);
}

function every(ms: number, tick: () => void): { stop(): void } {
  const timer = setInterval(tick, ms);
  return { stop: () => clearInterval(timer) };
}
