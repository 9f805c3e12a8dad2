import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { Failure } from '../../src/core/failure.ts';
import { freePort } from '../services/process.ts';
import { type Service, withService } from '../services/service.ts';
import { isBusy } from './busy.ts';
import { startChild } from './child.ts';
import { newInstallation, newRun } from './ledger-samples.ts';
import { until } from './queue.ts';

await withService('postgres', 'PostgreSQL', (start) => {
  let service: Service;
  before(async () => {
    service = await start();
  });
  after(() => service[Symbol.asyncDispose]());

  test('gets its tables once, however many processes open it at the same time', async () => {
    const databases = await Promise.all(Array.from({ length: 4 }, () => openPostgres(service.url)));
    const applied = await databases[0]?.pool.query(
      'select count(*) > 0 as some, count(*) = count(distinct hash) as once from drizzle.patchwright',
    );

    assert.deepEqual(applied?.rows, [{ some: true, once: true }]);
    await Promise.all(databases.map((database) => database.close()));
  });

  test('is refused in words where it cannot be reached, without its password', async () => {
    const port = await freePort();

    await assert.rejects(openPostgres(`postgres://me:secret@127.0.0.1:${port}/ledger`, 300), {
      message:
        `PostgreSQL at 127.0.0.1:${port}, database ledger: the database does not answer ` +
        `(connect ECONNREFUSED 127.0.0.1:${port}). Check DATABASE_URL and the server behind it.`,
    });
  });

  test('is refused at once, in its own words, where it does not want us', async () => {
    const url = new URL(service.url);
    url.pathname = '/nowhere';

    await assert.rejects(openPostgres(url.href), {
      message:
        `PostgreSQL at 127.0.0.1:${url.port}, database nowhere: database "nowhere" does not exist. ` +
        'Check DATABASE_URL and the server behind it.',
    });
  });

  test('is refused with the tables of a newer version', async () => {
    const url = await newDatabase(service.url, 'newer');
    const database = await openPostgres(url);
    await database.pool.query("insert into drizzle.patchwright (hash, created_at) values ('later', 9e12)");
    await database.close();

    await assert.rejects(openPostgres(url), { message: /changed by a newer version of Patchwright/ });
  });

  test('is busy once it has been closed, for whoever still asks while the process ends', async () => {
    const { ledger, close } = await openPostgres(service.url);
    await close();

    await assert.rejects(ledger.runs.get('r0'), isBusy('the database has been closed'));
  });

  test('is busy while it is away, and used again as soon as it is back', async () => {
    const { ledger, close } = await openPostgres(service.url);
    const run = newRun();
    await ledger.runs.update(run.key, 1_000, () => run);
    await service.kill();

    await assert.rejects(ledger.runs.get(run.key), isBusy('the database does not answer'));
    await assert.rejects(
      ledger.runs.update(run.key, 1_000, () => run),
      isBusy('the database does not answer'),
    );
    await service.start();
    assert.deepEqual(await ledger.runs.get(run.key), run);
    await close();
  });

  test('is busy while it is read-only', async () => {
    const url = await newDatabase(service.url, 'still');
    const { ledger, pool, close } = await openPostgres(url);
    await pool.query('alter database still set default_transaction_read_only = on');
    await service.kill();
    await service.start();

    await assert.rejects(ledger.redeliveries.remember('one', 1), isBusy('the database is read-only'));
    assert.equal(await ledger.redeliveries.wasAsked('one'), false);
    await close();
  });

  test('shows signals in the order of their ids, even where the first takes its time to be committed', async () => {
    const { ledger, writer, pool, close } = await openPostgres(service.url);
    const run = newRun().key;
    await pool.query(slowCommit);
    const slow = writer.signal(`${run} slow`, { run, signal: 'say', by: '@ada', text: 'slow' }, 1);
    await until(
      async () =>
        (await pool.query('select last_value from patchwright.signals_id_seq where is_called')).rows.length >
        0,
    );
    const quick = writer.signal(`${run} quick`, { run, signal: 'say', by: '@ada', text: 'quick' }, 1);
    let sent = false;
    const both = Promise.all([slow, quick]).then(() => (sent = true));
    const read: string[] = [];
    for (let last = 0, done = false; !done;) {
      done = sent;
      const more = await ledger.signals.since(run, last);
      read.push(...more.map(({ text }) => text));
      last = more.at(-1)?.id ?? last;
    }
    await both;

    assert.deepEqual(read, ['slow', 'quick']);
    await close();
  });

  test('keeps the turns of two processes apart, although both take them at once', async () => {
    const id = newInstallation();
    const takers = [1, 2].map(() => startChild('taker.ts', service.url, String(id)));
    const lines = await Promise.all(takers.map((taker) => taker.line()));
    await Promise.all(takers.map((taker) => taker.kill()));

    assert.deepEqual(
      lines.flatMap((line) => JSON.parse(line) as number[]).toSorted((a, b) => a - b),
      Array.from({ length: 40 }, (_, index) => index * 1_000),
    );
  });

  test('refuses what is our fault with an error of its own, without what was to be written', async () => {
    const { ledger, close } = await openPostgres(service.url);
    const step = { run: 'r', generation: 1e12, name: 'a secret', inputs: '' };

    await assert.rejects(ledger.steps.keep(step, 'more of it', 1), (error) => {
      assert(error instanceof Error && !(error instanceof Failure));
      assert.match(error.message, /out of range for type integer/);
      assert.doesNotMatch(error.message, /secret|more of it/);
      return true;
    });
    await close();
  });
});

/** Holds up the commit of a signal whose text is 'slow' for half a second. */
const slowCommit = `
  create function patchwright.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return null; end $$;
  create constraint trigger slow after insert on patchwright.signals deferrable initially deferred
    for each row when (new.signal->>'text' = 'slow') execute function patchwright.slow()`;

/** The URL of a new database on the server. */
async function newDatabase(server: string, name: string): Promise<string> {
  const { pool, close } = await openPostgres(server);
  await pool.query(`create database ${name}`);
  await close();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
