import type { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { drizzle } from './drizzle.ts';
import type { Pool, QueryResult } from 'pg';
import type { Ledger, LedgerWriter } from '../../ports/ledger.ts';
import { openLedger } from './ledger.ts';
import { openWriter } from './signals.ts';

/** The ledger over an open database, and the pool on which a queue may keep its own tables beside it. */
export interface Database {
  readonly ledger: Ledger;
  readonly writer: LedgerWriter;
  readonly pool: QueuePool;
  /** Ends all connections, waiting for what is being asked. Queues over the pool are closed first. */
  readonly close: () => Promise<void>;
}

/** As much of a node-postgres pool as BullMQ's PostgreSQL backend asks of one; its clients tell of notifications as events. */
export type QueuePool = EventEmitter & Asks & { connect(): Promise<QueueClient>; end(): Promise<void> };

export type QueueClient = EventEmitter & Asks & { release(destroy?: boolean): void };

interface Asks {
  query(text: string, values?: readonly unknown[]): Promise<QueryResult>;
}

/** What each session is told first: the queue's statements name no schema, and no transaction may hang about. */
export const greeting = "set search_path to bullmq; set idle_in_transaction_session_timeout to '60s'";

/** Ends the pool when nobody uses it any more; a client that a lost server keeps is not waited for. */
export async function endPool(pool: Pool): Promise<void> {
  const tooLong = new AbortController();
  const late = wait(5_000, undefined, { signal: tooLong.signal }).catch(() => undefined);
  await Promise.race([pool.end(), late]);
  tooLong.abort();
}

export function databaseOver(pool: Pool, queuePool: QueuePool, close: () => Promise<void>): Database {
  const tables = drizzle(pool);
  return { ledger: openLedger(tables), writer: openWriter(tables), pool: queuePool, close };
}
