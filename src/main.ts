import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Probot } from 'probot';
import { isPrivateKey } from './adapters/github/private-key.ts';
import { openQueue, type QueueSettings } from './adapters/bullmq/queue.ts';
import type { Database } from './adapters/database/database.ts';
import { keptMirrors } from './adapters/git/kept-mirrors.ts';
import { openMirrors } from './adapters/git/mirror.ts';
import { openGit } from './adapters/git/run.ts';
import { addressesOf } from './adapters/github/addresses.ts';
import { parseEvent } from './adapters/github/events.ts';
import { type GitHub, openGitHub } from './adapters/github/github.ts';
import type { Tokens } from './adapters/github/tokens.ts';
import { openLog } from './adapters/log/log.ts';
import { modelOpener, type OpenModel } from './adapters/openai/opener.ts';
import { priceList } from './adapters/openai/price-list.ts';
import { receiveByProbot } from './adapters/server/receive.ts';
import { createServer } from './adapters/server/server.ts';
import { openSocket } from './adapters/server/socket.ts';
import { patchwrightApp } from './app.ts';
import type { RegisteredCommand } from './commands/command.ts';
import { commands as allCommands } from './commands/index.ts';
import { Failure, userFailure } from './core/failure.ts';
import { correct, type Env, keysOf, readEnv, type Role, type Values } from './config/env.ts';
import { plan } from './intake/plan.ts';
import type { AppForge, AppForgeWriter } from './ports/app-forge.ts';
import type { Clock } from './ports/clock.ts';
import type { OpenForge, OpenForgeWriter } from './ports/forge.ts';
import type { Ledger, LedgerWriter } from './ports/ledger.ts';
import type { Log } from './ports/log.ts';
import type { Mirrors } from './ports/mirrors.ts';
import type { Queue } from './ports/queue.ts';
import { openBudgets } from './worker/budget.ts';
import { openDeliver } from './worker/deliver.ts';
import { handler } from './worker/handle.ts';
import { openPacing, type Pacing } from './worker/pace.ts';
import { openProbe } from './worker/probe.ts';
import { rulesOf } from './worker/run-models.ts';
import { type RoundTimes, upkeepRounds } from './worker/upkeep-rounds.ts';
import { startWatchdog } from './worker/upkeep-watchdog.ts';
import { startUpkeep } from './worker/upkeep.ts';

/** Everything outside, behind its ports. Whoever composes the app may put something round any of them. */
export interface Ports {
  readonly ledger: Ledger;
  readonly ledgerWriter: LedgerWriter;
  readonly queue: Queue;
  readonly openForge: OpenForge;
  readonly openWriter: OpenForgeWriter;
  readonly appForge: AppForge;
  readonly appWriter: AppForgeWriter;
  readonly mirrors: Mirrors;
  readonly openModel: OpenModel;
}

/** How long things take that are not the operator's business; tests shorten them. */
export interface Timing {
  /** How long a worker that says nothing keeps its run. */
  readonly holdMs: number;
  /** How long a write without an answer may still appear on GitHub. */
  readonly doubtMs: number;
  /** How far apart an installation's writes are. */
  readonly writeGapMs: number;
  readonly queue: Pick<QueueSettings, 'lockMs' | 'stalledMs' | 'backoffMs'>;
  /** How long GitHub's whole answer, and the next piece of the model's, is waited for. */
  readonly answers: { readonly githubMs: number; readonly modelMs: number };
  readonly upkeep: RoundTimes & {
    /** How often a worker looks whether a round is due. */
    readonly lookMs: number;
    /** What nothing has touched for so long may be lost. */
    readonly idleMs: number;
  };
  /** How long workers may take nothing while jobs wait. */
  readonly stuckMs: number;
  readonly probe: { readonly withinMs: number; readonly keptMs: number };
}

export interface Options {
  readonly role: Role;
  readonly timing?: Timing;
  /** The machine's, where it is not given. The queue has a clock of its own. */
  readonly clock?: Clock;
  readonly around?: (ports: Ports) => Ports;
  readonly commands?: readonly RegisteredCommand[];
  readonly log?: (line: string) => void;
  /** Ends the process when its workers are stuck for good; whoever supervises it starts it anew. */
  readonly exit?: (code: number) => void;
}

export interface Running {
  /** Where webhooks are taken; undefined for a worker alone. */
  readonly url: string | undefined;
  readonly queue: Queue;
  readonly ledger: Ledger;
  /** Takes no more, gives running jobs their grace, gives the rest back. */
  close(): Promise<void>;
}

const minute = 60_000;

/** What production runs by. */
export const usualTiming: Timing = {
  holdMs: 30_000,
  doubtMs: minute,
  writeGapMs: 1_000,
  queue: {},
  // GitHub itself gives up after 10 s, and may need a while to send a large diff; Node's fetch gives up after five minutes.
  answers: { githubMs: 15_000, modelMs: 4 * minute },
  upkeep: {
    lookMs: 15_000,
    idleMs: 2 * minute,
    sweepMs: minute,
    deliveriesMs: 5 * minute,
    pullsMs: 60 * minute,
    expiryMs: 24 * 60 * minute,
  },
  stuckMs: minute,
  probe: { withinMs: 5_000, keptMs: 5_000 },
};

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

