import type { Timing } from '../../src/adapters/bullmq/lane.ts';
import { openQueue, type QueueSettings } from '../../src/adapters/bullmq/queue.ts';
import type { Database } from '../../src/adapters/database/database.ts';
import type { Job } from '../../src/core/job.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Queue } from '../../src/ports/queue.ts';
import { startChild } from './child.ts';
import type { QueueWorld } from './queue.ts';

export type Kind = 'embedded' | 'postgres' | 'redis';

/** One of the three things that a queue may be kept in, opened at its address: a folder or a URL. */
export interface Backend {
  openQueue(prefix: string, timing?: Partial<Timing>): Promise<ClosingQueue>;
  /** The ledger beside the queue; none on Redis. */
  readonly database: Database | undefined;
  close(): Promise<void>;
}

export async function openBackend(kind: Kind, address: string): Promise<Backend> {
  const database = await openDatabase(kind, address);
  return {
    openQueue: (prefix, timing = {}) =>
      openClosing({
        backend:
          database === undefined
            ? { kind: 'redis', url: address }
            : { kind: 'postgres', pool: database.pool },
        prefix,
        ...timing,
        log: silent,
        onError: (error) => complaints.push(error),
      }),
    database,
    close: async () => database?.close(),
  };
}

/** A queue that is closed when the test that opened it ends, in whatever way: an open one would keep the process. */
export type ClosingQueue = Queue & AsyncDisposable;

export async function openClosing(settings: QueueSettings): Promise<ClosingQueue> {
  const queue = await openQueue(settings);
  return { ...queue, [Symbol.asyncDispose]: () => queue.close(0) };
}

/** What the queues of this process had to say in the background. */
export const complaints: unknown[] = [];

/** Loads no more than it needs: processes made to be killed start the sooner. */
async function openDatabase(kind: Kind, address: string): Promise<Database | undefined> {
  switch (kind) {
    case 'embedded':
      return (await import('../../src/adapters/database/embedded.ts')).openEmbedded(address);
    case 'postgres':
      return (await import('../../src/adapters/database/postgres.ts')).openPostgres(address);
    case 'redis':
      return undefined;
  }
}

export const silent: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

/** The backend as the queue's contract wants it. */
export interface OpenedWorld extends QueueWorld {
  backend(): Backend;
  close(): Promise<void>;
}

export async function openWorld(kind: Kind, address: string): Promise<OpenedWorld> {
  let backend = await openBackend(kind, address);
  /** The folder of the embedded database belongs to one process at a time. */
  async function lend<T>(work: () => Promise<T>): Promise<T> {
    if (kind !== 'embedded') return work();
    await backend.close();
    try {
      return await work();
    } finally {
      backend = await openBackend(kind, address);
    }
  }
  return {
    open: (prefix, timing) => backend.openQueue(prefix, timing),
    killWorkerOf: (job, prefix, timing) => lend(() => killWorkerOf([kind, address, prefix], timing, job)),
    backend: () => backend,
    close: () => backend.close(),
  };
}

async function killWorkerOf(place: readonly string[], timing: Timing, job: Job): Promise<number> {
  const victim = startChild('victim.ts', ...place, JSON.stringify(timing), JSON.stringify(job));
  try {
    return Number(await victim.line());
  } finally {
    await victim.kill();
  }
}
