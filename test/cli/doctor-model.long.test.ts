import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { type Act, type Dialect, fullDialect } from '../model-acts.ts';
import { type ModelServer, startModelServer } from '../model-server.ts';
import { doctor } from './doctor-world.ts';
import type { Settings } from './run.ts';

/** A server that does all that is asked of it. */
async function ableServer(t: TestContext, dialect: Partial<Dialect> = {}): Promise<ModelServer> {
  const server = await startModelServer(t, { ...fullDialect, ...dialect });
  server.always('doctor-plain', told('1 2 3', 20));
  server.always('doctor-json_schema', told('{"largest": 9, "isOdd": true}', 60));
  server.always('doctor-length', told('Marmalade.', 6_500));
  return server;
}

function told(text: string, prompt_tokens: number): Act {
  return { is: 'text', text, usage: { prompt_tokens, completion_tokens: 10 } };
}

const call: Act = { is: 'calls', calls: [{ tool: 'add', input: '{"one": 20417, "other": 31388}' }] };

/** What doctor says of the model, with times left out. */
async function trial(name: string, settings: Settings) {
  const { code, output, error } = await doctor(settings, '--model', name);
  assert.equal(error, '');
  const lines = output.trimEnd().replaceAll(/[\d.]+ s, \d+ a second/g, 'N s, N a second');
  return { code, lines: lines.split('\n') };
}

suite('patchwright doctor --model', { concurrency: 2 }, () => {
  test('asks one small question of each kind and says what the model can do, how fast, and what the table says otherwise', async (t) => {
    const server = await ableServer(t);
    server.always('doctor-tools', call);
    assert.deepEqual(await trial('scripted', { OPENAI_BASE_URL: server.url }), {
      code: 0,
      lines: [
        `ok     model          scripted at ${server.url} answers 10 tokens in N s, N a second; it streams, and tells what it counted`,
        'later  JSON Schema    is kept to; the table does not count on it, and MODELS_FILE may: "structured": "json_schema"',
        'ok     tools          are called',
        'ok     long prompt    6500 tokens were read, which are 6327 by our count',
        'later  window         not known, and taken for 128000 tokens: set MODEL_WINDOW to what the server was started with',
        'later  price          not known: tokens are counted, and dollars are not; MODELS_FILE may say it',
      ],
    });
  });

  test('says what to change in the table where the server does less, and where it counts more', async (t) => {
    const server = await ableServer(t, {
      unknown: ['tools', 'response_format', 'stream_options', 'stream'],
      streams: false,
    });
    server.always('doctor-tools', 'It is 51805.');
    server.always('doctor-length', told('marmalade', 9_000));
    const directory = await mkdtemp(join(tmpdir(), 'doctor-model-'));
    t.after(() => rm(directory, { recursive: true }));
    const MODELS_FILE = join(directory, 'models.json');
    const prices = { in: 1, cached: 0.1, out: 2, source: 'a contract', date: '2026-11-01' };
    const corp = { baseUrl: server.url, abilities: { structured: 'json_schema', window: 50_000, prices } };
    await writeFile(MODELS_FILE, JSON.stringify({ providers: { corp } }));
    assert.deepEqual(await trial('corp/large', { MODELS_FILE }), {
      code: 2,
      lines: [
        `ok     model          large at ${server.url} answers 10 tokens in N s, N a second; it answers in one piece, and tells what it counted`,
        'to do  JSON Schema    is turned away: say "structured": "none" of it in MODELS_FILE',
        'to do  tools          are turned away: say "tools": "none" of it in MODELS_FILE',
        'to do  long prompt    9000 tokens were read, which are 6327 by our count: say "stretch": 1.42 of it in MODELS_FILE, so that no prompt gets too long',
        'ok     window         50000 tokens, by the table',
        'ok     price          $1 in, $0.1 from the cache and $2 out for a million tokens, as of 2026-11-01 (a contract)',
      ],
    });
  });

  test('notices a server that cuts prompts short', async (t) => {
    const server = await ableServer(t);
    server.always('doctor-tools', call);
    server.always('doctor-length', told('The river', 4_096 / 2));
    const { code, lines } = await trial('scripted', { OPENAI_BASE_URL: server.url });
    assert.equal(code, 2);
    assert.match(
      lines[3] ?? '',
      /^to do {2}long prompt {4}\S+ read only 2048 of about 6327 tokens .* OLLAMA_CONTEXT_LENGTH of the server\.$/,
    );
  });

  const faults: readonly (readonly [string, Act, RegExp])[] = [
    [
      'refuses the key',
      { is: 'status', status: 401, error: { message: 'Who?' } },
      /refuses the key; check OPENAI_API_KEY/,
    ],
    [
      'answers with a web page',
      { is: 'page', status: 200 },
      /answers with a web page, .* check OPENAI_BASE_URL/,
    ],
    [
      'does not have the model',
      { is: 'status', status: 404, error: { message: 'No such model.' } },
      /has no model 'scripted' .*; did you mean scripted-2\?/,
    ],
    ['is overloaded', { is: 'status', status: 529, error: { message: 'Overloaded.' } }, /529 Overloaded/],
  ];
  for (const [name, act, sentence] of faults) {
    test(`says in a sentence that the server ${name}`, async (t) => {
      const server = await startModelServer(t, { ...fullDialect, models: ['scripted-2', 'other'] });
      server.script('doctor-plain', act);
      const { code, lines } = await trial('scripted', { OPENAI_BASE_URL: server.url });
      assert.deepEqual([code, lines.length], [2, 1]);
      assert.match(lines[0] ?? '', /^to do {2}model {10}/);
      assert.match(lines[0] ?? '', sentence);
    });
  }

  test('says which provider was probably meant', async () => {
    const { code, lines } = await trial('opnai/gpt-5', {});
    assert.equal(code, 2);
    assert.match(lines[0] ?? '', /; did you mean openai\/gpt-5\?/);
  });

  test('says what is wrong with its settings', async () => {
    const { code, lines } = await trial('x', { MODEL_WINDOW: 'large' });
    assert.deepEqual([code, lines.length], [2, 1]);
    assert.match(lines[0] ?? '', /^to do {2}settings {7}MODEL_WINDOW must be a whole number/);
  });
});
