import { loadavg } from 'node:os';
import { findPostgres } from '../test/services/postgres.ts';
import { findRedis } from '../test/services/redis.ts';
import { answerOf, ask, envOf, openProcesses, type Processes, started } from './processes.ts';
import type { Change, Values } from './review-github.ts';

const targetMegabytes = 300;
/** A diff of about a megabyte. */
const change = { files: 3_000, linesEach: 4 };

/** The most memory that reviewing 3,000 files takes, from the start of the process on: of a worker in production, and of the embedded default. */
export async function bench() {
  await using redis = await started(await findRedis());
  await using postgres = await started(await findPostgres());
  const worker = await peakOf(async (processes, values) => {
    const settings = { ...values, REDIS_URL: redis.url, DATABASE_URL: postgres.url };
    const web = await startApp(processes, settings, 'web');
    return { url: web.url, measured: (await startApp(processes, settings, 'worker')).app };
  });
  const embedded = await peakOf(async (processes, values) => {
    const { url, app } = await startApp(processes, values, 'all');
    return { url, measured: app };
  });
  return {
    lines: [
      `A review of ${change.files} files, the most memory of the process (load of the machine: ${loadavg()[0]?.toFixed(1)}):`,
      line('worker, Redis and PostgreSQL', worker),
      line('all in one, embedded', embedded),
      `The worker may take ${targetMegabytes} MB.`,
    ],
    figures: { worker, embedded },
    isMet: worker.peak < targetMegabytes,
  };
}

interface Figures {
  /** Megabytes: once it is up, and over all. */
  readonly up: number;
  readonly peak: number;
  readonly seconds: number;
  readonly outcome: object;
}

function line(name: string, { up, peak, seconds, outcome }: Figures): string {
  return `  ${name.padEnd(30)} ${peak.toFixed(0)} MB (${up.toFixed(0)} MB once started), ${seconds.toFixed(1)} s: ${JSON.stringify(outcome)}`;
}

type App = Awaited<ReturnType<typeof startApp>>['app'];

async function peakOf(
  start: (
    processes: Processes,
    values: Values,
  ) => Promise<{ readonly url: string | undefined; readonly measured: App }>,
): Promise<Figures> {
  await using processes = openProcesses();
  const github = processes.start('review-github.ts');
  const { url, measured } = await start(processes, await answerOf<Values>(github));
  const up = await megabytes(measured);
  const began = performance.now();
  const order: Change = { ...change, webhookUrl: `${url}/api/github/webhooks` };
  const outcome = await ask<object>(github, order);
  return { up, peak: await megabytes(measured), seconds: (performance.now() - began) / 1_000, outcome };
}

async function startApp(processes: Processes, values: Values, role: 'web' | 'worker' | 'all') {
  const app = processes.start('review-app.ts', JSON.stringify({ env: envOf(values, role), role }));
  const { url } = await answerOf<{ url?: string }>(app);
  return { url, app };
}

async function megabytes(app: App): Promise<number> {
  return (await ask<number>(app, {})) / 1_000_000;
}
