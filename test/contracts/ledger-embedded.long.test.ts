import assert from 'node:assert/strict';
import fs from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { openEmbedded } from '../../src/adapters/database/embedded.ts';
import { embeddedFolder } from '../services/embedded.ts';
import { temporaryFolder } from '../services/running.ts';
import { openBackend } from './backends.ts';
import { isBusy } from './busy.ts';
import { startChild } from './child.ts';
import { counted, newRun } from './ledger-samples.ts';
import { hear, settled, until } from './queue.ts';

suite('the embedded database', () => {
  const folders: string[] = [];
  after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
  async function newFolder(make: () => Promise<string> = embeddedFolder): Promise<string> {
    const folder = await make();
    folders.push(folder);
    return folder;
  }

  test('is made in an empty folder, whatever an interrupted making has left there', async () => {
    const folder = join(await newFolder(() => temporaryFolder('new')), 'data');
    await mkdir(join(folder, 'database.new'), { recursive: true });
    await writeFile(join(folder, 'database.new', 'PG_VERSION'), 'half a database');

    const database = await openEmbedded(folder);
    await database.ledger.redeliveries.remember('one', 1_000);
    await database.close();

    const again = await openEmbedded(folder);
    assert.equal(await again.ledger.redeliveries.wasAsked('one'), true);
    await again.close();
  });

  test('belongs to one process, whom a second one is told, until that one is gone', async () => {
    const folder = await newFolder();
    const first = startChild('writer.ts', folder);
    await first.line();

    await assert.rejects(openEmbedded(folder), {
      message:
        `${folder} belongs to a running Patchwright (process ${first.pid}). ` +
        'Stop that one first, or set DATA_DIR to another folder.',
    });
    await first.kill();
    const database = await openEmbedded(folder);
    await assert.rejects(openEmbedded(folder), { message: new RegExp(`process ${process.pid}`) });
    await database.close();
  });

  test('lets a query that fails take no other with it', async () => {
    const database = await openEmbedded(await newFolder());
    async function failAndAsk(): Promise<number> {
      await assert.rejects(database.pool.query('select 1 / $1::int', [0]), { message: 'division by zero' });
      return (await database.pool.query('select 1 + $1::int as two', [1])).rows[0].two;
    }
    const answers = await Promise.all(Array.from({ length: 20 }, failAndAsk));
    assert.deepEqual(
      answers,
      answers.map(() => 2),
    );
    await database.close();
  });

  test('has every row that was acknowledged before kill -9', async () => {
    const folder = await newFolder();
    const writer = startChild('writer.ts', folder);
    const acknowledged: string[] = [];
    while (acknowledged.length < 50) acknowledged.push(await writer.line());
    await writer.kill();

    const { ledger, close } = await openEmbedded(folder);
    const seen = await Promise.all(acknowledged.map((id) => ledger.redeliveries.wasAsked(id)));
    await close();

    assert.deepEqual(
      seen,
      acknowledged.map(() => true),
    );
  });

  test('asks the disk to keep what it acknowledges', async (t) => {
    const { ledger, close } = await openEmbedded(await newFolder());
    const fsync = t.mock.method(fs, 'fsyncSync');
    syncBuiltinESMExports();

    await ledger.redeliveries.remember('one', 1_000);
    assert.equal(fsync.mock.callCount(), 1);
    await ledger.redeliveries.wasAsked('one');
    assert.equal(fsync.mock.callCount(), 1);

    fsync.mock.restore();
    syncBuiltinESMExports();
    await close();
  });

  test('refuses the tables of a newer version', async () => {
    const folder = await newFolder();
    const database = await openEmbedded(folder);
    await database.pool.query("insert into drizzle.patchwright (hash, created_at) values ('later', 9e12)");
    await database.close();

    await assert.rejects(openEmbedded(folder), {
      message:
        'The database has been changed by a newer version of Patchwright. Start that version, or use another database.',
    });
  });

  test('lets a transaction of the queue undo its own work and nobody else’s', async () => {
    const { ledger, pool, close } = await openEmbedded(await newFolder());
    const client = await pool.connect();
    const insert = 'insert into patchwright.redeliveries (id, asked_at) values ($1, 1)';

    await client.query('/* theirs */ BEGIN');
    await client.query(insert, ['theirs']);
    const ours = ledger.redeliveries.remember('ours', 1_000);
    await client.query(insert, ['theirs too']);
    await client.query('-- back\nROLLBACK');
    client.release();
    await ours;

    const seen = ['theirs', 'theirs too', 'ours'].map((id) => ledger.redeliveries.wasAsked(id));
    assert.deepEqual(await Promise.all(seen), [false, false, true]);
    await close();
  });

  test('tells whoever waits too long for a transaction of the queue that it is busy, and goes on afterwards', async () => {
    const { ledger, pool, close } = await openEmbedded(await newFolder(), 100);
    const client = await pool.connect();
    await client.query('BEGIN');

    await assert.rejects(ledger.redeliveries.wasAsked('one'), isBusy('the database is overloaded'));
    client.release();
    assert.equal(await ledger.redeliveries.wasAsked('one'), false);
    await close();
  });

  test('does 200 calls of the ledger and 300 jobs at once, and each comes out right', async () => {
    const backend = await openBackend('embedded', await newFolder());
    await using queue = await backend.openQueue('crowd');
    const ledger = backend.database?.ledger;
    assert(ledger);
    const run = newRun();
    const done: unknown[] = [];
    const jobs = Array.from({ length: 300 }, (_, index) => hear(`job ${index}`));

    await queue.work('quick', 4, async (job) => {
      await ledger.redeliveries.remember(`job ${done.push(job)}`, 1_000);
      return { is: 'done' };
    });
    await Promise.all([
      ...jobs.map((job) => queue.add(job)),
      ...Array.from({ length: 100 }, () => ledger.runs.update(run.key, 1_000, (now) => counted(now ?? run))),
      ...Array.from({ length: 100 }, (_, index) => ledger.redeliveries.remember(`call ${index}`, 1_000)),
    ]);
    await until(() => done.length >= 300);
    await settled(queue, 'quick');

    assert.deepEqual(done.map(textOf).toSorted(), jobs.map(textOf).toSorted());
    assert.deepEqual((await ledger.runs.get(run.key))?.progress.counts, { changes: 100 });
    const calls = Array.from({ length: 100 }, (_, index) => ledger.redeliveries.wasAsked(`call ${index}`));
    assert((await Promise.all(calls)).every(Boolean));
    await queue.close(0);
    await backend.close();
  });
});

function textOf(job: unknown): string {
  return JSON.stringify(job);
}
