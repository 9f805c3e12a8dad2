import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAnalyzers } from './adapters/analyzers/analyzers.ts';
import { openRegistry } from './adapters/analyzers/registry.ts';
import { openTreeCopies } from './adapters/analyzers/tree-copy.ts';
import { openQueue } from './adapters/bullmq/queue.ts';
import type { Database } from './adapters/database/database.ts';
import { openRemote } from './adapters/git/remote.ts';
import { openGit } from './adapters/git/run.ts';
import { addressesOf } from './adapters/github/addresses.ts';
import { type GitHub, openGitHub } from './adapters/github/github.ts';
import type { Tokens } from './adapters/github/tokens.ts';
import { openLog } from './adapters/log/log.ts';
import { modelOpener, type OpenModel } from './adapters/openai/opener.ts';
import { acceptsScript } from './adapters/oxc/accepts.ts';
import { recentSyntax } from './adapters/tree-sitter/recent.ts';
import { openSyntax } from './adapters/tree-sitter/syntax.ts';
import { type Env, keysOf, type Values } from './config/env.ts';
import { redact } from './core/redact.ts';
import type { AppForge, AppForgeWriter } from './ports/app-forge.ts';
import type { Clock } from './ports/clock.ts';
import type { OpenForge, OpenForgeWriter } from './ports/forge.ts';
import type { InstallStore } from './ports/installs.ts';
import type { Ledger, LedgerWriter } from './ports/ledger.ts';
import type { Log } from './ports/log.ts';
import type { Mirrors } from './ports/mirrors.ts';
import type { Queue } from './ports/queue.ts';
import type { Sandbox } from './ports/sandbox.ts';
import type { Syntax } from './ports/syntax.ts';
import type { Timing } from './timing.ts';
import { openJail } from './outside/jail.ts';
import { openProjectAnalyzers } from './project/project-analyzers.ts';
import { openPacing, type Pacing } from './worker/pace.ts';
import type { OpenAnalyzers } from './worker/task.ts';

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
  readonly sandbox: Sandbox;
  readonly installs: InstallStore | null;
  readonly syntax: Syntax;
  readonly openAnalyzers: OpenAnalyzers;
}

/** The ports, and what else whoever composes the app needs to know of them. */
export interface Outside {
  readonly ports: Ports;
  readonly github: GitHub;
  readonly pacing: Pacing;
  readonly log: Log;
  /** Everything that must not be said, as of now. */
  readonly secrets: () => readonly string[];
  /** A text without them, and without what looks like anybody's. */
  readonly redact: (text: string) => string;
  close(): Promise<void>;
}

export interface OutsideParts {
  /** The process's own. */
  readonly environment: Values;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly write: (line: string) => void;
}

/** Opens what the settings name. Throws an Error for the operator where something is not there; then nothing is left open. */
export async function openOutside(env: Env, parts: OutsideParts): Promise<Outside> {
  const { environment, timing, clock, write } = parts;
  const syntax = recentSyntax(openSyntax({ clock, accepts: acceptsScript }));
  const git = openRemote({
    git: openGit({ environment }),
    directory: env.dataDir,
    origin: addressesOf(env.githubUrl).web,
    limits: env.tree,
    syntax,
  });
  const database = await openDatabase(env);
  const { ledger, writer: ledgerWriter } = database;
  const pacing = openPacing({ ...timing, pace: ledger.pace, clock, sleep: pause });
  const settings = { ...env, timeoutMs: timing.answers.githubMs };
  const github = await openGitHub(settings, git, clock, pacing).catch(lettingGo(database));
  function secrets(): readonly string[] {
    return secretsOf(env, github.tokens);
  }
  const log = openLog(env.logLevel, secrets, write);
  const queue = await openQueueOver(env, database, timing, log);
  const openModel = modelOpener({ ...env.model, idleMs: timing.answers.modelMs }, log, clock);
  const { sandbox, installs } = openJail(env, {
    environment,
    node: process.execPath,
    architecture: process.arch,
    folder: join(env.dataDir, 'sandbox'),
    keptIn: join(env.dataDir, 'installs'),
    clock,
    onError: (error) => log.warn({ error }, 'packages that were installed cannot be kept or taken'),
  });
  const mirrors = installs === null ? git.mirrors : together(git.mirrors, installs);
  const stores = { mirrors, installs, ledger, ledgerWriter, queue };
  const analyzers = analyzersOf({ environment, syntax, clock });
  return {
    ports: { ...github, ...stores, openModel, sandbox, syntax, openAnalyzers: analyzers },
    github,
    pacing,
    log,
    secrets,
    redact: (text) => redact(text, secrets()),
    close: async () => {
      await queue.close(env.shutdownGraceMs);
      await sandbox.close();
      await git[Symbol.asyncDispose]();
      await database.close();
    },
  };
}

interface AnalyzerParts {
  readonly environment: Values;
  readonly syntax: Syntax;
  readonly clock: Clock;
}

/** Those that read files are the same for all; the project's own checks are run as its default branch says. */
function analyzersOf({ environment, syntax, clock }: AnalyzerParts): OpenAnalyzers {
  const plain = openAnalyzers({ syntax, lookUp: openRegistry({ environment }), clock });
  const copy = openTreeCopies(tmpdir());
  return (settings, sandbox) => [...plain, ...openProjectAnalyzers({ sandbox, copy, settings })];
}

/** What is kept of a repository goes with its mirror. */
function together(one: Mirrors, other: Mirrors): Mirrors {
  return {
    kept: async () => [...new Set([...(await one.kept()), ...(await other.kept())])],
    remove: async (repositoryId) => {
      await Promise.all([one.remove(repositoryId), other.remove(repositoryId)]);
    },
  };
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

/** Keeps no process alive. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { ref: false, signal });
}
