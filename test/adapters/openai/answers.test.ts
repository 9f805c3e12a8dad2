import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { failureOf, numberPrompt } from '../../contracts/model.ts';
import { openScripted } from '../../contracts/model-scripted.ts';

const prompt = numberPrompt('count', 'How many?');
const { signal } = new AbortController();

suite('answers of a model behind an OpenAI-compatible server', () => {
  test('sends the messages, the key and the name of the model, and reports the call', async (t) => {
    const { server, model, calls } = await openScripted(t, { name: 'vendor/large' });
    const usage = { prompt_tokens: 90, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 64 } };
    server.script('count', { is: 'text', text: 'It is 42.', usage });
    assert.deepEqual(await model.ask(prompt, signal), {
      value: 42,
      usage: { tokensIn: 90, tokensCached: 64, tokensOut: 7, usd: null },
      model: 'vendor/large',
    });
    assert.partialDeepStrictEqual(server.asked, [
      { model: 'vendor/large', authorization: 'Bearer secret-key', messages: prompt.messages },
    ]);
    const call = { prompt: 'count', model: 'vendor/large', usd: null, ms: 1_000, outcome: 'read' };
    assert.deepEqual(calls, [{ ...call, tokensIn: 90, tokensCached: 64, tokensOut: 7 }]);
  });

  test('sends no key where there is none', async (t) => {
    const { server, model } = await openScripted(t, { variables: { OPENAI_API_KEY: '' } });
    server.script('count', '42');
    await model.ask(prompt, signal);
    assert.equal(server.asked[0]?.authorization, null);
  });

  test('counts for itself what the server does not tell', async (t) => {
    for (const dialect of [{ tellsUsage: false }, { tellsUsage: false, streams: false }]) {
      const { server, model, calls } = await openScripted(t, { dialect });
      server.script('count', 'It is 42.');
      const { usage } = await model.ask(prompt, signal);
      const tokensIn = model.count('You answer with one number.') + model.count('How many?') + 8;
      assert.deepEqual(usage, { tokensIn, tokensCached: 0, tokensOut: model.count('It is 42.'), usd: null });
      assert.partialDeepStrictEqual(calls, [{ tokensIn, tokensOut: usage.tokensOut }]);
    }
  });

  test('does not believe a prompt of no tokens', async (t) => {
    const { server, model } = await openScripted(t);
    server.script('count', { is: 'text', text: '42', usage: { prompt_tokens: 0, completion_tokens: 0 } });
    const { usage } = await model.ask(prompt, signal);
    assert.deepEqual(usage, { tokensIn: 17, tokensCached: 0, tokensOut: 1, usd: null });
  });

  test('asks again with the answer and its fault, and adds up what both cost', async (t) => {
    const { server, model, calls } = await openScripted(t);
    const usage = { prompt_tokens: 10, completion_tokens: 2 };
    server.script('count', { is: 'text', text: 'Many.', usage }, { is: 'text', text: '42', usage });
    const answer = await model.ask(prompt, signal);
    assert.deepEqual(answer.value, 42);
    assert.deepEqual(answer.usage, { tokensIn: 20, tokensCached: 0, tokensOut: 4, usd: null });
    assert.deepEqual(server.asked[1]?.messages, [
      ...prompt.messages,
      { role: 'assistant', content: 'Many.' },
      {
        role: 'user',
        content:
          'That answer could not be used. There is no number in it.\n\nGive the whole answer again, in the form asked for.',
      },
    ]);
    assert.deepEqual(outcomes(calls), ['unreadable', 'read']);
  });

  test('asks three times in all and then names the fault of the last answer', async (t) => {
    const { server, model, calls } = await openScripted(t);
    server.script('count', 'Many.', '', 'Lots.');
    const { why } = await failureOf(model.ask(prompt, signal));
    const reason = { is: 'model-unreadable', prompt: 'count', tries: 3, fault: 'There is no number in it.' };
    assert.deepEqual(why, { kind: 'user', reason });
    assert.deepEqual(
      server.asked.map(({ messages }) => messages.slice(2).map(({ content }) => content.split('\n')[0])),
      [
        [],
        ['Many.', 'That answer could not be used. There is no number in it.'],
        ['(nothing)', 'That answer could not be used. The answer was empty.'],
      ],
    );
    assert.deepEqual(outcomes(calls), ['unreadable', 'unreadable', 'unreadable']);
  });

  test('never reads an answer that was cut off, and asks for a briefer one', async (t) => {
    for (const streams of [true, false]) {
      const { server, model } = await openScripted(t, { dialect: { streams } });
      server.script('count', { is: 'text', text: '4', finish: 'length' }, '42');
      assert.equal((await model.ask(prompt, signal)).value, 42);
      assert.match(
        server.asked[1]?.messages.at(-1)?.content ?? '',
        /The answer was too long and was cut off\./,
      );
    }
  });

  test('shows a model only the beginning of an answer that ran on', async (t) => {
    const { server, model } = await openScripted(t);
    server.script('count', { is: 'text', text: 'ab'.repeat(20_000), finish: 'length' }, '42');
    await model.ask(prompt, signal);
    assert.equal(server.asked[1]?.messages[2]?.content, `${'ab'.repeat(10_000)} (and so on)`);
  });

  test('takes an answer in one piece for whole, whether the server says why it ended or not', async (t) => {
    const { server, model } = await openScripted(t);
    const body = JSON.stringify({ choices: [{ message: { content: '42' } }] });
    server.script('count', { is: 'raw', type: 'application/json; charset=utf-8', body });
    assert.equal((await model.ask(prompt, signal)).value, 42);
  });

  test('takes an answer without choices for an empty one', async (t) => {
    for (const streams of [true, false]) {
      const { server, model } = await openScripted(t, { dialect: { streams } });
      server.script('count', { is: 'no-choices' }, '42');
      assert.equal((await model.ask(prompt, signal)).value, 42);
    }
  });

  test('ends when the model refuses or a content filter stops it, and says so', async (t) => {
    for (const streams of [true, false]) {
      const { server, model, calls } = await openScripted(t, { dialect: { streams } });
      server.script(
        'count',
        { is: 'refusal', text: 'I would rather not.' },
        { is: 'text', text: 'It is', finish: 'content_filter' },
        { is: 'status', status: 400, error: { code: 'content_filter', message: 'The prompt was filtered.' } },
      );
      const details = [];
      for (let refusal = 1; refusal <= 3; refusal++) {
        const { why } = await failureOf(model.ask(prompt, signal));
        details.push('reason' in why && why.reason.is === 'model-refused' ? why.reason.detail : why);
      }
      assert.deepEqual(details, [
        'I would rather not',
        "the server's content filter stopped the answer",
        '400 The prompt was filtered',
      ]);
      assert.deepEqual(outcomes(calls), ['model-refused', 'model-refused', 'model-refused']);
    }
  });

  test('does not send what the window cannot hold', async (t) => {
    const { model } = await openScripted(t, { window: 17 });
    assert.deepEqual((await failureOf(model.ask(prompt, signal))).why, {
      kind: 'budget',
      reason: {
        is: 'too-large',
        what: "the prompt 'count'",
        limit: "17 tokens, and the window of 'scripted' holds 17",
      },
    });
  });

  test('does not ask again where the question, grown by the answer, no longer fits', async (t) => {
    const { server, model } = await openScripted(t, { window: 100 });
    server.script('count', 'many, '.repeat(60));
    assert.partialDeepStrictEqual((await failureOf(model.ask(prompt, signal))).why, {
      reason: { is: 'model-unreadable', tries: 1 },
    });
  });
});

function outcomes(calls: readonly { outcome: string }[]): readonly string[] {
  return calls.map(({ outcome }) => outcome);
}
