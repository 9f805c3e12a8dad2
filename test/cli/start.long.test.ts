import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Client } from 'pg';
import { lockFolder } from '../../src/adapters/database/folder-lock.ts';
import { openPostgres } from '../../src/adapters/database/postgres.ts';
import { freePort } from '../services/process.ts';
import { withServices } from '../services/service.ts';
import { type Ended, patchwright, type Settings } from './run.ts';

suite('patchwright start ends with code 2 and a sentence', { concurrency: 2 }, () => {
  test('for all settings that are missing or malformed at once', async () => {
    const settings = {
      GITHUB_URL: 'github.com',
      BOT_NAME: 'patch wright',
      PORT: '66000',
      DATABASE_URL: 'mysql://root:swordfish@localhost',
      QUICK_CONCURRENCY: '0',
      PUSH_WAIT_SECONDS: 'soon',
      LOG_LEVEL: 'loud',
    };
    assert.deepEqual(
      await patchwright(['start'], settings),
      refused(
        'The settings are not usable yet:',
        "- APP_ID is not set: take it from the App's settings page",
        "- WEBHOOK_SECRET is not set: choose a long random text, and set it here and on the App's settings page",
        '- GITHUB_URL must be an address such as https://github.com; it is "github.com"',
        '- BOT_NAME must be the App\'s name in addresses, of letters, digits and hyphens; it is "patch wright"',
        '- PORT must be a whole number from 0 to 65535; it is "66000"',
        '- DATABASE_URL must be an address that begins with postgres:// or postgresql://',
        '- PUSH_WAIT_SECONDS must be a number of seconds up to 3600; it is "soon"',
        '- QUICK_CONCURRENCY must be a whole number from 1 to 100; it is "0"',
        '- LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent; it is "loud"',
        '- PRIVATE_KEY is not set: set it, or PRIVATE_KEY_PATH, to the PEM that GitHub made for the App',
      ),
    );
  });

  test('for a private key that is none, and for one that is not there', async () => {
    await using folder = await scratch();
    const file = join(folder.path, 'key.pem');
    await writeFile(file, '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\n');
    const { PRIVATE_KEY: _, ...settings } = good(folder.path);
    const none = await patchwright(['start'], { ...settings, PRIVATE_KEY_PATH: file });
    const absent = await patchwright(['start'], { ...settings, PRIVATE_KEY_PATH: `${file}.gone` });
    assert.deepEqual(
      [none, absent],
      [
        refused(
          'The settings are not usable yet:',
          '- PRIVATE_KEY_PATH is no private key: it must be the whole PEM that GitHub made for the App',
        ),
        refused(
          'The settings are not usable yet:',
          `- PRIVATE_KEY_PATH names a file that cannot be read, "${file}.gone": give the path of the PEM that GitHub made for the App`,
        ),
      ],
    );
  });

  test('for Redis without PostgreSQL, and for a role apart without either', async () => {
    const settings = { ...good('/tmp'), REDIS_URL: 'redis://localhost' };
    assert.deepEqual(
      await patchwright(['start', '--role', 'worker'], settings),
      refused(
        'The settings are not usable yet:',
        '- REDIS_URL is set without DATABASE_URL: set both or neither, since Redis holds the queue but not the ledger',
        '- --role worker needs DATABASE_URL, and REDIS_URL if you like: the embedded database serves one process only',
      ),
    );
  });

  test('for a role that there is none of', async () => {
    assert.deepEqual(await patchwright(['start', '--role', 'boss']), {
      code: 2,
      output: '',
      error:
        "error: option '--role <role>' argument 'boss' is invalid. Allowed choices are web, worker, all.\n(see patchwright --help)\n",
    });
  });

  test('for a folder that another process has, naming it', async () => {
    await using folder = await scratch();
    const ledger = join(folder.path, 'data', 'ledger');
    await mkdir(ledger, { recursive: true });
    const lock = await lockFolder(ledger);
    const ended = await patchwright(['start'], await unreached(folder.path));
    lock.release();
    assert.deepEqual([ended.code, ended.output], [2, '']);
    assert.match(
      ended.error,
      new RegExp(`${ledger} belongs to a running Patchwright \\(process ${process.pid}\\)`),
    );
  });

  test('for a PostgreSQL that does not answer, without its password', async () => {
    await using folder = await scratch();
    const port = await freePort();
    const ended = await patchwright(['start'], {
      ...(await unreached(folder.path)),
      DATABASE_URL: `postgres://patchwright:swordfish@127.0.0.1:${port}/ledger`,
    });
    assert.deepEqual([ended.code, ended.output], [2, '']);
    assert.match(
      ended.error,
      new RegExp(`PostgreSQL at 127\\.0\\.0\\.1:${port}, database ledger: the database does not answer`),
    );
    assert.match(ended.error, /Check DATABASE_URL and the server behind it/);
    assert.doesNotMatch(ended.error, /swordfish/);
  });
});

await withServices(['postgres', 'redis'], 'patchwright start on servers', (starts) => {
  const [startPostgres, startRedis] = starts;

  test('is refused with code 2 by a Redis that is away or throws jobs away, and by tables of a newer version', async () => {
    assert.ok(startPostgres && startRedis);
    await using folder = await scratch();
    await using postgres = await startPostgres();
    await using evicting = await startRedis(['--maxmemory-policy', 'allkeys-lru']);
    const settings = { ...(await unreached(folder.path)), DATABASE_URL: postgres.url };
    const port = await freePort();
    const away = await patchwright(['start'], { ...settings, REDIS_URL: `redis://127.0.0.1:${port}` });
    assert.deepEqual([away.code, away.output], [2, '']);
    assert.match(
      away.error,
      new RegExp(`Redis at 127\\.0\\.0\\.1:${port} does not answer \\(.*ECONNREFUSED`),
    );
    const unfit = await patchwright(['start'], { ...settings, REDIS_URL: evicting.url });
    assert.deepEqual([unfit.code, unfit.output], [2, '']);
    assert.match(unfit.error, /\(maxmemory-policy allkeys-lru\).*Set maxmemory-policy to noeviction/);
    await changeByNewer(postgres.url);
    const older = await patchwright(['start'], settings);
    assert.deepEqual([older.code, older.output], [2, '']);
    assert.match(older.error, /The database has been changed by a newer version of Patchwright/);
  });
});

function refused(...lines: readonly string[]): Ended {
  return { code: 2, output: '', error: `patchwright: ${lines.join('\n')}\n` };
}

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** All that must be set, and a data folder below the one given. */
function good(folder: string) {
  return {
    APP_ID: '4242',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: 'a-secret-between-the-two-of-us',
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'silent',
    PORT: '0',
  };
}

/** The same, with a GitHub that is away: a start does not wait for it. */
async function unreached(folder: string): Promise<Settings> {
  return { ...good(folder), GITHUB_URL: `http://127.0.0.1:${await freePort()}` };
}

/** As a version would that is to come. */
async function changeByNewer(url: string): Promise<void> {
  await (await openPostgres(url)).close();
  const client = new Client(url);
  await client.connect();
  await client.query("insert into drizzle.patchwright (hash, created_at) values ('newer', 9999999999999)");
  await client.end();
}

async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'patchwright-start-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
