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
  /**
   * Puts new workers in the place of the lane's old ones, which take no more jobs; resolves when those have closed, with the jobs
   * that they have in hand done. They may never do so.
   */
  renew(lane: Lane): Promise<void>;
  /** Takes no more jobs from now on; those in hand go on. */
  rest(): void;
  /** Resolves when no worker has a job in hand; by force, without waiting for jobs. */
  close(byForce: boolean): Promise<void>;
}

interface Hired {
  readonly wanted: Wanted;
  readonly worker: BullWorker;
}

export function openCrew(openWorker: (wanted: Wanted) => BullWorker): Crew {
  let hired: readonly Hired[] = [];
  let leaving: readonly Hired[] = [];
  return {
    hire: async (wanted) => {
      const worker = openWorker(wanted);
      hired = [...hired, { wanted, worker }];
      await worker.waitUntilReady();
    },
    renew: async (lane) => {
      const old = hired.filter(({ wanted }) => wanted.lane === lane);
      const fresh = old.map(({ wanted }) => ({ wanted, worker: openWorker(wanted) }));
      hired = [...hired.filter((one) => !old.includes(one)), ...fresh];
      leaving = [...leaving, ...old];
      await closeAll(old, false);
    },
    rest: () => {
      for (const { worker } of hired) void worker.pause(true);
    },
    close: (byForce) => closeAll([...hired, ...leaving], byForce),
  };
}

/** A worker that is closing already goes on as it began. */
async function closeAll(workers: readonly Hired[], byForce: boolean): Promise<void> {
  await Promise.all(workers.map(({ worker }) => worker.close(byForce)));
}
