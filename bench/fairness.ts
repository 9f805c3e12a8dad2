import { rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { jobId, type WorkJob } from '../src/core/job.ts';
import type { Queue } from '../src/ports/queue.ts';
import { type Backend, type Kind, openBackend } from '../test/contracts/backends.ts';
import { embeddedFolder } from '../test/services/embedded.ts';
import { findRedis } from '../test/services/redis.ts';
import { started } from './processes.ts';
import { median } from './rounds.ts';

const rounds = 5;
const many = 1_000;
const atOnce = 4;
/** How long each job is at work. */
const jobMs = 20;

/**
 * How long a single job waits until it is begun, while a thousand of another installation wait and as many are at work as may be;
 * beside one that comes to an empty queue.
 */
export async function bench() {
  await using redis = await started(await findRedis());
  const folder = await embeddedFolder();
  const figures = [await measured('redis', redis.url), await measured('embedded', folder)];
  await rm(folder, { recursive: true });
  return {
    lines: [
      `How long a job waits, of ${atOnce} at once that take ${jobMs} ms each, medians of ${rounds} (load of the machine: ${loadavg()[0]?.toFixed(1)}):`,
      ...figures.map(line),
      `No more may be begun before it than are at work at once.`,
    ],
    figures,
    isMet: figures.every(({ behind }) => behind.every(({ overtakers }) => overtakers <= atOnce)),
  };
}

/** How long a job has waited, in milliseconds, and how many others were begun in the meantime. */
interface Wait {
  readonly ms: number;
  readonly overtakers: number;
}

interface Figures {
  readonly kind: Kind;
  /** Of each round: in an empty queue, and behind the many. */
  readonly alone: readonly Wait[];
  readonly behind: readonly Wait[];
}

function line({ kind, alone, behind }: Figures): string {
  const [first, second] = [alone, behind].map((waits) => median(waits.map(({ ms }) => ms)).toFixed(0));
  const most = Math.max(...behind.map(({ overtakers }) => overtakers));
  return `  ${kind.padEnd(9)} ${first} ms in an empty queue, ${second} ms behind ${many} of another (at most ${most} of them begun before it)`;
}

async function measured(kind: Kind, address: string): Promise<Figures> {
  const backend = await openBackend(kind, address);
  const alone: Wait[] = [];
  const behind: Wait[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const first = await waitAmong(backend, `alone-${round}`, 0);
    const second = await waitAmong(backend, `behind-${round}`, many);
    if (round === 0) continue;
    alone.push(first);
    behind.push(second);
  }
  await backend.close();
  return { kind, alone, behind };
}

/** Of one job that comes when so many others wait, and the first of them have been done. */
async function waitAmong(backend: Backend, prefix: string, others: number): Promise<Wait> {
  await using queue = await backend.openQueue(prefix);
  await fill(queue, others);
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  let taken = 0;
  await queue.work('long', atOnce, async (data) => {
    if ((data as WorkJob).installation === single.installation) begin();
    else taken += 1;
    await pause(jobMs);
    return { is: 'done' };
  });
  while (taken < Math.min(others, 3 * atOnce)) await pause(1);
  const [before, start] = [taken, performance.now()];
  await queue.add(single);
  await begun;
  return { ms: performance.now() - start, overtakers: taken - before };
}

const single = job('single', 2);

async function fill(queue: Queue, others: number): Promise<void> {
  for (let first = 0; first < others; first += 50) {
    const jobs = Array.from({ length: 50 }, (_, index) => job(`other ${first + index}`, 1));
    await Promise.all(jobs.map((one) => queue.add(one)));
  }
}

function job(name: string, installation: number): WorkJob {
  return {
    version: 1,
    id: jobId('work', name),
    kind: 'work',
    lane: 'long',
    run: name,
    generation: 1,
    installation,
    repository: installation,
  };
}
