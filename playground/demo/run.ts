import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Env, readEnv, type Values } from '../../src/config/env.ts';
import { userFailure } from '../../src/core/failure.ts';
import { startPatchwright } from '../../src/main.ts';
import type { OpenedPull } from '../github/acts/pulls.ts';
import { type LocalGitHub, startGitHub } from '../github/start.ts';
import { pagesOf } from '../pages/pages.ts';
import { type Answering, answeringOf } from './answering.ts';
import { awaitReview, type Outcome } from './await-review.ts';
import type { Change } from './change.ts';
import { reviewText } from './review-text.ts';
import type { Terminal } from './terminal.ts';
import type { Wanted } from './wanted.ts';

export interface Demo {
  readonly wanted: Wanted;
  readonly change: Change;
  readonly terminal: Terminal;
  readonly values: Values;
}

/** Starts everything, opens the pull request and shows its review; gives the exit code. */
export async function run(demo: Demo): Promise<number> {
  const { wanted, change, terminal } = demo;
  const answering = await answeringOf(wanted.answers, demo.values);
  const interrupt = interruption(terminal);
  await using room = new AsyncDisposableStack();
  const { github, log } = await openWorld(demo, answering, room);
  const pull = await change.open(github);
  const page = `${github.url}/${pull.repository}/pull/${pull.number}`;
  terminal.step(`Opened "${github.state.pull(pull).title}": ${page}`);
  const signal = wanted.isOnce ? AbortSignal.any([interrupt, AbortSignal.timeout(wanted.waitMs)]) : interrupt;
  const outcome = await awaitReview(github, pull, { signal, tell: (text) => terminal.step(text) });
  tell(outcome, { github, pull, terminal, log });
  for (const file of answering.unasked())
    terminal.step(`Nothing asks for the recorded answer ${file} any more`);
  if (!wanted.isOnce && !interrupt.aborted) {
    terminal.print(farewell(page));
    await once(interrupt, 'abort');
  }
  return outcome.is === 'reviewed' ? 0 : 1;
}

function farewell(page: string): string {
  return `
Conversation  ${page}
Changes       ${page}/files
Checks        ${page}/checks

The pages stay until you press Ctrl+C.`;
}

/** Aborted by Ctrl+C; a second one ends the process at once. */
function interruption(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  function stop(): void {
    terminal.step('Stopping; press Ctrl+C again to end at once');
    controller.abort();
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop);
  return controller.signal;
}

interface OpenedWorld {
  readonly github: LocalGitHub;
  /** What the app had to warn of. */
  readonly log: readonly string[];
}

/** The local GitHub with its pages, and the app that hears of what happens there. The room closes all of it. */
async function openWorld(
  { wanted, terminal, values }: Demo,
  answering: Answering,
  room: AsyncDisposableStack,
): Promise<OpenedWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'patchwright-demo-'));
  room.defer(() => rm(directory, { recursive: true, force: true }));
  const clock = { now: () => Date.now() };
  const github = await startGitHub({ directory: join(directory, 'github'), clock });
  room.defer(() => github.close());
  github.mount(pagesOf(github, { notice: answering.notice }));
  terminal.step(`A GitHub of your own listens at ${github.url}`);
  terminal.step('Making the embedded database, which takes some seconds');
  const log: string[] = [];
  const env = envOf(github, { ...modelSettings(values, wanted), DATA_DIR: join(directory, 'data') });
  const { around } = answering;
  const app = await startPatchwright(env, { role: 'all', around, log: (line) => log.push(line) });
  room.defer(() => app.close());
  github.webhooks.setUrl(`${app.url}/api/github/webhooks`);
  terminal.step(`Patchwright listens at ${app.url}`);
  for (const words of answering.words) terminal.step(words);
  return { github, log };
}

/** What counts of the environment; the rest of it may belong to a Patchwright at work elsewhere. */
function modelSettings(values: Values, { answers }: Wanted): Values {
  if (answers.from === 'recordings') return { PATCHWRIGHT_MODEL: 'recorded' };
  const { OPENAI_BASE_URL, OPENAI_API_KEY, MODEL_WINDOW, MAX_PROMPTS_PER_REVIEW } = values;
  const settings = { OPENAI_BASE_URL, OPENAI_API_KEY, MODEL_WINDOW, MAX_PROMPTS_PER_REVIEW };
  return { ...settings, PATCHWRIGHT_MODEL: answers.name };
}

function envOf({ app, url }: LocalGitHub, more: Values): Env {
  const values = {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_URL: url,
    BOT_NAME: app.slug,
    HOST: '127.0.0.1',
    PORT: '0',
    SHUTDOWN_GRACE_SECONDS: '5',
    LOG_LEVEL: 'warn',
    ...more,
  };
  const read = readEnv(values, { role: 'all', readFile: () => '', isPrivateKey: () => true });
  if (read.is === 'faults') throw userFailure({ is: 'settings', faults: read.faults });
  return read.value;
}

interface Told extends OpenedWorld {
  readonly pull: OpenedPull;
  readonly terminal: Terminal;
}

function tell(outcome: Outcome, { github, pull, terminal, log }: Told): void {
  if (outcome.is === 'reviewed') {
    terminal.print(`\n${reviewText(github.state, pull, terminal)}`);
    return;
  }
  console.error(`\ndemo: ${outcome.reason}`);
  for (const line of log) console.error(line.trimEnd());
}
