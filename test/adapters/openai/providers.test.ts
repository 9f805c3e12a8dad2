import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { readProviders } from '../../../src/adapters/openai/models-file.ts';
import { priceList } from '../../../src/adapters/openai/price-list.ts';
import { abilitiesOf, Provider, ProviderChanges } from '../../../src/adapters/openai/provider.ts';
import { providers } from '../../../src/adapters/openai/providers.ts';
import { serverOf } from '../../../src/adapters/openai/server.ts';
import { settings } from '../../../src/config/settings.ts';
import { Failure } from '../../../src/core/failure.ts';
import { failureOf, numberPrompt } from '../../contracts/model.ts';
import { openScripted } from '../../contracts/model-scripted.ts';

const { signal } = new AbortController();
const prompt = numberPrompt('count', 'How many?');
const priceOf = priceList({ modelsFile: null });

async function fileOf(t: TestContext, text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'models-file-'));
  t.after(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'models.json'), text);
  return join(directory, 'models.json');
}

suite('what is known of providers', () => {
  test('is all of one form, and each key and address is a setting', () => {
    const known: readonly string[] = Object.keys(settings);
    for (const [name, provider] of Object.entries({ ...providers.named, '': providers.elsewhere })) {
      assert.deepEqual(Provider.parse(provider), provider, name);
      const [, address = provider.keyVariable] = /\{(\w+)\}/.exec(provider.baseUrl) ?? [];
      assert.deepEqual(
        [provider.keyVariable, address].filter((variable) => !known.includes(variable)),
        [],
        name,
      );
      assert.equal(settings[provider.keyVariable as 'OPENAI_API_KEY'].isSecret, true, provider.keyVariable);
    }
  });

  test('names no price of a model that is only like one with a price', () => {
    const names = ['gpt-5', 'gpt-5-2025-08-07', 'gpt-5-mini', 'gpt-5-pro', 'gpt-5-chat-latest', 'gpt-9'];
    assert.deepEqual(
      names.map((name) => priceOf(`openai/${name}`)?.in ?? null),
      [1.25, 1.25, 0.25, null, null, null],
    );
    assert.deepEqual([priceOf('gpt-5'), priceOf('ollama/gpt-5'), priceOf('openai')], [null, null, null]);
  });

  test('says how the newest Gemini is to be spoken with, and the older ones', () => {
    const { google } = providers.named;
    assert.ok(google);
    const tools = ['gemini-3-pro-preview', 'gemini-2.5-pro'].map((name) => abilitiesOf(google, name).tools);
    assert.deepEqual(tools, ['none', 'native']);
  });
});

suite('a call of a model', () => {
  const usage = {
    prompt_tokens: 1_000,
    completion_tokens: 100,
    prompt_tokens_details: { cached_tokens: 600 },
  };
  const prices = { in: 3, cached: 0.5, out: 15, source: 'a contract', date: '2026-11-01' };

  async function costOf(t: TestContext, cached: number | null) {
    const { elsewhere, named } = providers;
    const abilities = { ...elsewhere.abilities, prices: { ...prices, cached } };
    const opened = await openScripted(t, { providers: { named, elsewhere: { ...elsewhere, abilities } } });
    opened.server.script('count', { is: 'text', text: '42', usage });
    const answer = await opened.model.ask(prompt, signal);
    assert.deepEqual(
      opened.calls.map(({ usd }) => usd),
      [answer.usage.usd],
    );
    return answer.usage.usd;
  }

  test('costs what the list says of its tokens, those from the cache less', async (t) => {
    assert.equal(await costOf(t, 0.5), (400 * 3 + 600 * 0.5 + 100 * 15) / 1_000_000);
  });

  test('costs the whole price of cached tokens where the list knows none of theirs', async (t) => {
    assert.equal(await costOf(t, null), (1_000 * 3 + 100 * 15) / 1_000_000);
  });
});

suite('a server that left out some of the prompt without a word', () => {
  const long = numberPrompt('count', 'How many words are in this? '.repeat(600));

  test('is not believed, and named with the remedy', async (t) => {
    const { server, model, calls } = await openScripted(t);
    server.script('count', { is: 'text', text: '42', usage: { prompt_tokens: 2_048, completion_tokens: 1 } });
    const { host } = new URL(server.url);
    const sent =
      model.count(long.messages[1]?.content ?? '') + model.count('You answer with one number.') + 8;
    const detail = `${host} read only 2048 of about ${sent} tokens of the prompt for 'scripted' and left the rest out without a word, so its answer was not used; start the server with a longer context, or set MODEL_WINDOW to what it has; for Ollama that is num_ctx of the model, or OLLAMA_CONTEXT_LENGTH of the server`;
    assert.deepEqual((await failureOf(model.ask(long, signal))).why, {
      kind: 'user',
      reason: { is: 'model-setup', detail },
    });
    assert.partialDeepStrictEqual(calls, [{ tokensIn: 2_048, tokensOut: 1, outcome: 'model-setup' }]);
  });

  test('is told from one that counts otherwise, or short prompts', async (t) => {
    const { server, model } = await openScripted(t);
    server.script(
      'count',
      { is: 'text', text: '42', usage: { prompt_tokens: 2_700, completion_tokens: 1 } },
      { is: 'text', text: '42', usage: { prompt_tokens: 1, completion_tokens: 1 } },
    );
    assert.equal((await model.ask(long, signal)).value, 42);
    assert.equal((await model.ask(prompt, signal)).value, 42);
  });
});

