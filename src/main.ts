import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressesOf } from './adapters/github/addresses.ts';
import { parseEvent } from './adapters/github/events.ts';
import { isPrivateKey } from './adapters/github/private-key.ts';
import { priceList } from './adapters/openai/price-list.ts';
import { receiveByProbot } from './adapters/server/receive.ts';
import { openSocket } from './adapters/server/socket.ts';
import { patchwrightApp } from './app.ts';
import type { RegisteredCommand } from './commands/command.ts';
import { commands as allCommands } from './commands/index.ts';
import { correct, type Env, readEnv, type Role, type Values } from './config/env.ts';
import { Failure, userFailure } from './core/failure.ts';
import { plan } from './intake/plan.ts';
import { openOutside, type Outside, pause, type Ports } from './outside.ts';
import type { Clock } from './ports/clock.ts';
import type { Ledger } from './ports/ledger.ts';
import type { Queue } from './ports/queue.ts';
import { type Timing, usualTiming } from './timing.ts';
import { openBudgets } from './worker/budget.ts';
import { buttonsOf } from './worker/check-run.ts';
import { openDeliver } from './worker/deliver.ts';
import { handler } from './worker/handle.ts';
import { openProbe } from './worker/probe.ts';
import { rulesOf } from './worker/run-models.ts';
import { upkeepRounds } from './worker/upkeep-rounds.ts';
import { startWatchdog } from './worker/upkeep-watchdog.ts';
import { startUpkeep } from './worker/upkeep.ts';

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
  const write = options.log ?? ((line) => void process.stdout.write(line));
  const outside = await openOutside(env, { environment: process.env, timing, clock, write });
  const ports = around(outside.ports);
  const { exit = (code) => process.exit(code) } = options;
  const parts = { ...outside, env, ports, clock, timing, commands, exit, holder: randomUUID() };
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
    await outside.close();
  }
}

interface Parts extends Omit<Outside, 'close'> {
  readonly env: Env;
  readonly clock: Clock;
  readonly timing: Timing;
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

/** Loads what only webhooks need: a worker alone does without. */
async function startWeb(parts: Parts): Promise<{ readonly url: string; close(): Promise<void> }> {
  const [{ Probot }, { createServer }] = await Promise.all([
    import('probot'),
    import('./adapters/server/server.ts'),
  ]);
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
      parse: (name, payload) => parseEvent(name, payload, github.us),
      log,
    }),
  );
  const server = createServer({
    receive: receiveByProbot(probot.webhooks, env.webhookSecret),
    health: () => ({ ok: true }),
    ready: openProbe({ ...ports, ...timing.probe, clock, pause, holder }),
    log,
  });
  const url = await server.listen({ host: env.host, port: env.port });
  return { url, close: () => server.close() };
}

async function startWorker(parts: Parts): Promise<{ stop(): Promise<void> }> {
  const { env, ports, clock, log, timing, github, pacing, commands, holder, exit, secrets, redact } = parts;
  const deliver = openDeliver({
    ...ports,
    way: { origin: github.origin, liveSecrets: secrets },
    markerSecret: github.us.markerSecret,
    clock,
    pacing,
    doubtMs: timing.doubtMs,
    buttons: buttonsOf(commands.map(({ head }) => head)),
  });
  const { holdMs } = timing;
  const common = { ...ports, deliver, commands, clock, every, log, redact, holder, holdMs };
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

function every(ms: number, tick: () => void): { stop(): void } {
  const timer = setInterval(tick, ms);
  return { stop: () => clearInterval(timer) };
}
