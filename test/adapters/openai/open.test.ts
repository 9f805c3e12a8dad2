import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ModelOptions, openModel } from '../../../src/adapters/openai/model.ts';
import { Failure } from '../../../src/core/failure.ts';
import { numberPrompt } from '../../contracts/model.ts';

suite('the name of a model', () => {
  test('is asked at the provider that stands before its first slash', async () => {
    const { urls, fetch } = deafFetch();
    const model = open({
      name: 'openai/gpt-x/mini',
      variables: { OPENAI_BASE_URL: 'http://localhost:4010/v1', OPENAI_API_KEY: 'key' },
      fetch,
    });
    await assert.rejects(model.ask(numberPrompt('count', 'How many?'), new AbortController().signal));
    assert.deepEqual(urls, [['https://api.openai.com/v1/chat/completions', 'gpt-x/mini']]);
  });

  test('is otherwise wholly the name at OPENAI_BASE_URL', async () => {
    const { urls, fetch } = deafFetch();
    const model = open({
      name: 'meta-llama/Llama-4',
      variables: { OPENAI_BASE_URL: 'http://localhost:4010/v1/' },
      fetch,
    });
    await assert.rejects(model.ask(numberPrompt('count', 'How many?'), new AbortController().signal));
    assert.deepEqual(urls, [['http://localhost:4010/v1/chat/completions', 'meta-llama/Llama-4']]);
  });

  test('is asked at the address that a setting gives its provider', async () => {
    const { urls, fetch } = deafFetch();
    const variables = { AZURE_OPENAI_ENDPOINT: 'https://us.example/', AZURE_OPENAI_API_KEY: 'key' };
    const model = open({ name: 'azure/reviewer', variables, fetch });
    await assert.rejects(model.ask(numberPrompt('count', 'How many?'), new AbortController().signal));
    assert.deepEqual(urls, [['https://us.example/openai/v1/chat/completions', 'reviewer']]);
  });

  test('tells the window, unless the operator does', () => {
    const variables = { ANTHROPIC_API_KEY: 'key' };
    const name = 'anthropic/claude-haiku-4-5';
    assert.equal(open({ name, variables, window: null }).window, 200_000);
    assert.equal(open({ name, variables, window: 50_000 }).window, 50_000);
    assert.equal(open({ name: 'ollama/qwen', window: null }).window, 128_000);
  });

  test('tells how many tokens its model makes of a text', () => {
    const variables = { ANTHROPIC_API_KEY: 'key', OPENAI_BASE_URL: 'http://localhost/v1' };
    const counts = ['other', 'anthropic/claude-haiku-4-5'].map((name) =>
      open({ name, variables }).count('ten words of which each one is a token, more or less'),
    );
    assert.deepEqual(counts, [13, 17]);
  });

  const all =
    'openai, anthropic, google, xai, openrouter, azure, mistral, deepseek, ollama, vllm, llamacpp, lmstudio';
  const faults: readonly (readonly [Partial<ModelOptions>, string])[] = [
    [
      { name: 'llama' },
      `nothing says where to ask the model 'llama': set OPENAI_BASE_URL to its server, or name a provider before it: ${all}`,
    ],
    [
      { name: 'antropic/claude-x' },
      `nothing says where to ask the model 'antropic/claude-x': set OPENAI_BASE_URL to its server, or name a provider before it: ${all}; did you mean anthropic/claude-x?`,
    ],
    [{ name: 'openai/gpt-x' }, 'api.openai.com wants a key: set OPENAI_API_KEY'],
    [{ name: 'google/gemini-x' }, 'generativelanguage.googleapis.com wants a key: set GEMINI_API_KEY'],
    [
      { name: 'azure/gpt', variables: { AZURE_OPENAI_API_KEY: 'key' } },
      "nothing says where to ask 'azure/gpt': set AZURE_OPENAI_ENDPOINT to its server's address",
    ],
    [{ name: 'openai/' }, "'openai' is a provider: name one of its models, as in openai/MODEL"],
    [{ name: 'openai' }, "'openai' is a provider: name one of its models, as in openai/MODEL"],
    [
      { variables: { OPENAI_BASE_URL: 'localhost:4010' } },
      "OPENAI_BASE_URL says 'localhost:4010', and not an address that starts with https:// or http://",
    ],
    [
      { variables: { OPENAI_BASE_URL: 'http://localhost/v1', OPENAI_API_KEY: 'key\n' } },
      'OPENAI_API_KEY holds spaces, line breaks or other characters that no key has',
    ],
  ];
  for (const [options, detail] of faults) {
    test(`is refused with a remedy: ${detail}`, () => {
      assert.throws(
        () => open(options),
        (error) => {
          assert.ok(error instanceof Failure);
          assert.deepEqual(error.why, { kind: 'user', reason: { is: 'model-setup', detail } });
          return true;
        },
      );
    });
  }
});

function open(options: Partial<ModelOptions>) {
  const log = { info() {}, warn() {}, error() {}, child: () => log };
  return openModel({
    name: 'model',
    variables: {},
    window: 1_000,
    log,
    clock: { now: () => 0 },
    onCall: async () => {},
    sleep: async () => {},
    ...options,
  });
}

/** Notes where it was sent and for which model, and refuses the key. */
function deafFetch() {
  const urls: unknown[] = [];
  async function fetch(address: string | URL | Request, request?: RequestInit): Promise<Response> {
    const sent = new Request(address, request);
    const { model } = (await sent.json()) as { model: string };
    urls.push([sent.url, model]);
    return new Response(null, { status: 401 });
  }
  return { urls, fetch };
}
