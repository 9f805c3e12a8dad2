import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { type ClientBase, Pool } from 'pg';
import { type Database, databaseOver, endPool, greeting } from './database.ts';
import { durableFiles, durableParameters } from './durable-files.ts';
import { lockFolder } from './folder-lock.ts';
import { migrateLedger } from './migrate.ts';
import { shareSession } from './shared-session.ts';

/**
 * Opens the ledger in a folder of this machine, made where there is none. The folder belongs to this process until `close`:
 * throws an Error naming the process that has it already. Everything takes turns on one session; whoever waits longer than
 * `turnMs` is told that the database is busy.
 */
export async function openEmbedded(folder: string, turnMs = 30_000): Promise<Database> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const files = join(folder, 'database');
    if (!existsSync(files)) await make(files);
    const pglite = await start(files);
    return await openSession(pglite, turnMs, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openSession(pglite: PGlite, turnMs: number, release: () => void): Promise<Database> {
  const pool = poolOver(pglite, turnMs);
  const sweeping = setInterval(() => sweep(pool), sweepMs).unref();
  async function close(): Promise<void> {
    clearInterval(sweeping);
    await endPool(pool);
    await pglite.close();
    release();
  }
  try {
    await migrateLedger(pool);
  } catch (error) {
    await close();
    throw error;
  }
  return databaseOver(pool, shareSession(pool, pglite), close);
}

/** PGlite has no process beside it that takes the place of deleted rows back. */
function sweep(pool: Pool): void {
  pool.query('vacuum').catch(() => undefined);
}

const sweepMs = 15 * 60_000;

/** node-postgres, with PGlite in the place of its connection: one client at a time, whom all share in turn. */
function poolOver(pglite: PGlite, turnMs: number): Pool {
  const pool = new Pool({
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: turnMs,
    onConnect: (client: ClientBase) => client.query(greeting),
  });
  // A client whose statement failed is replaced; what is still said to it must not reach the next one.
  Object.defineProperty(pool.options, 'connection', { get: () => connectionTo(pglite) });
  pool.on('error', () => undefined);
  return pool;
}

function connectionTo(pglite: PGlite) {
  const { connection } = createPgConfig(pglite);
  const parse = connection.parse.bind(connection);
  // node-postgres hands on how results are to be read; PGlite takes it for the types of the parameters.
  connection.parse = ({ text, name }: { readonly text: string; readonly name?: string }) =>
    parse({ text, name });
  return connection;
}

/**
 * A new database comes to its place whole and on disk, or not at all: the process may be killed while it makes one. It is flushed
 * once at the end; with each file flushed as it is written, making one takes four times as long. The order does not matter: nobody
 * looks at any of it before the folder has its name.
 */
async function make(files: string): Promise<void> {
  const unfinished = `${files}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await (await PGlite.create(unfinished)).close();
  await flush(unfinished);
  await rename(unfinished, files);
  await flushOne(dirname(files));
}

async function start(files: string): Promise<PGlite> {
  try {
    return await PGlite.create({ fs: durableFiles(files), startParams: [...durableParameters] });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The database in ${files} cannot be opened: ${reason}. Restore it from a backup, or move it away.`,
      { cause: error },
    );
  }
}

async function flush(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  for (let from = 0; from < paths.length; from += flushedAtOnce) {
    await Promise.all(paths.slice(from, from + flushedAtOnce).map(flushOne));
  }
  await flushOne(folder);
}

/** Disks write many files down at once in little more time than one; a process may have a thousand open. */
const flushedAtOnce = 64;

async function flushOne(path: string): Promise<void> {
  await using file = await open(path);
  await file.sync();
}
