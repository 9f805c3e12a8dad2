import { Client } from 'pg';
import { openQueue } from '../../src/adapters/bullmq/queue.ts';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { silent } from '../contracts/backends.ts';
import { findPostgres } from './postgres.ts';

/** A database of the test's own, with the ledger's and the queue's tables and nothing in them. */
export interface OwnDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** On a server that all tests of this process share; undefined where PostgreSQL is not installed. */
export async function ownDatabase(): Promise<OwnDatabase | undefined> {
  server ??= startServer();
  const running = await server;
  if (running === undefined) return undefined;
  const { url, copying } = running;
  made += 1;
  const name = `own_${made}`;
  await tell(url, `create database ${name} template ${emptyTables} ${copying}`);
  return {
    url: addressOf(url, name),
    drop: async () => void (await tell(url, `drop database ${name} with (force)`)),
  };
}

let server: Promise<Running | undefined> | undefined;
let made = 0;
const emptyTables = 'empty_tables';

interface Running {
  readonly url: string;
  /** How it copies a template in half of the time: as files, which it does anyway before version 15. */
  readonly copying: '' | 'strategy file_copy';
}

async function startServer(): Promise<Running | undefined> {
  const found = await findPostgres();
  if (found.is === 'missing') return undefined;
  // No test stops the machine under these databases.
  const { url } = await found.start(['-c', 'fsync=off']);
  await tell(url, `create database ${emptyTables}`);
  const database = await openPostgres(addressOf(url, emptyTables));
  const backend = { kind: 'postgres', pool: database.pool } as const;
  const queue = await openQueue({ backend, log: silent, onError: () => undefined });
  await queue.close(0);
  await database.close();
  const [{ server_version_num: version } = {}] = await tell(url, 'show server_version_num');
  return { url, copying: Number(version) < 150_000 ? '' : 'strategy file_copy' };
}

function addressOf(url: string, name: string): string {
  return new URL(name, url).href;
}

async function tell(url: string, statement: string) {
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query<Record<string, string>>(statement);
  await client.end();
  return rows;
}
