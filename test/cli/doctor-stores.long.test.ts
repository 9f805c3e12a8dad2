import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Client } from 'pg';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { embeddedFolder } from '../services/embedded.ts';
import { freePort } from '../services/process.ts';
import { withServices } from '../services/service.ts';
import { examined, openDoctorWorld } from './doctor-world.ts';
import { start } from './run.ts';

suite('patchwright doctor, on the embedded database', () => {
  test('opens it where nobody has it, and asks who has it otherwise', async (context) => {
    const { folder, settings } = await openDoctorWorld(context);
    await mkdir(join(folder, 'data'));
    const ledger = join(folder, 'data', 'ledger');
    await rename(await embeddedFolder(), ledger);
    const closed = await examined(settings);
    assert.match(
      closed.checks['database'] ?? '',
      new RegExp(
        `^ok: embedded in ${ledger}, PostgreSQL 1\\d\\.\\d+; its tables are of version \\d+, as they should be: a convenience`,
      ),
    );
    const server = start(join(import.meta.dirname, '../../src/bin.ts'), ['start'], {
      ...settings,
      PORT: '0',
      LOG_LEVEL: 'silent',
    });
    assert.ok(server.stdout);
    await once(server.stdout, 'data');
    const open = await examined(settings);
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    assert.match(
      open.checks['database'] ?? '',
      new RegExp(
        `^ok: embedded in ${ledger}, held by the running Patchwright \\(process ${server.pid}, since 20`,
      ),
    );
    assert.equal(
      open.checks['queue'],
      'ok: in the same database; quick lane: 0 waiting, 0 active, 0 delayed, 0 failed; long lane: 0 waiting, 0 active, 0 delayed, 0 failed',
    );
  });
});

await withServices(['postgres', 'redis'], 'patchwright doctor, on servers', ([startPostgres, startRedis]) => {
  test('looks into PostgreSQL and Redis, and changes nothing', async (context) => {
    assert.ok(startPostgres && startRedis);
    const { settings } = await openDoctorWorld(context);
    await using postgres = await startPostgres();
    await using redis = await startRedis();
    await using unfit = await startRedis(['--maxmemory-policy', 'allkeys-lru', '--appendonly', 'no']);
    const urls = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
    const empty = await examined({ ...settings, ...urls });
    assert.match(
      empty.checks['database'] ?? '',
      /^ok: PostgreSQL 1\d\.\d+; its tables will be made at the first start$/,
    );
    assert.match(
      empty.checks['queue'] ?? '',
      /^ok: Redis [\d.]+; it evicts nothing and writes jobs to its disk$/,
    );
    await (await openPostgres(postgres.url)).close();
    const made = await examined({ ...settings, ...urls, REDIS_URL: unfit.url });
    assert.equal(made.code, 2);
    assert.match(
      made.checks['database'] ?? '',
      /^ok: PostgreSQL .*; its tables are of version \d+, as they should be$/,
    );
    assert.match(
      made.checks['queue'] ?? '',
      /^to do: Redis [\d.]+: with maxmemory-policy allkeys-lru it throws jobs away when its memory is full: set maxmemory-policy noeviction; it keeps jobs in memory alone, and a crash loses them: set appendonly yes and appendfsync everysec$/,
    );
    await changeByNewer(postgres.url);
    const newer = await examined({ ...settings, DATABASE_URL: postgres.url });
    assert.match(
      newer.checks['database'] ?? '',
      /^to do: PostgreSQL .*: a newer version of Patchwright has changed its tables\. Start that version, or use another database\.$/,
    );
    assert.equal(newer.checks['queue'], 'later: in the same database: looked at when that is in order');
  });

  test('says which server does not answer, without its password', async (context) => {
    const { settings } = await openDoctorWorld(context);
    const [one, other] = [await freePort(), await freePort()];
    const { code, checks } = await examined({
      ...settings,
      DATABASE_URL: `postgres://patchwright:swordfish@127.0.0.1:${one}/ledger`,
      REDIS_URL: `redis://:swordfish@127.0.0.1:${other}`,
    });
    assert.deepEqual(
      [code, checks['database'], checks['queue']],
      [
        2,
        `to do: PostgreSQL at 127.0.0.1:${one}, database ledger: the database does not answer. Check DATABASE_URL and the server behind it.`,
        `to do: Redis at 127.0.0.1:${other} does not answer (connect ECONNREFUSED 127.0.0.1:${other}). Check REDIS_URL and the server behind it.`,
      ],
    );
  });
});

/** As a version would that is to come. */
async function changeByNewer(url: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query("insert into drizzle.patchwright (hash, created_at) values ('newer', 9999999999999)");
  await client.end();
}