suite('a model that is not there', () => {
  const absent = { is: 'status', status: 404, error: { message: 'The model does not exist.' } } as const;

  test('is told with names that are near', async (t) => {
    const models = ['gpt-5-mini', 'llama', 'gpt-5', 'gpt-5-nano', 'text-embedding'];
    const { server, model } = await openScripted(t, { name: 'gpt-5-mni', dialect: { models } });
    server.script('count', absent);
    const { why } = await failureOf(model.ask(prompt, signal));
    const { host } = new URL(server.url);
    const detail = `${host} has no model 'gpt-5-mni' (404 The model does not exist); check its name and OPENAI_BASE_URL; did you mean gpt-5-mini or gpt-5-nano?`;
    assert.deepEqual(why, { kind: 'user', reason: { is: 'model-setup', detail } });
  });

  test('is told without them where none is near', async (t) => {
    const { server, model } = await openScripted(t, { dialect: { models: ['gpt-5'] } });
    server.script('count', absent);
    const { why } = await failureOf(model.ask(prompt, signal));
    assert.ok(why.kind === 'user' && why.reason.is === 'model-setup');
    assert.doesNotMatch(why.reason.detail, /did you mean/);
  });
});

suite('MODELS_FILE', () => {
  test('changes what is known, adds providers, and tells of the server at OPENAI_BASE_URL', async (t) => {
    const path = await fileOf(
      t,
      JSON.stringify({
        providers: {
          ollama: { baseUrl: 'http://gpu:11434/v1', abilities: { window: 32_768 } },
          'big-corp': {
            baseUrl: 'https://models.example/v1',
            models: [{ names: ['*-large'], tools: 'none' }],
          },
          openai: {
            models: [
              {
                names: ['gpt-5'],
                window: 200_000,
                prices: { in: 1, cached: null, out: 2, source: 'contract', date: '2026-11-01' },
              },
            ],
          },
        },
        elsewhere: { abilities: { structured: 'json_object' } },
      }),
    );
    const variables = {
      OPENAI_BASE_URL: 'http://here/v1',
      OPENAI_API_KEY: 'key',
      BIG_CORP_API_KEY: 'theirs',
    };
    const directory = { providers: readProviders(path), variables };
    const servers = ['ollama/qwen', 'big-corp/x-large', 'openai/gpt-5', 'qwen'].map((name) =>
      serverOf(name, directory),
    );
    assert.deepEqual(
      servers.map(({ baseUrl, apiKey, abilities }) => [
        baseUrl,
        apiKey,
        abilities.window,
        abilities.tools,
        abilities.structured,
      ]),
      [
        ['http://gpu:11434/v1', null, 32_768, 'native', 'json_schema'],
        ['https://models.example/v1', 'theirs', null, 'none', 'none'],
        ['https://api.openai.com/v1', 'key', 200_000, 'native', 'json_schema'],
        ['http://here/v1', 'key', null, 'native', 'json_object'],
      ],
    );
    assert.equal(priceList({ modelsFile: path })('openai/gpt-5')?.out, 2);
  });

  const faults: readonly (readonly [string, RegExp])[] = [
    ['{', /^MODELS_FILE names \S+models\.json, which is no JSON$/],
    ['{"provider": {}}', /which says what nobody understands: .*Unrecognized key: "provider"/],
    [
      '{"providers": {"ollama": {"abilities": {"tools": "some"}}}}',
      /→ at providers\.ollama\.abilities\.tools$/,
    ],
    ['{"providers": {"corp": {"keyVariable": "PATH"}}}', /must be a name such as CORP_API_KEY/],
  ];
  for (const [text, detail] of faults) {
    test(`is refused with its fault: ${text}`, async (t) => {
      const path = await fileOf(t, text);
      assert.throws(
        () => readProviders(path),
        (error) => isSetup(error, detail),
      );
    });
  }

  test('may be as operations.md shows it', async () => {
    const page = await readFile(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8');
    const [, example = ''] = /```json\n(\{\n {2}"providers"[^]*?)```/.exec(page) ?? [];
    assert.deepEqual(Object.keys(ProviderChanges.parse(JSON.parse(example)).providers), ['corp', 'ollama']);
  });

  test('is named where it cannot be read', () => {
    assert.throws(
      () => readProviders('/nowhere/models.json'),
      (error) => isSetup(error, /^MODELS_FILE names \/nowhere\/models\.json, which cannot be read$/),
    );
  });
});

function isSetup(error: unknown, detail: RegExp): boolean {
  assert.ok(error instanceof Failure && error.why.kind === 'user' && error.why.reason.is === 'model-setup');
  assert.match(error.why.reason.detail, detail);
  return true;
}
