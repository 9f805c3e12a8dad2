import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type LocalGitHub, startGitHub } from '../playground/github/start.ts';
import type { ReviewThread } from '../playground/github/state.ts';
import type { RegisteredCommand } from '../src/commands/command.ts';
import { type Env, readEnv, type Role } from '../src/config/env.ts';
import type { Ports } from '../src/outside.ts';
import { type Running, startPatchwright } from '../src/main.ts';
import type { Timing } from '../src/timing.ts';
import { agreeable } from './agreeable.ts';
import { compiled } from './compiled.ts';
import { embeddedFolder } from './services/embedded.ts';
import { ownDatabase } from './services/shared-postgres.ts';
import { type Ending, type ModelServer, startModelServer } from './model-server.ts';

export interface WorldOptions {
  /**
   * Settings on top of those that every world needs. Where they do not name its store it is a PostgreSQL database, or the embedded
   * one where PostgreSQL is not installed.
   */
  readonly settings?: Readonly<Record<string, string>>;
  readonly timing?: Partial<Timing>;
  /** Of the app alone: GitHub's is the machine's. */
  readonly clock?: { now(): number };
  /** Put round the ports of the app, to break or to watch them. */
  readonly around?: (ports: Ports) => Ports;
  readonly commands?: readonly RegisteredCommand[];
}

/** The settings of a world that keeps ledger and queue in a folder of its own. */
export const embedded = { DATABASE_URL: '' };

/** A day: tests that want upkeep say how often. */
const never = 86_400_000;

/** Nothing by itself: a round that is due once and not again, and what is idle only after a day. */
export const noUpkeep: Timing['upkeep'] = {
  lookMs: never,
  idleMs: never,
  sweepMs: never,
  deliveriesMs: never,
  pullsMs: never,
  expiryMs: never,
};

const quickTiming: Timing = {
  holdMs: 2_000,
  doubtMs: 1_500,
  writeGapMs: 0,
  queue: { lockMs: 1_000, stalledMs: 1_000, backoffMs: 50 },
  answers: { githubMs: 15_000, modelMs: 60_000 },
  upkeep: noUpkeep,
  stuckMs: never,
  probe: { withinMs: 5_000, keptMs: 0 },
};

export interface DivisionOptions {
  readonly repository?: string;
  readonly draft?: boolean;
  readonly body?: string;
  /** Of the default branch: `.github/patchwright.yml`. */
  readonly config?: string;
}

type Pull = Awaited<ReturnType<ReturnType<LocalGitHub['as']>['openPull']>>;

/** The local GitHub, a scripted model server, and the real app between them. */
export class World {
  readonly github: LocalGitHub;
  readonly model: ModelServer;
  readonly log: string[] = [];
  readonly #directory: string;
  readonly #options: WorldOptions;
  readonly #running: Running[] = [];
  readonly #processes: ChildProcess[] = [];

  private constructor(github: LocalGitHub, model: ModelServer, directory: string, options: WorldOptions) {
    this.github = github;
    this.model = model;
    this.#directory = directory;
    this.#options = options;
  }

  /** Opens a world with the app running as one process. */
  static async open(test: Ending, options: WorldOptions = {}): Promise<World> {
    const world = await World.still(test, options);
    await world.start();
    return world;
  }

  /** A world in which nobody listens to webhooks yet. */
  static async still(test: Ending, options: WorldOptions = {}): Promise<World> {
    const directory = await mkdtemp(join(tmpdir(), 'patchwright-world-'));
    const endings: (() => Promise<void>)[] = [];
    const model = await startModelServer({ after: (work) => void endings.push(work) });
    model.otherwise(agreeable);
    const clock = { now: () => Date.now() };
    const github = await startGitHub({ directory: join(directory, 'github'), clock, app: { privateKey } });
    const store = options.settings?.['DATABASE_URL'] === undefined ? await ownDatabase() : undefined;
    if (store !== undefined) endings.push(() => store.drop());
    const address = store === undefined ? {} : { DATABASE_URL: store.url };
    const settings = { ...address, ...options.settings };
    if (!settings.DATABASE_URL) {
      await mkdir(join(directory, 'data'));
      await rename(await embeddedFolder(), join(directory, 'data', 'ledger'));
    }
    const world = new World(github, model, directory, { ...options, settings });
    // A hook that throws keeps the later ones from running: the app is closed before the model's server complains.
    test.after(async () => {
      await world.#close();
      for (const end of endings) await end();
    });
    return world;
  }

