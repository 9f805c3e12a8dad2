import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Env, type Read, readEnv, readModelEnv, type Role, type Values } from '../../src/config/env.ts';
import { settings } from '../../src/config/settings.ts';

const needed = { APP_ID: '7', PRIVATE_KEY: 'a key', WEBHOOK_SECRET: 'a secret' };

function read(values: Values, role: Role = 'all'): Read<Env> {
  return readEnv(values, {
    role,
    isPrivateKey: (pem) => pem.startsWith('a key'),
    readFile: (path) => {
      if (path !== '/etc/key.pem') throw new Error('ENOENT');
      return 'a key in a file';
    },
  });
}

function faults(values: Values, role: Role = 'all'): readonly string[] {
  const env = read(values, role);
  return env.is === 'faults' ? env.faults : [];
}

function apart(role: Role): string {
  return `--role ${role} needs DATABASE_URL, and REDIS_URL if you like: the embedded database serves one process only`;
}

const defaults: Env = {
  appId: 7,
  privateKey: 'a key',
  webhookSecret: 'a secret',
  githubUrl: 'https://github.com',
  botName: 'patchwright',
  host: '0.0.0.0',
  port: 3000,
  redisUrl: null,
  databaseUrl: null,
  dataDir: 'data',
  model: { name: null, baseUrl: null, apiKey: null, window: 128_000 },
  maxPromptsPerReview: 20,
  pushWaitMs: 20_000,
  quickConcurrency: 8,
  longConcurrency: 4,
  shutdownGraceMs: 25_000,
  retentionDays: 30,
  logLevel: 'info',
};

test('an operator sets three things, and the rest has its defaults', () => {
  assert.deepEqual(read(needed), { is: 'read', value: defaults });
});

test('an operator can set everything', () => {
  const values = {
    APP_ID: '8',
    PRIVATE_KEY_PATH: '/etc/key.pem',
    WEBHOOK_SECRET: 'another secret',
    GITHUB_URL: 'http://127.0.0.1:8080/',
    BOT_NAME: 'my-bot',
    HOST: '127.0.0.1',
    PORT: '0',
    REDIS_URL: 'rediss://cache:6379',
    DATABASE_URL: 'postgresql://db/patchwright',
    DATA_DIR: '/var/lib/patchwright',
    PATCHWRIGHT_MODEL: 'anthropic/claude',
    OPENAI_BASE_URL: 'http://localhost:8000/v1/',
    OPENAI_API_KEY: 'sk-1',
    MODEL_WINDOW: '32000',
    MAX_PROMPTS_PER_REVIEW: '5',
    PUSH_WAIT_SECONDS: '0.5',
    QUICK_CONCURRENCY: '1',
    LONG_CONCURRENCY: '2',
    SHUTDOWN_GRACE_SECONDS: '60',
    RETENTION_DAYS: '7',
    LOG_LEVEL: 'debug',
  };
  const unset = Object.keys(settings).filter((name) => !(name in values));
  assert.deepEqual(unset, ['PRIVATE_KEY']);
  assert.deepEqual(read(values, 'worker'), {
    is: 'read',
    value: {
      appId: 8,
      privateKey: 'a key in a file',
      webhookSecret: 'another secret',
      githubUrl: 'http://127.0.0.1:8080',
      botName: 'my-bot',
      host: '127.0.0.1',
      port: 0,
      redisUrl: 'rediss://cache:6379',
      databaseUrl: 'postgresql://db/patchwright',
      dataDir: '/var/lib/patchwright',
      model: {
        name: 'anthropic/claude',
        baseUrl: 'http://localhost:8000/v1',
        apiKey: 'sk-1',
        window: 32_000,
      },
      maxPromptsPerReview: 5,
      pushWaitMs: 500,
      quickConcurrency: 1,
      longConcurrency: 2,
      shutdownGraceMs: 60_000,
      retentionDays: 7,
      logLevel: 'debug',
    },
  });
});

test('a blank setting counts as not set', () => {
  assert.deepEqual(read({ ...needed, PORT: ' ', REDIS_URL: '', PATCHWRIGHT_MODEL: '  ' }), {
    is: 'read',
    value: defaults,
  });
});

test('all that is missing is told at once', () => {
  assert.deepEqual(faults({}, 'web'), [
    "APP_ID is not set: take it from the App's settings page",
    "WEBHOOK_SECRET is not set: choose a long random text, and set it here and on the App's settings page",
    'PRIVATE_KEY is not set: set it, or PRIVATE_KEY_PATH, to the PEM that GitHub made for the App',
    '--role web needs DATABASE_URL, and REDIS_URL if you like: the embedded database serves one process only',
  ]);
});