/** Puts the app together and starts it. Throws an Error for the operator where something that it stands on is not there. */
export async function startPatchwright(env: Env, options: Options): Promise<Running> {
  const { timing = usualTiming, around = (ports) => ports, commands = allCommands } = options;
  const { clock = { now: () => Date.now() } } = options;
  const git = openGit({ environment: process.env });
  const mirrors = join(env.dataDir, 'mirrors');
  const origin = addressesOf(env.githubUrl).web;
  const database = await openDatabase(env);
  const { ledger, writer: ledgerWriter } = database;
  const pacing = openPacing({ ...timing, pace: ledger.pace, clock, sleep: pause });
  const github = await openGitHub(
    { ...env, timeoutMs: timing.answers.githubMs },
    openMirrors({ git, directory: mirrors, origin }),
    clock,
    pacing,
  ).catch(lettingGo(database));
  const write = options.log ?? ((line) => void process.stdout.write(line));
  const log = openLog(env.logLevel, () => secretsOf(env, github.tokens), write);
  const queue = await openQueueOver(env, database, timing, log);
  const ports = around({
    ...github,
    mirrors: keptMirrors(mirrors),
    ledger,
    ledgerWriter,
    queue,
    openModel: modelOpener({ ...env.model, idleMs: timing.answers.modelMs }, log, clock),
  });
  const { exit = (code) => process.exit(code) } = options;
  const parts = { env, ports, clock, log, timing, github, pacing, commands, exit, holder: randomUUID() };
  const socket = await answerOthers(parts);
  const web = options.role === 'worker' ? undefined : await startWeb(parts);
  const worker = options.role === 'web' ? undefined : await startWorker(parts);
  let closing: Promise<void> | undefined;
  return {
    url: web?.url,
    queue: ports.queue,
    ledger: ports.ledger,
    close: () => (closing ??= close()),
  };

  async function close(): Promise<void> {
    await web?.close();
    await socket?.close();
    await worker?.stop();
    await queue.close(env.shutdownGraceMs);
    await database.close();
  }
}

interface Parts {
  readonly env: Env;
  readonly ports: Ports;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Timing;
  readonly github: GitHub;
  readonly pacing: Pacing;
  readonly commands: readonly RegisteredCommand[];
  readonly exit: (code: number) => void;
  /** Names this process among all. */
  readonly holder: string;
}

/** Only an embedded database needs asking for: of the others everybody may be a client. Nothing depends on it but other commands. */
async function answerOthers({
  env,
  ports,
  clock,
  log,
}: Parts): Promise<{ close(): Promise<void> } | undefined> {
  if (env.databaseUrl !== null) return undefined;
  const folder = join(env.dataDir, 'ledger');
  try {
    return await openSocket({ ...ports, folder, pid: process.pid, since: clock.now(), log });
  } catch (error) {
    log.warn({ error }, 'other commands cannot ask this process');
    return undefined;
  }
}

function secretsOf(env: Env, tokens: Tokens): readonly string[] {
  return [env.privateKey, env.webhookSecret, ...keysOf(env.model), ...tokens.liveSecrets()];
}

/** A start that fails lets the database go, whose folder or connections would outlive it. */
function lettingGo(database: Database): (error: unknown) => Promise<never> {
  return async (error) => {
    await database.close();
    throw error;
  };
}

/** Only the one that is used is loaded: a worker beside PostgreSQL has no need of an embedded one. */
async function openDatabase({ databaseUrl, dataDir }: Env): Promise<Database> {
  if (databaseUrl === null) {
    const { openEmbedded } = await import('./adapters/database/embedded.ts');
    return openEmbedded(join(dataDir, 'ledger'));
  }
  const { openPostgres } = await import('./adapters/database/postgres.ts');
  return openPostgres(databaseUrl);
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

async function startWeb(parts: Parts): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { env, ports, clock, log, timing, github, commands, holder } = parts;
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
    ready: openProbe({ ...ports, ...timing.probe, clock, pause, holder }),
    log,
  });
  const url = await server.listen({ host: env.host, port: env.port });
  return { url, close: () => server.close() };
}

async function startWorker(parts: Parts): Promise<{ stop(): Promise<void> }> {
  const { env, ports, clock, log, timing, github, pacing, commands, holder, exit } = parts;
  const deliver = openDeliver({
    ...ports,
    way: { origin: github.origin, liveSecrets: () => secretsOf(env, github.tokens) },
    markerSecret: github.us.markerSecret,
    clock,
    pacing,
    doubtMs: timing.doubtMs,
  });
  const { holdMs } = timing;
  const common = { ...ports, deliver, commands, clock, every, log, holder, holdMs };
  const handle = handler({
    ...common,
    botName: github.us.botLogin.replace(/\[bot\]$/, ''),
    pushWaitMs: env.pushWaitMs,
    ...rulesOf(env.model),
    openBudget: openBudgets(ports.ledger.spend, clock),
    priceOf: priceList(env.model),
  });
  await ports.queue.work('quick', env.quickConcurrency, handle);
  await ports.queue.work('long', env.longConcurrency, handle);
  const { lookMs, idleMs } = timing.upkeep;
  const { retentionDays } = env;
  const heads = commands.map(({ head }) => head);
  const rounds = upkeepRounds(timing.upkeep, {
    ...common,
    plan,
    heads,
    idleMs,
    graceMs: idleMs,
    retentionDays,
  });
  const upkeep = startUpkeep(rounds, { ...common, lookMs });
  const watchdog = startWatchdog({ ...common, patienceMs: timing.stuckMs, exit: () => exit(1) });
  return {
    stop: async () => {
      watchdog.stop();
      await upkeep.stop();
    },
  };
}

/** Keeps no process alive. */
async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { ref: false, signal });
}

function every(ms: number, tick: () => void): { stop(): void } {
  const timer = setInterval(tick, ms);
  return { stop: () => clearInterval(timer) };
}
