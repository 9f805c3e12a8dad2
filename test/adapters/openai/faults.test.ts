import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure } from '../../../src/core/failure.ts';
import { failureOf, numberPrompt } from '../../contracts/model.ts';
import { noon, openScripted } from '../../contracts/model-scripted.ts';
import type { Act } from '../../model-acts.ts';

const prompt = numberPrompt('count', 'How many?');
const { signal } = new AbortController();

suite('a server that is busy, away or breaks off', () => {
  test('is asked again after the time that it names', async (t) => {
    const { server, model, slept, calls, warnings } = await openScripted(t);
    const headers = { 'retry-after': '7' };
    server.script('count', { is: 'status', status: 429, headers, error: { message: 'Slow down.' } }, '42');
    assert.equal((await model.ask(prompt, signal)).value, 42);
    assert.deepEqual(slept, [7_000]);
    const call = { prompt: 'count', model: 'scripted', tokensCached: 0, usd: null, ms: 1_000 };
    assert.deepEqual(calls, [
      { ...call, tokensIn: 0, tokensOut: 0, outcome: 'model-unavailable' },
      { ...call, tokensIn: 10, tokensOut: 1, outcome: 'read' },
    ]);
    const detail = `${hostOf(server.url)}: 429 Slow down`;
    const message = 'the model is asked again after a wait';
    assert.deepEqual(warnings, [{ prompt: 'count', model: 'scripted', ms: 7_000, detail, message }]);
  });

  test('may name a time of day, or milliseconds', async (t) => {
    const { server, model, slept } = await openScripted(t);
    const overloaded = { is: 'status', status: 503, error: { message: 'Overloaded.' } } as const;
    // The clock is looked at before the question and after the answer.
    const headers = { 'retry-after': new Date(noon + 31_000).toUTCString() };
    server.script(
      'count',
      { ...overloaded, headers },
      { ...overloaded, headers: { 'retry-after-ms': '250' } },
      '42',
    );
    await model.ask(prompt, signal);
    assert.deepEqual(slept, [30_000, 250]);
  });

  test('is given up after three tries, for the job to come back later', async (t) => {
    const { server, model, slept, calls } = await openScripted(t);
    server.always('count', { is: 'status', status: 500, error: { message: 'Oh dear.' } });
    const { why } = await failureOf(model.ask(prompt, signal));
    const reason = { is: 'model-unavailable', detail: `${hostOf(server.url)}: 500 Oh dear` };
    assert.deepEqual(why, { kind: 'transient', reason, retryAfterMs: 60_000 });
    assert.deepEqual(slept, [2_000, 8_000]);
    assert.equal(calls.length, 3);
  });

  test('is not waited for here when it asks for more than a minute', async (t) => {
    const { server, model, slept } = await openScripted(t);
    const headers = { 'retry-after': '600' };
    server.script('count', { is: 'status', status: 429, headers, error: { message: 'Tomorrow.' } });
    assert.partialDeepStrictEqual((await failureOf(model.ask(prompt, signal))).why, {
      kind: 'transient',
      retryAfterMs: 600_000,
    });
    assert.deepEqual(slept, []);
  });

  const breaks: readonly (readonly [string, Act])[] = [
    ['an error in mid-stream', { is: 'error', after: 'It is', error: { message: 'Overloaded.', code: 529 } }],
    [
      'an error without a code in mid-stream',
      { is: 'error', after: 'It is', error: { message: 'Overloaded.' } },
    ],
    ['a connection that breaks', { is: 'reset', after: 'It is' }],
    ['a stream that ends early', { is: 'end', after: 'It is' }],
    ['a stream with nothing in it', { is: 'raw', type: 'text/event-stream', body: 'data: [DONE]\n\n' }],
    ['half an event', { is: 'raw', type: 'text/event-stream', body: 'data: {"choices": [{"del' }],
    ['a web page from the gateway before it', { is: 'page', status: 502 }],
  ];
  for (const [name, act] of breaks) {
    test(`is asked again after ${name}`, async (t) => {
      const { server, model, slept } = await openScripted(t);
      server.script('count', act, '42');
      assert.equal((await model.ask(prompt, signal)).value, 42);
      assert.deepEqual(slept, [2_000]);
    });
  }

  test('is asked again after an error that has status 200', async (t) => {
    const { server, model, slept } = await openScripted(t, { dialect: { streams: false } });
    server.script('count', { is: 'error', after: '', error: { message: 'Overloaded.', code: 503 } }, '42');
    assert.equal((await model.ask(prompt, signal)).value, 42);
    assert.deepEqual(slept, [2_000]);
  });

  test('is asked again after an answer in one piece that breaks off', async (t) => {
    const { server, model, slept } = await openScripted(t, { dialect: { streams: false } });
    server.script('count', { is: 'reset', after: 'It is' }, { is: 'end', after: 'It is' }, '42');
    assert.equal((await model.ask(prompt, signal)).value, 42);
    assert.deepEqual(slept, [2_000, 8_000]);
  });

  test('is paid for what it said before it broke off', async (t) => {
    const { server, model, calls } = await openScripted(t);
    server.script('count', { is: 'reset', after: 'It is' }, '42');
    await model.ask(prompt, signal);
    assert.partialDeepStrictEqual(calls[0], { tokensIn: 17, tokensOut: 2, outcome: 'model-unavailable' });
  });

  test('is hung up on when it says nothing for too long', async (t) => {
    for (const streams of [true, false]) {
      const { server, model } = await openScripted(t, { idleMs: 100, dialect: { streams } });
      server.always('count', { is: 'hang', after: 'It is' });
      const { why } = await failureOf(model.ask(prompt, signal));
      const reason = {
        is: 'model-unavailable',
        detail: `${hostOf(server.url)}: it sent nothing for 0.1 seconds`,
      };
      assert.deepEqual(why, { kind: 'transient', reason, retryAfterMs: 60_000 });
      await Promise.all(server.asked.map(({ over }) => over));
    }
  });

  test('is hung up on when it does not answer at all', async (t) => {
    const { model } = await openScripted(t, { idleMs: 20, fetch: neverAnswering });
    assert.partialDeepStrictEqual((await failureOf(model.ask(prompt, signal))).why, {
      kind: 'transient',
      reason: { is: 'model-unavailable' },
    });
  });

  test('may think for long while it keeps the stream alive', async (t) => {
    const { server, model, slept } = await openScripted(t, { idleMs: 1_000 });
    server.script('count', { is: 'think', comments: 12, everyMs: 100, text: '42' });
    assert.equal((await model.ask(prompt, signal)).value, 42);
    assert.deepEqual(slept, []);
  });

  test('cannot fill the memory', async (t) => {
    const { server, model } = await openScripted(t);
    const chunk = { choices: [{ index: 0, delta: { content: 'x'.repeat(1024 * 1024) } }] };
    server.always('count', {
      is: 'raw',
      type: 'text/event-stream',
      body: `data: ${JSON.stringify(chunk)}\n\n`.repeat(17),
    });
    const { why } = await failureOf(model.ask(prompt, signal));
    const detail = `${hostOf(server.url)}: its answer went on beyond 16777216 bytes`;
    assert.deepEqual(why, {
      kind: 'transient',
      reason: { is: 'model-unavailable', detail },
      retryAfterMs: 60_000,
    });
  });
});

