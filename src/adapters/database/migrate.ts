import { fileURLToPath } from 'node:url';
import { drizzle, migrate, readMigrationFiles } from './drizzle.ts';
import type { Pool, PoolClient } from 'pg';

/** Where the changes of the ledger's tables are, and the table that remembers those that were made. */
export const migrations = {
  migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)),
  migrationsTable: 'patchwright',
};

/** Held by the one process that changes the tables; the number stands for nothing else. */
const lock = 0x70617463;

/** Brings the ledger's tables to this version's form, one process at a time. Refuses tables that a newer version has changed. */
export async function migrateLedger(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lock]);
    await refuseNewer(client);
    await migrate(drizzle(client), migrations);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lock]).catch(() => undefined);
    client.release();
  }
}

async function refuseNewer(client: PoolClient): Promise<void> {
  const known = readMigrationFiles(migrations).map(({ folderMillis }) => folderMillis);
  const kept = await client.query<{ exists: boolean }>(
    "select to_regclass('drizzle.patchwright') is not null as exists",
  );
  if (kept.rows[0]?.exists !== true) return;
  const newer = await client.query('select 1 from drizzle.patchwright where created_at > $1', [
    Math.max(...known),
  ]);
  if (newer.rows.length > 0) {
    throw new Error(
      'The database has been changed by a newer version of Patchwright. Start that version, or use another database.',
    );
  }
}
