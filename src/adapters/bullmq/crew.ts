import type { Lane } from '../../core/job.ts';
import type { Handler } from '../../ports/queue.ts';
import type { BullWorker } from './lane.ts';

/** A lane that jobs are taken from, as it was asked for. */
export interface Wanted {
  readonly lane: Lane;
  readonly concurrency: number;
  readonly handle: Handler;
}

/** All workers of a queue in this process. */
export interface Crew {
  hire(wanted: Wanted): Promise<void>;
  /** Puts new workers in the place of the old ones; resolves when those have closed, which they may never do. */
  renew(): Promise<void>;
  /** Takes no more jobs from now on; those in hand go on. */
  rest(): void;
  /** Resolves when no worker has a job in hand; by force, without waiting for jobs. */
  close(byForce: boolean): Promise<void>;
}

export function openCrew(openWorker: (wanted: Wanted) => BullWorker): Crew {
  const wanted: Wanted[] = [];
  let workers: readonly BullWorker[] = [];
  return {
    hire: async (one) => {
      wanted.push(one);
      const worker = openWorker(one);
      workers = [...workers, worker];
      await worker.waitUntilReady();
    },
    renew: async () => {
      const old = workers;
      workers = wanted.map(openWorker);
      await closeAll(old, true);
    },
    rest: () => {
      for (const worker of workers) void worker.pause(true);
    },
    close: (byForce) => closeAll(workers, byForce),
  };
}

async function closeAll(workers: readonly BullWorker[], byForce: boolean): Promise<void> {
  await Promise.all(workers.map((worker) => worker.close(byForce)));
}
