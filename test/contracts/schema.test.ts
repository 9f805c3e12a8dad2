import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from '../services/running.ts';

const root = join(import.meta.dirname, '../..');
const database = 'src/adapters/database';

test('the migrations lead to the tables that the code knows', async () => {
  const folder = await temporaryFolder('migrations');
  await cp(join(root, database, 'migrations'), folder, { recursive: true });
  const kept = await readdir(folder, { recursive: true });

  const generate = [
    'generate',
    '--dialect',
    'postgresql',
    '--schema',
    `${database}/schema.ts`,
    '--out',
    folder,
  ];
  await promisify(execFile)(join(root, 'node_modules/.bin/drizzle-kit'), generate, { cwd: root });

  assert.deepEqual(await readdir(folder, { recursive: true }), kept);
  await rm(folder, { recursive: true });
});
