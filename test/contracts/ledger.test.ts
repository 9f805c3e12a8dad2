import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, suite } from 'node:test';
import type { Database } from '../../src/adapters/database/database.ts';
import { openEmbedded } from '../../src/adapters/database/embedded.ts';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { embeddedFolder } from '../services/embedded.ts';
import { type Service, withService } from '../services/service.ts';
import { ledgerContract } from './ledger.ts';

suite('the ledger in the embedded database', () => {
  let folder: string;
  let database: Database | undefined;
  before(async () => {
    folder = await embeddedFolder();
    database = await openEmbedded(folder);
  });
  after(async () => {
    await database?.close();
    await rm(folder, { recursive: true });
  });
  ledgerContract(() => opened(database));
});

await withService('postgres', 'the ledger in PostgreSQL', (start) => {
  let service: Service | undefined;
  let database: Database | undefined;
  before(async () => {
    service = await start();
    database = await openPostgres(service.url);
  });
  after(async () => {
    await database?.close();
    await service?.[Symbol.asyncDispose]();
  });
  ledgerContract(() => opened(database));
});

function opened(database: Database | undefined): Database {
  assert(database);
  return database;
}
