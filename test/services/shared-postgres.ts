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
  const url = await server;
  if (url === undefined) return undefined;
  made += 1;
  const name = `own_${made}`;
  await tell(url, `create database ${name} template ${emptyTables} strategy file_copy`);
  return {
    url: addressOf(url, name),
    drop: () => tell(url, `drop database ${name} with (force)`),
  };
}

let server: Promise<string | undefined> | undefined;
let made = 0;
const emptyTables = 'empty_tables';

async function startServer(): Promise<string | undefined> {
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
  return url;
}

function addressOf(url: string, name: string): string {
  return new URL(name, url).href;
}

async function tell(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(statement);
  await client.end();
}
