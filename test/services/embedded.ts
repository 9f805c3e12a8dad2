import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openQueue } from '../../src/adapters/bullmq/queue.ts';
import { openEmbedded } from '../../src/adapters/database/embedded.ts';
import { silent } from '../contracts/backends.ts';
import { temporaryFolder } from './running.ts';

const root = join(import.meta.dirname, '../..');

/**
 * A new folder with an empty embedded database in it, the ledger's and the queue's tables made, closed. To make one takes seconds and most of a gigabyte, so the first is
 * kept in the project's cache, for these versions of PGlite and of our tables, and copied from then on.
 */
export async function embeddedFolder(): Promise<string> {
  const template = join(root, '.cache/embedded', await versions());
  if (!existsSync(template)) await makeTemplate(template);
  const folder = await temporaryFolder('embedded');
  await cp(template, folder, { recursive: true });
  return folder;
}

async function versions(): Promise<string> {
  const files = [
    'node_modules/@electric-sql/pglite/package.json',
    'src/adapters/database/migrations/meta/_journal.json',
  ];
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);
}

/** Whoever is first puts it in its place: test files run beside one another. */
async function makeTemplate(template: string): Promise<void> {
  const made = `${template}-${process.pid}`;
  await mkdir(made, { recursive: true });
  const database = await openEmbedded(made);
  const backend = { kind: 'postgres', pool: database.pool } as const;
  const queue = await openQueue({ backend, log: silent, onError: () => undefined });
  await queue.close(0);
  await database.close();
  await rename(made, template).catch(() => rm(made, { recursive: true }));
}
