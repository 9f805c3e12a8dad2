import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import { sql } from './drizzle.ts';

/** The ledger's tables, over the embedded database or a PostgreSQL server, inside a transaction or not. */
export type Tables = PgDatabase<NodePgQueryResultHKT>;

/**
 * Works on a topic in a transaction while nobody else works on it. Changes of one thing come after one another, and the ids of
 * new rows become visible in their order: they are given out before they are committed, so that otherwise a reader could see the
 * second of two rows, remember its id, and never see the first.
 */
export function inTurn<T>(tables: Tables, topic: string, work: (tables: Tables) => Promise<T>): Promise<T> {
  return tables.transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended(${topic}, 0))`);
    return work(transaction);
  });
}
