import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ModelOptions, openModel } from '../../src/adapters/openai/model.ts';
import { Failure } from '../../src/core/failure.ts';
import { numberPrompt } from '../contracts/model.ts';

suite('the name of a model', () => {
  test('is asked at the provider that stands before its first slash', async () => {
    const { urls, fetch } = deafFetch();
    const model = open({
      name: 'openai/gpt-x/mini',
      baseUrl: 'http://localhost:4010/v1',
      apiKey: 'key',
      fetch,
    });
    await assert.rejects(model.ask(numberPrompt('count', 'How many?'), new AbortController().signal));
    assert.deepEqual(urls, [['https://api.openai.com/v1/chat/completions', 'gpt-x/mini']]);
  });

  test('is otherwise wholly the name at OPENAI_BASE_URL', async () => {
    const { urls, fetch } = deafFetch();
    const model = open({ name: 'meta-llama/Llama-4', baseUrl: 'http://localhost:4010/v1/', fetch });
    await assert.rejects(model.ask(numberPrompt('count', 'How many?'), new AbortController().signal));
    assert.deepEqual(urls, [['http://localhost:4010/v1/chat/completions', 'meta-llama/Llama-4']]);
  });

  const faults = [
    [
      { name: 'llama' },
      "nothing says where to ask the model 'llama': set OPENAI_BASE_URL to its server, or call it openai/llama",
    ],
    [{ name: 'openai/gpt-x' }, 'api.openai.com wants a key: set OPENAI_API_KEY'],
    [{ name: 'openai/' }, "'openai' is a provider: name one of its models, as in openai/MODEL"],
    [{ name: 'openai' }, "'openai' is a provider: name one of its models, as in openai/MODEL"],
    [
      { baseUrl: 'localhost:4010' },
      "OPENAI_BASE_URL is 'localhost:4010', and not an address that starts with https:// or http://",
    ],
    [
      { baseUrl: 'http://localhost/v1', apiKey: 'key\n' },
      'OPENAI_API_KEY holds spaces, line breaks or other characters that no key has',
    ],
  ] as const;
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
    baseUrl: null,
    apiKey: null,
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
