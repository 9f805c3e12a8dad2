import { EventEmitter } from 'node:events';
import { createPostgresBackend, type PgPool, type PgQueryResult, runMigrations } from 'bullmq';
import { type Backend, keptSeconds, lostConnection } from './backend.ts';

/** A node-postgres pool, or what looks like one, whose sessions look for unqualified names in the schema `bullmq`. */
export type PostgresPool = Pick<PgPool, 'query' | 'connect'>;

/** BullMQ's tables beside the ledger's. The pool stays its owner's. */
export async function openTables(
  pool: PostgresPool,
  onError: (error: unknown) => void,
): Promise<Backend<PgPool>> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  const steady = patient(pool, onError);
  return {
    factory: createPostgresBackend,
    producer: steady,
    consumer: steady,
    // By age alone: to keep a number of jobs BullMQ counts through all of them whenever one finishes.
    retention: { age: keptSeconds },
    isThere: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}

/** Gives every fault of the connection the code by which BullMQ knows it. */
function patient(pool: PostgresPool, onError: (error: unknown) => void): PgPool {
  async function calmly<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (isAnswer(error)) throw error;
      onError(error);
      const message = error instanceof Error ? error.message : String(error);
      throw Object.assign(new Error(message, { cause: error }), { code: lostConnection });
    }
  }
  return Object.assign(new EventEmitter(), {
    query: (text: string, values?: readonly unknown[]): Promise<PgQueryResult> =>
      calmly(() => pool.query(text, values)),
    connect: () => calmly(() => pool.connect()),
    end: () => Promise.resolve(),
  });
}

/** Whether the server has answered: with an SQLSTATE, and not one that says it is going away, full, read-only or overloaded. */
function isAnswer(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08...|25006|53...|57P..|58...)$/.test(code);
}
