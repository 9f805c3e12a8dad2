import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readEnv, type Role } from '../src/config/env.ts';
import { type Ports, type Running, startPatchwright, type Timing } from '../src/main.ts';
import { type LocalGitHub, startGitHub } from '../playground/github/start.ts';
import { type ModelServer, startModelServer } from './model-server.ts';

export interface WorldOptions {
  /** Settings on top of those that every world needs. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly timing?: Partial<Timing>;
  readonly around?: (ports: Ports) => Ports;
}

/** Where a test's world is torn down: its context, or a suite's. */
export interface Ending {
  after(work: () => Promise<void>): void;
}

const quickTiming: Timing = {
  holdMs: 2_000,
  doubtMs: 1_500,
  queue: { lockMs: 1_000, stalledMs: 1_000, backoffMs: 50 },
};

/** The local GitHub, a scripted model server, and the real app between them. */
export class World {
  readonly github: LocalGitHub;
  readonly model: ModelServer;
  readonly log: string[] = [];
  readonly #directory: string;
  readonly #options: WorldOptions;
  #running: Running[] = [];

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
    const clock = { now: () => Date.now() };
    const model = await startModelServer(test);
    const github = await startGitHub({ directory: join(directory, 'github'), clock, app: { privateKey } });
    const world = new World(github, model, directory, options);
    test.after(() => world.#close());
    return world;
  }

  async start(role: Role = 'all'): Promise<Running> {
    const running = await startPatchwright(this.env(role), {
      role,
      timing: { ...quickTiming, ...this.#options.timing },
      ...(this.#options.around === undefined ? {} : { around: this.#options.around }),
      log: (line) => this.log.push(line),
    });
    this.#running.push(running);
    if (running.url !== undefined) this.github.webhooks.setUrl(`${running.url}/api/github/webhooks`);
    return running;
  }

  env(role: Role) {
    const { app, url } = this.github;
    const read = readEnv(
      {
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
      },
      { role, readFile: () => '', isPrivateKey: () => true },
    );
    if (read.is === 'faults') throw new Error(read.faults.join('\n'));
    return read.value;
  }

  /** Waits until every webhook has been answered and no job is left to do. */
  async quiet(): Promise<void> {
    const queue = this.#running.at(-1)?.queue;
    if (queue === undefined) throw new Error('nobody is running');
    for (;;) {
      await this.github.webhooks.settled();
      const lanes = await Promise.all([queue.counts('quick'), queue.counts('long')]);
      const busy = lanes.reduce((sum, { waiting, active, delayed }) => sum + waiting + active + delayed, 0);
      if (busy === 0) return;
      await pause(20);
    }
  }

  async #close(): Promise<void> {
    await Promise.all(this.#running.map((running) => running.close()));
    await this.github.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** Made once: a key takes a good part of a second. */
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