test('all that is malformed is told at once, and secrets stay unsaid', () => {
  const values = {
    APP_ID: 'Iv1.5f',
    PRIVATE_KEY: 'hunter2',
    WEBHOOK_SECRET: 'a secret',
    GITHUB_URL: 'github.com',
    BOT_NAME: '@patchwright[bot]',
    PORT: 'http',
    REDIS_URL: 'http://:hunter2@cache',
    DATABASE_URL: 'hunter2',
    OPENAI_BASE_URL: 'localhost:8000',
    MODEL_WINDOW: '10',
    MAX_PROMPTS_PER_REVIEW: '0',
    PUSH_WAIT_SECONDS: '-1',
    QUICK_CONCURRENCY: '1.5',
    LONG_CONCURRENCY: 'many',
    SHUTDOWN_GRACE_SECONDS: '90000',
    LOG_LEVEL: 'loud',
  };
  assert.deepEqual(faults(values), [
    'APP_ID must be the App\'s id, a whole number; it is "Iv1.5f"',
    'GITHUB_URL must be an address such as https://github.com; it is "github.com"',
    'BOT_NAME must be the App\'s name in addresses, of letters, digits and hyphens; it is "@patchwright[bot]"',
    'PORT must be a whole number from 0 to 65535; it is "http"',
    'REDIS_URL must be an address that begins with redis:// or rediss://',
    'DATABASE_URL must be an address that begins with postgres:// or postgresql://',
    'OPENAI_BASE_URL must be an address such as http://localhost:8000/v1; it is "localhost:8000"',
    'MODEL_WINDOW must be a whole number from 4000 to 10000000; it is "10"',
    'MAX_PROMPTS_PER_REVIEW must be a whole number from 1 to 1000; it is "0"',
    'PUSH_WAIT_SECONDS must be a number of seconds up to 3600; it is "-1"',
    'QUICK_CONCURRENCY must be a whole number from 1 to 100; it is "1.5"',
    'LONG_CONCURRENCY must be a whole number from 1 to 100; it is "many"',
    'SHUTDOWN_GRACE_SECONDS must be a number of seconds up to 3600; it is "90000"',
    'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent; it is "loud"',
    'PRIVATE_KEY is no private key: it must be the whole PEM that GitHub made for the App',
  ]);
});

suite('a private key', () => {
  test('may have its line breaks written out', () => {
    const env = read({ ...needed, PRIVATE_KEY: String.raw`a key\nof lines` });
    assert.deepEqual(env, { is: 'read', value: { ...defaults, privateKey: 'a key\nof lines' } });
  });

  test('is taken from the setting where a file is named, too', () => {
    assert.deepEqual(read({ ...needed, PRIVATE_KEY_PATH: '/etc/key.pem' }), { is: 'read', value: defaults });
  });

  test('cannot be read from a file that is not there', () => {
    assert.deepEqual(faults({ ...needed, PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/no.pem' }), [
      'PRIVATE_KEY_PATH names a file that cannot be read, "/no.pem": give the path of the PEM that GitHub made for the App',
    ]);
  });
});

suite('where it runs', () => {
  const redis =
    'REDIS_URL is set without DATABASE_URL: set both or neither, since Redis holds the queue but not the ledger';
  const REDIS_URL = 'redis://cache';
  const DATABASE_URL = 'postgres://db/patchwright';

  test('Redis alone is refused', () => {
    assert.deepEqual(faults({ ...needed, REDIS_URL }), [redis]);
  });

  test('roles apart need a database that they share', () => {
    assert.deepEqual(faults(needed, 'web'), [apart('web')]);
    assert.deepEqual(faults({ ...needed, REDIS_URL }, 'worker'), [redis, apart('worker')]);
  });

  test('with a database every role will do', () => {
    for (const role of ['all', 'web', 'worker'] as const) {
      assert.deepEqual(faults({ ...needed, DATABASE_URL }, role), []);
      assert.deepEqual(faults({ ...needed, DATABASE_URL, REDIS_URL }, role), []);
    }
  });
});

suite('the model alone', () => {
  test('is read without the rest', () => {
    assert.deepEqual(readModelEnv({ PATCHWRIGHT_MODEL: 'llama' }), {
      is: 'read',
      value: { ...defaults.model, name: 'llama' },
    });
  });

  test('has its faults told', () => {
    assert.deepEqual(readModelEnv({ OPENAI_BASE_URL: 'nowhere', MODEL_WINDOW: 'big' }), {
      is: 'faults',
      faults: [
        'OPENAI_BASE_URL must be an address such as http://localhost:8000/v1; it is "nowhere"',
        'MODEL_WINDOW must be a whole number from 4000 to 10000000; it is "big"',
      ],
    });
  });
});
