import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  type Env,
  keysOf,
  type Read,
  readEnv,
  readModelEnv,
  type Role,
  type Values,
} from '../../src/config/env.ts';
import { settings } from '../../src/config/settings.ts';
import { noBudgets } from '../../src/core/budget.ts';

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
  model: {
    chains: { fast: [], strong: [] },
    allowed: [],
    variables: {},
    modelsFile: null,
    window: null,
    budgets: { ...noBudgets, job: { tokens: 3_000_000, usd: null } },
    maxPromptsPerReview: 60,
  },
  tree: { bytes: 1_000_000_000, files: 100_000, fileBytes: 100_000_000 },
  sandboxHosts: [],
  sandboxMemoryBytes: 2_000_000_000,
  installCacheBytes: 5_000_000_000,
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

const variables = {
  OPENAI_BASE_URL: 'http://localhost:8000/v1/',
  OPENAI_API_KEY: 'sk-1',
  ANTHROPIC_API_KEY: 'sk-2',
  GEMINI_API_KEY: 'sk-3',
  XAI_API_KEY: 'sk-4',
  OPENROUTER_API_KEY: 'sk-5',
  AZURE_OPENAI_ENDPOINT: 'https://corp.openai.azure.com',
  AZURE_OPENAI_API_KEY: 'sk-6',
  MISTRAL_API_KEY: 'sk-7',
  DEEPSEEK_API_KEY: 'sk-8',
  OLLAMA_API_KEY: 'sk-9',
  VLLM_API_KEY: 'sk-10',
  LLAMACPP_API_KEY: 'sk-11',
  LMSTUDIO_API_KEY: 'sk-12',
};

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
    PATCHWRIGHT_MODEL: 'anthropic/claude, llama',
    PATCHWRIGHT_FAST_MODEL: 'small',
    ALLOWED_MODELS: 'llama,small, large',
    ...variables,
    MODELS_FILE: '/etc/models.json',
    MODEL_WINDOW: '32000',
    TOKENS_PER_JOB: '100000',
    USD_PER_JOB: '0.5',
    TOKENS_PER_REPOSITORY_DAY: '1000000',
    USD_PER_REPOSITORY_DAY: '5',
    TOKENS_PER_INSTALLATION_MONTH: '20000000',
    USD_PER_INSTALLATION_MONTH: '99.99',
    TREE_MAX_MB: '2',
    TREE_MAX_FILES: '3000',
    TREE_MAX_FILE_MB: '1',
    SANDBOX_HOSTS: 'packages.internal:443, mirror.internal:8443',
    SANDBOX_MEMORY_MB: '4000',
    INSTALL_CACHE_MB: '0',
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
        chains: { fast: ['small'], strong: ['anthropic/claude', 'llama'] },
        allowed: ['llama', 'small', 'large'],
        variables,
        modelsFile: '/etc/models.json',
        window: 32_000,
        budgets: {
          job: { tokens: 100_000, usd: 0.5 },
          'repository-day': { tokens: 1_000_000, usd: 5 },
          'installation-month': { tokens: 20_000_000, usd: 99.99 },
        },
        maxPromptsPerReview: 5,
      },
      tree: { bytes: 2_000_000, files: 3_000, fileBytes: 1_000_000 },
      sandboxHosts: ['packages.internal:443', 'mirror.internal:8443'],
      sandboxMemoryBytes: 4_000_000_000,
      installCacheBytes: 0,
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
    TOKENS_PER_JOB: '3M',
    USD_PER_REPOSITORY_DAY: '0',
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
    'TOKENS_PER_JOB must be a whole number from 1000 to 1000000000000; it is "3M"',
    'USD_PER_REPOSITORY_DAY must be an amount of dollars above 0, such as 2.50; it is "0"',
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
      value: { ...defaults.model, chains: { fast: ['llama'], strong: ['llama'] }, allowed: ['llama'] },
    });
  });

  test('may be a chain, each name once, and another one for small decisions; a repository may choose among all', () => {
    const env = readModelEnv({ PATCHWRIGHT_MODEL: ' a, b ,, a,', PATCHWRIGHT_FAST_MODEL: 'c, b' });
    assert.deepEqual(env, {
      is: 'read',
      value: {
        ...defaults.model,
        chains: { fast: ['c', 'b'], strong: ['a', 'b'] },
        allowed: ['a', 'b', 'c'],
      },
    });
  });

  test('may be asked with the key of a provider that only the deployment knows, which is a secret like the others', () => {
    const env = readModelEnv({
      CORP_API_KEY: ' sk-13 ',
      CORP_BASE_URL: 'https://corp',
      XAI_API_KEY: '',
      HOME: '/',
    });
    assert.ok(env.is === 'read');
    assert.deepEqual(env.value.variables, { CORP_API_KEY: 'sk-13', CORP_BASE_URL: 'https://corp' });
    assert.deepEqual(keysOf(env.value), ['sk-13']);
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
