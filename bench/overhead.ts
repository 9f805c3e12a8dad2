import { loadavg } from 'node:os';
import type { Ports } from '../src/outside.ts';
import { findPostgres } from '../test/services/postgres.ts';
import { findRedis } from '../test/services/redis.ts';
import { answerOf, ask, envOf, openProcesses, started } from './processes.ts';
import type { Change, Values } from './review-github.ts';
import { type Span, watchRequests } from './request-watch.ts';
import { median } from './rounds.ts';

const targetMs = 500;
const rounds = 5;
const change = { files: 10, linesEach: 100 };

/**
 * What a review of 1,000 changed lines costs by itself: from taking its first job to the end of its last request, less the time in
 * which a request to GitHub or to the model had no answer yet. Ours in this process, GitHub and model in another.
 */
export async function bench() {
  await using redis = await started(await findRedis());
  await using postgres = await started(await findPostgres());
  await using processes = openProcesses();
  const github = processes.start('review-github.ts');
  const values = await answerOf<Values>(github);
  const watch = watchRequests(values['OPENAI_BASE_URL'] ?? '');
  const { startPatchwright } = await import('../src/main.ts');
  const { usualTiming } = await import('../src/timing.ts');
  const env = envOf({ ...values, REDIS_URL: redis.url, DATABASE_URL: postgres.url }, 'all');
  function around(ports: Ports): Ports {
    return { ...ports, queue: noticing(ports.queue, () => watch.start()) };
  }
  // The pauses are what GitHub asks for, and not ours: without them, nothing has to be taken off.
  const timing = { ...usualTiming, writeGapMs: 0 };
  const running = await startPatchwright(env, { role: 'all', around, timing, log: () => undefined });
  const order: Change = { ...change, webhookUrl: `${running.url}/api/github/webhooks` };
  const spans: Span[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    watch.reset();
    await ask(github, order);
    if (round > 0) spans.push(watch.span());
  }
  await running.close();
  return report(spans, usualTiming.writeGapMs);
}

/** Calls `onJob` whenever a job is taken. */
function noticing(queue: Ports['queue'], onJob: () => void): Ports['queue'] {
  return {
    ...queue,
    work: (lane, concurrency, handle) =>
      queue.work(lane, concurrency, (data, attempt) => {
        onJob();
        return handle(data, attempt);
      }),
  };
}

function report(spans: readonly Span[], gapMs: number) {
  const keys = ['wall', 'github', 'model', 'own', 'processor', 'requests'] as const;
  const figures = Object.fromEntries(
    keys.map((key) => [key, median(spans.map((span) => span[key]))]),
  ) as unknown as Span;
  const { wall, github, model, own, processor, requests } = figures;
  return {
    lines: [
      `A review of ${change.files * change.linesEach} changed lines, medians of ${rounds}, in ms (load of the machine: ${loadavg()[0]?.toFixed(1)}):`,
      `  from its first job to the end of its last request  ${wall.toFixed(0)}`,
      `  waiting for GitHub, ${requests} requests with the model's  ${github.toFixed(0)}`,
      `  waiting for the model alone                        ${model.toFixed(0)}`,
      `  pauses between writes                              0: switched off here, ${gapMs} each otherwise`,
      `  our own, by the clock                              ${own.toFixed(0)}`,
      `  our own, of the processor                          ${processor.toFixed(0)}`,
      `Our own may be ${targetMs} ms.`,
    ],
    figures,
    spans,
    isMet: own < targetMs && processor < targetMs,
  };
}
