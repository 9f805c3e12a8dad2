import { setTimeout as wait } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { type Database, databaseOver, endPool, greeting } from './database.ts';
import { bareError, passingFault } from './faults.ts';
import { migrateLedger } from './migrate.ts';

/**
 * Opens the ledger on a PostgreSQL server and brings its tables up to date. Throws an Error for the operator where the server
 * refuses us or holds tables of a newer version, or does not answer for `patienceMs`: it may be starting beside us.
 */
export async function openPostgres(url: string, patienceMs = 10_000): Promise<Database> {
  const pool = new Pool({
    connectionString: url,
    application_name: 'patchwright',
    max: 10,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
    onConnect: (client) => client.query(greeting),
  });
  surviveLostConnections(pool);
  try {
    await waitForAnswer(pool, patienceMs);
    await migrateLedger(pool);
  } catch (error) {
    await endPool(pool);
    throw refusal(url, error);
  }
  return databaseOver(pool, pool, () => endPool(pool));
}

/** Whoever asks next is told; a lost connection that nobody uses must not end the process. */
function surviveLostConnections(pool: Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

async function waitForAnswer(pool: Pool, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      await pool.query('select 1');
      return;
    } catch (error) {
      if (passingFault(error) === undefined || Date.now() > deadline) throw error;
      await wait(250);
    }
  }
}

/** What the operator reads; it names the server without the password in its address. */
function refusal(url: string, error: unknown): unknown {
  const bare = bareError(error);
  if (!(bare instanceof Error && 'code' in bare)) return error;
  const { host, port, database } = new Client(url);
  const fault = passingFault(bare);
  const reason = bare.message || String(bare.code);
  return new Error(
    `PostgreSQL at ${host}:${port}, database ${database}: ${fault === undefined ? reason : `${fault} (${reason})`}. ` +
      'Check DATABASE_URL and the server behind it.',
    { cause: error },
  );
}
