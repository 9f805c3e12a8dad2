import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { readMigrationFiles } from './drizzle.ts';
import { Client } from 'pg';
import { z } from 'zod';
import { durableFiles, durableParameters } from './durable-files.ts';
import { passingFault } from './faults.ts';
import { lockFolder } from './folder-lock.ts';
import { migrations } from './migrate.ts';

/** A database as it is found. */
export interface DatabaseFacts {
  /** PostgreSQL's own. */
  readonly version: string;
  readonly isReadOnly: boolean;
  /** How many changes of the ledger's tables were made there, and how many this version of ours knows. */
  readonly made: number;
  readonly known: number;
  /** Whether a version newer than ours has changed them. */
  readonly isNewer: boolean;
}

/** Looks into a database on a server without changing it. Throws an Error for the operator, without the password of the address. */
export async function inspectPostgres(url: string): Promise<DatabaseFacts> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await facts(async (text) => (await client.query(text)).rows);
  } catch (error) {
    const { host, port, database } = client;
    const reason = passingFault(error) ?? (error instanceof Error ? error.message : String(error));
    throw new Error(
      `PostgreSQL at ${host}:${port}, database ${database}: ${reason}. Check DATABASE_URL and the server behind it.`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * As `inspectPostgres`, for the embedded database in a folder; undefined where there is none yet. The folder is locked meanwhile:
 * throws an Error naming the process that has it already.
 */
export async function inspectEmbedded(folder: string): Promise<DatabaseFacts | undefined> {
  if (!existsSync(folder)) return undefined;
  const lock = await lockFolder(folder);
  const files = join(folder, 'database');
  try {
    if (!existsSync(files)) return undefined;
    const database = await PGlite.create({ fs: durableFiles(files), startParams: [...durableParameters] });
    try {
      return await facts(async (text) => (await database.query(text)).rows);
    } finally {
      await database.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The database in ${files} cannot be opened: ${reason}. Restore it from a backup, or move it away.`,
      { cause: error },
    );
  } finally {
    lock.release();
  }
}

type Ask = (text: string) => Promise<readonly unknown[]>;

const State = z.tuple([
  z.object({
    version: z.string(),
    read_only: z.enum(['on', 'off']).transform((text) => text === 'on'),
    has_tables: z.boolean(),
  }),
]);
const Made = z.tuple([z.object({ made: z.int(), newest: z.coerce.number() })]);

async function facts(ask: Ask): Promise<DatabaseFacts> {
  const known = readMigrationFiles(migrations).map(({ folderMillis }) => folderMillis);
  const [state] = State.parse(await ask(stateQuery));
  const [{ made, newest }] = state.has_tables ? Made.parse(await ask(madeQuery)) : [{ made: 0, newest: 0 }];
  return {
    version: state.version.replace(/ .*/, ''),
    isReadOnly: state.read_only,
    made,
    known: known.length,
    isNewer: newest > Math.max(...known),
  };
}

const stateQuery = `select current_setting('server_version') as version,
  current_setting('transaction_read_only') as read_only,
  to_regclass('drizzle.patchwright') is not null as has_tables`;

const madeQuery = `select count(*)::int as made, coalesce(max(created_at), 0) as newest from drizzle.patchwright`;
