import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type LocalGitHub, startGitHub } from '../playground/github/start.ts';
import { type ModelServer, startModelServer } from '../test/model-server.ts';
import { findPostgres } from '../test/services/postgres.ts';
import { findRedis } from '../test/services/redis.ts';
import type { Role, Values } from '../src/config/env.ts';
import { answerOf, envOf, openProcesses, type Processes, started } from './processes.ts';
import { median } from './rounds.ts';

const targetMs = 1_000;
const rounds = 20;

/**
 * How soon a review stops that a push has made worthless: from the answer to the push's webhook until the worker that reviews hangs
 * up on the model, which never answers. The webhooks are taken by one process, and two others work.
 */
export async function bench() {
  await using redis = await started(await findRedis());
  await using postgres = await started(await findPostgres());
  await using alone = await started(await findPostgres());
  const spans = {
    'Redis and PostgreSQL': await stops({ REDIS_URL: redis.url, DATABASE_URL: postgres.url }),
    'PostgreSQL alone': await stops({ DATABASE_URL: alone.url }),
  };
  const figures = Object.entries(spans).map(([name, values]) => figuresOf(name, values));
  return {
    lines: [
      `From a push's acknowledged webhook to the hang-up on the model, two workers, ${rounds} rounds (load of the machine: ${loadavg()[0]?.toFixed(1)}):`,
      ...figures.map(
        ({ name, middle, most }) =>
          `  ${name.padEnd(22)} median ${middle.toFixed(0)} ms, at most ${most.toFixed(0)} ms`,
      ),
      `It may take ${targetMs} ms.`,
    ],
    figures,
    spans,
    isMet: figures.every(({ most }) => most < targetMs),
  };
}

function figuresOf(name: string, values: readonly number[]) {
  return { name, middle: median(values), most: Math.max(...values) };
}

async function stops(settings: Values): Promise<readonly number[]> {
  const endings: (() => Promise<void>)[] = [];
  const directory = await mkdtemp(join(tmpdir(), 'patchwright-bench-'));
  const model = await startModelServer({ after: (work) => void endings.push(work) });
  const github = await startGitHub({ directory, clock: { now: () => Date.now() } });
  try {
    await using processes = openProcesses();
    const all = { ...valuesOf(github, model, directory), ...settings };
    const [url] = await Promise.all([
      startApp(processes, all, 'web'),
      startApp(processes, all, 'worker'),
      startApp(processes, all, 'worker'),
    ]);
    github.webhooks.setUrl(`${url}/api/github/webhooks`);
    return await stopsOf(github, model);
  } finally {
    await github.close();
    for (const end of endings) await end();
    await rm(directory, { recursive: true, force: true });
  }
}

function valuesOf({ app, url }: LocalGitHub, model: ModelServer, directory: string): Values {
  return {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    GITHUB_URL: url,
    BOT_NAME: app.slug,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: join(directory, 'data'),
    OPENAI_BASE_URL: model.url,
    PATCHWRIGHT_MODEL: 'scripted',
    PUSH_WAIT_SECONDS: '0',
  };
}

async function startApp(processes: Processes, values: Values, role: Role): Promise<string | undefined> {
  const app = processes.start('review-app.ts', JSON.stringify({ env: envOf(values, role), role }));
  return (await answerOf<{ url?: string }>(app)).url;
}

/** Of each round, in milliseconds. The first push comes before the first round, and counts for none. */
async function stopsOf(github: LocalGitHub, model: ModelServer): Promise<readonly number[]> {
  model.always('review', { is: 'hang', after: '' });
  const ada = github.as('ada');
  function push(round: number): Promise<unknown> {
    return ada.push('octo/shop', 'change', { files: { 'rounds.js': `export const round = ${round};\n` } });
  }
  await ada.createRepository('octo/shop', { files: { 'readme.md': 'A shop.\n' } });
  await push(-1);
  let asked = model.next();
  await ada.openPull('octo/shop', { head: 'change', title: 'Change' });
  const spans: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const { over } = await asked;
    const hungUp = over.then(() => performance.now());
    // A worker looks at its run now and then: the pushes come at another moment in between each time.
    await pause(1_000 + ((round * 170) % 500));
    asked = model.next();
    await push(round);
    await github.webhooks.settled();
    const acknowledged = performance.now();
    const span = (await hungUp) - acknowledged;
    if (round > 0) spans.push(span);
  }
  return spans;
}
