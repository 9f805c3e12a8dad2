import type { BackendFactory, IQueueBackend, KeepJobs } from 'bullmq';

/** Where BullMQ keeps its jobs. `Connection` is what its classes are given to reach it. */
export interface Backend<Connection> {
  readonly factory: BackendFactory<IQueueBackend, Connection>;
  /** Fails fast, so that whoever adds a job is told. */
  readonly producer: Connection;
  /** Waits for as long as the backend is away. */
  readonly consumer: Connection;
  /** Which finished jobs are kept: as long as a job is known, its id is not taken again. */
  readonly retention: KeepJobs;
  /** Whether closing workers can still tell it anything: BullMQ's wait for ever where it cannot. */
  isThere(): Promise<boolean>;
  close(): Promise<void>;
}

/** As long as GitHub redelivers. */
export const keptSeconds = 3 * 24 * 60 * 60;

/**
 * BullMQ knows a lost connection by this one code, and waits a while before it asks again; after all other faults it asks at once,
 * thousands of times in a second for as long as the server is away.
 */
export const lostConnection = 'ECONNREFUSED';

export function isLostConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === lostConnection;
}