suite('a stop', () => {
  const reason = new Failure({ kind: 'cancelled', by: { is: 'closed' } });

  for (const streams of [true, false]) {
    test(`ends the question within a second, ${streams ? 'in mid-stream' : 'before the whole answer'}`, async (t) => {
      const { server, model, calls } = await openScripted(t, { dialect: { streams } });
      server.script('count', { is: 'hang', after: 'It is' });
      const stop = new AbortController();
      const arrival = server.next();
      const asked = model.ask(prompt, stop.signal);
      const { over } = await arrival;
      const began = performance.now();
      stop.abort(reason);
      await assert.rejects(asked, (error) => error === reason);
      await over;
      assert.ok(performance.now() - began < 1_000);
      assert.deepEqual(
        calls.map(({ outcome }) => outcome),
        ['cancelled'],
      );
    });
  }

  test('ends a wait', async (t) => {
    const stop = new AbortController();
    const { server, model } = await openScripted(t, {
      sleep: async () => {
        stop.abort(reason);
        throw new Error('aborted');
      },
    });
    server.script('count', { is: 'status', status: 429, error: { message: 'Slow down.' } });
    await assert.rejects(model.ask(prompt, stop.signal), (error) => error === reason);
  });
});

suite('a server that is not set up right', () => {
  const cases: readonly (readonly [string, Act, (host: string) => string])[] = [
    [
      'refuses the key',
      { is: 'status', status: 401, error: { message: 'Incorrect API key provided: secret-key.' } },
      (host) => `${host} refuses the key; check OPENAI_API_KEY`,
    ],
    [
      'does not let the key use the model',
      { is: 'status', status: 403, error: { message: 'Not in your country.' } },
      (host) =>
        `${host} does not let the key in OPENAI_API_KEY use the model 'scripted' (403 Not in your country)`,
    ],
    [
      'does not have the model',
      { is: 'status', status: 404, error: { message: 'The model `scripted` does not exist' } },
      (host) =>
        `${host} has no model 'scripted' (404 The model \`scripted\` does not exist); check its name and OPENAI_BASE_URL`,
    ],
    [
      'wants to be paid first',
      {
        is: 'status',
        status: 429,
        error: { code: 'insufficient_quota', message: 'You exceeded your current quota.' },
      },
      (host) => `the account at ${host} is out of credit (429 You exceeded your current quota)`,
    ],
    [
      'wants to be paid, as it says in mid-stream',
      { is: 'error', after: '', error: { message: 'Insufficient Balance', code: 402 } },
      (host) => `the account at ${host} is out of credit (Insufficient Balance)`,
    ],
    [
      'does not take the request',
      { is: 'status', status: 422, error: { message: 'No roles here.' } },
      (host) => `${host} does not take requests for 'scripted' (422 No roles here)`,
    ],
    ['answers with a web page', { is: 'page', status: 200 }, webPage],
    ['answers with a web page that says not found', { is: 'page', status: 404 }, webPage],
    [
      'answers with other JSON',
      { is: 'raw', type: 'application/json', body: '{"choices": "none"}' },
      (host) => `${host} does not answer in the form of OpenAI's chat completions; check OPENAI_BASE_URL`,
    ],
  ];
  for (const [name, act, detail] of cases) {
    test(`${name}: is said with the remedy, and not tried again`, async (t) => {
      const { server, model, slept, calls } = await openScripted(t);
      server.script('count', act);
      const { why } = await failureOf(model.ask(prompt, signal));
      assert.deepEqual(why, {
        kind: 'user',
        reason: { is: 'model-setup', detail: detail(hostOf(server.url)) },
      });
      assert.deepEqual(slept, []);
      assert.partialDeepStrictEqual(calls, [{ tokensOut: 0, outcome: 'model-setup' }]);
    });
  }

  test('says what its window holds when the prompt is too long for it', async (t) => {
    const { server, model, calls } = await openScripted(t);
    const message = "This model's maximum context length is 8192 tokens.";
    server.script('count', {
      is: 'status',
      status: 400,
      error: { message, code: 'context_length_exceeded' },
    });
    const limit = "400 This model's maximum context length is 8192 tokens";
    assert.deepEqual((await failureOf(model.ask(prompt, signal))).why, {
      kind: 'budget',
      reason: { is: 'too-large', what: "the prompt 'count'", limit },
    });
    assert.partialDeepStrictEqual(calls, [{ outcome: 'too-large' }]);
  });

  const connections = [
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      /^the certificate of 127\.0\.0\.1:\d+ is not trusted .*NODE_EXTRA_CA_CERTS/,
    ],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /^the certificate of .* is not trusted/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS as it should .*should start with http:\/\/$/],
  ] as const;
  for (const [code, detail] of connections) {
    test(`is named when the connection fails with ${code}`, async (t) => {
      const { model, slept } = await openScripted(t, { fetch: () => failing(code) });
      const { why } = await failureOf(model.ask(prompt, signal));
      assert.match('reason' in why && why.reason.is === 'model-setup' ? why.reason.detail : why.kind, detail);
      assert.deepEqual(slept, []);
    });
  }

  test('is waited for where nothing listens yet', async (t) => {
    const { model, slept } = await openScripted(t, { fetch: () => failing('ECONNREFUSED') });
    const { why } = await failureOf(model.ask(prompt, signal));
    assert.match(
      'reason' in why && 'detail' in why.reason ? why.reason.detail : '',
      /^127\.0\.0\.1:\d+: .*ECONNREFUSED/,
    );
    assert.deepEqual([why.kind, slept], ['transient', [2_000, 8_000]]);
  });
});

function hostOf(url: string): string {
  return new URL(url).host;
}

function webPage(host: string): string {
  return `${host} answers with a web page, not as a model's server does; check OPENAI_BASE_URL, which often ends with /v1`;
}

/** As Node's fetch rejects. */
function failing(code: string): Promise<Response> {
  const cause = Object.assign(new Error(`the socket said ${code}`), { code });
  return Promise.reject(new TypeError('fetch failed', { cause }));
}

function neverAnswering(_: unknown, request?: RequestInit): Promise<Response> {
  const { promise, reject } = Promise.withResolvers<Response>();
  request?.signal?.addEventListener('abort', () => reject(request.signal?.reason));
  return promise;
}