  /** Starts the app in this process. */
  async start(role: Role = 'all'): Promise<Running> {
    const { around, commands, clock } = this.#options;
    const running = await startPatchwright(this.#env(role), {
      role,
      timing: this.#timing(),
      log: (line) => this.log.push(line),
      ...(around === undefined ? {} : { around }),
      ...(commands === undefined ? {} : { commands }),
      ...(clock === undefined ? {} : { clock }),
    });
    this.#running.push(running);
    this.listen(running.url);
    return running;
  }

  /** Starts the app in a process of its own, which can be killed. */
  async startProcess(role: Role = 'all'): Promise<ChildProcess> {
    const settings = JSON.stringify(this.settings(role));
    const env = { ...process.env, ...compiled };
    const child = fork(join(import.meta.dirname, 'app-process.ts'), [settings], { env });
    this.#processes.push(child);
    const [{ url }] = await once(child, 'message');
    this.listen(url);
    return child;
  }

  /** What the app is started with, for whoever starts it otherwise. */
  settings(role: Role): { readonly env: Env; readonly role: Role; readonly timing: Timing } {
    return { env: this.#env(role), role, timing: this.#timing() };
  }

  /** A pull request by ada that adds a function with one line worth a comment, in a new repository. */
  async divisionPull(more: DivisionOptions = {}): Promise<Pull> {
    const { repository = 'octo/shop', config, ...options } = more;
    const ada = this.github.as('ada');
    const settings = config === undefined ? {} : { '.github/patchwright.yml': config };
    await ada.createRepository(repository, { files: { 'math.js': 'export const one = 1;\n', ...settings } });
    await ada.push(repository, 'division', { files: { 'math.js': divided } });
    return ada.openPull(repository, { head: 'division', title: 'Add division', ...options });
  }

  /** What people read of the review on a pull request: the bodies without our marker, and each comment with its place. */
  reviews(pull: Pull) {
    return this.github.state.reviews(pull).map(({ body, author, state, commitId, comments }) => ({
      author: author.login,
      state,
      commitId,
      body: withoutMarker(body ?? ''),
      comments: comments.map(({ body: text, thread }) => ({
        body: withoutMarker(text),
        place: thread && placeOf(thread),
      })),
    }));
  }

  /** The checks on the head: name, how they ended, title and text. */
  checks(pull: Pull) {
    return this.github.state
      .checkRuns(pull)
      .map(({ name, status, conclusion, title, summary }) => ({ name, status, conclusion, title, summary }));
  }

  comments(pull: { readonly repository: string; readonly number: number }) {
    return this.github.state
      .comments(pull)
      .map(({ author, body }) => ({ author: author.login, body: withoutMarker(body) }));
  }

  /** The pull requests that the App has opened, oldest first, each as people read it. */
  drafts(repository: string) {
    const { slug } = this.github.app;
    return this.github.state
      .pulls(repository)
      .filter(({ author }) => author.login === `${slug}[bot]`)
      .map(({ number, title, body, draft, state, head, base, requestedReviewers }) => ({
        number,
        title,
        body: withoutMarker(body ?? ''),
        isDraft: draft,
        state,
        head: head.ref,
        base: base.ref,
        reviewers: requestedReviewers.map(({ login }) => login),
      }));
  }

  /** Waits until every webhook has been answered and no job is left to do; a job may be between two states when it is counted once. */
  async quiet(): Promise<void> {
    for (let times = 0; times < 2; times = (await this.#jobsLeft()) === 0 ? times + 1 : 0) {
      await this.github.webhooks.settled();
      await pause(40);
    }
  }

  async #jobsLeft(): Promise<number> {
    const queue = this.#running.at(-1)?.queue;
    if (queue === undefined) throw new Error('nobody is running in this process');
    const lanes = await Promise.all([queue.counts('quick'), queue.counts('long')]);
    return lanes.reduce((sum, { waiting, active, delayed }) => sum + waiting + active + delayed, 0);
  }

  /** Waits until something is so, half a minute at most. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    for (let left = 1_500; !isSo(); left -= 1) {
      if (left === 0) throw new Error(`it did not come to be that ${what}`);
      await pause(20);
    }
  }

  /** Sends webhooks to the app at this address from now on. */
  listen(url: string | undefined): void {
    if (url !== undefined) this.github.webhooks.setUrl(`${url}/api/github/webhooks`);
  }

  #timing(): Timing {
    return { ...quickTiming, ...this.#options.timing };
  }

  #env(role: Role): Env {
    const { app, url } = this.github;
    const values = {
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
      GITHUB_URL: url,
      BOT_NAME: app.slug,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: join(this.#directory, 'data'),
      OPENAI_BASE_URL: this.model.url,
      PATCHWRIGHT_MODEL: 'scripted',
      PUSH_WAIT_SECONDS: '0',
      SHUTDOWN_GRACE_SECONDS: '5',
      ...this.#options.settings,
    };
    const read = readEnv(values, { role, readFile: () => '', isPrivateKey: () => true });
    if (read.is === 'faults') throw new Error(read.faults.join('\n'));
    return read.value;
  }

  async #close(): Promise<void> {
    const living = this.#processes.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    for (const child of living) child.kill('SIGKILL');
    await Promise.all(living.map((child) => once(child, 'exit')));
    await Promise.all(this.#running.map((running) => running.close()));
    await this.github.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** What that pull request makes of math.js. */
export const divided = `export const one = 1;

export function divide(a, b) {
  return a / b;
}
`;

/** An answer of the reviewer with one finding on that line. */
export const divisionAnswer = reviewAnswer('Adds a division.', {
  quote: '  return a / b;',
  title: 'Dividing by zero gives Infinity',
  body: 'With b = 0 the result is Infinity.',
});

/** What a scripted reviewer finds; in math.js and high unless told. */
export interface ScriptedFinding {
  readonly path?: string;
  readonly severity?: 'critical' | 'high' | 'medium' | 'low';
  readonly title: string;
  readonly quote: string;
  readonly body?: string;
}

/** A reviewer's answer with these findings. */
export function reviewAnswer(summary: string, ...findings: readonly ScriptedFinding[]): string {
  return [`<summary>\n${summary}\n</summary>`, ...findings.map(findingText)].join('\n');
}

function findingText({ path = 'math.js', severity = 'high', title, quote, body }: ScriptedFinding): string {
  return `<finding>
path: ${path}
side: new
severity: ${severity}
category: bug
confidence: 0.9
title: ${title}
<quote>
\`\`\`js
${quote}
\`\`\`
</quote>
<body>
${body ?? 'It breaks in ordinary use.'}
</body>
</finding>`;
}

function placeOf({ path, original: { side, startLine, line } }: ReviewThread) {
  return { path, side, line, ...(startLine === null ? {} : { startLine }) };
}

function withoutMarker(body: string): string {
  return body.replace(/(?:\n*<!-- patchwright:v1 [^>]*-->)+$/, '');
}

/** Made once: a key takes a good part of a second. */
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
