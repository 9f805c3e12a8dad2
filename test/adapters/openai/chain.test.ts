import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { chainOf } from '../../../src/adapters/openai/chain.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { Call } from '../../../src/ports/ledger.ts';
import { failureOf, numberPrompt, reading } from '../../contracts/model.ts';
import { openScripted, type Scripted } from '../../contracts/model-scripted.ts';
import type { Act } from '../../model-acts.ts';
import type { Ending } from '../../model-server.ts';

const prompt = numberPrompt('count', 'How many?');
const { signal } = new AbortController();

/** Two models in a chain, with one list of all their calls. */
async function openTwo(test: Ending) {
  const calls: Call[] = [];

  async function onCall(call: Call): Promise<void> {
    calls.push(call);
  }

  const first = await openScripted(test, { name: 'first', onCall });
  const second = await openScripted(test, {
    name: 'second',
    window: 20_000,
    onCall,
    dialect: { window: 20_000 },
  });
  return { first, second, calls, model: chainOf([first.model, second.model]) };
}

function told(calls: readonly Call[]): readonly string[] {
  return calls.map(({ model, outcome }) => `${model}: ${outcome}`);
}

function scriptThrice({ server }: Scripted, act: Act): void {
  server.script('count', act, act, act);
}

const overloaded = { is: 'status', status: 529, error: { message: 'Overloaded.' } } as const;
const tomorrow = { ...overloaded, status: 429, headers: { 'retry-after': '600' } } as const;
const tooLong = {
  is: 'status',
  status: 400,
  error: { code: 'context_length_exceeded', message: 'The maximum context length is 10 tokens.' },
} as const;

suite('a chain of models', () => {
  test('asks the first and has its name and measures', async (t) => {
    const { first, model, calls } = await openTwo(t);
    first.server.script('count', '42');
    assert.equal((await model.ask(prompt, signal)).model, 'first');
    assert.deepEqual(told(calls), ['first: read']);
    assert.deepEqual([model.name, model.window, model.count('one two')], ['first', 10_000, 2]);
  });

  test('asks the next when the first stays overloaded, says who answered, and reports every try', async (t) => {
    const { first, second, model, calls } = await openTwo(t);
    scriptThrice(first, overloaded);
    second.server.script('count', '42');
    const { value, model: who } = await model.ask(prompt, signal);
    assert.deepEqual([value, who], [42, 'second']);
    assert.deepEqual(told(calls), [
      ...Array.from({ length: 3 }, () => 'first: model-unavailable'),
      'second: read',
    ]);
  });

  const reasons: readonly (readonly [string, Act, string])[] = [
    ['wants a long wait', tomorrow, 'model-unavailable'],
    ['refuses', { is: 'refusal', text: 'I would rather not.' }, 'model-refused'],
    ['has too small a window', tooLong, 'too-large'],
    ['does not accept the key', { is: 'status', status: 401, error: { message: 'Who?' } }, 'model-setup'],
    ['is out of credit', { is: 'status', status: 402, error: { message: 'Pay.' } }, 'model-setup'],
    [
      'read only the end of the prompt',
      { is: 'text', text: '42', usage: { prompt_tokens: 50, completion_tokens: 1 } },
      'model-setup',
    ],
  ];
  for (const [name, act, outcome] of reasons) {
    test(`asks the next when the first ${name}`, async (t) => {
      const { first, second, model, calls } = await openTwo(t);
      const long = numberPrompt('count', 'How many words? '.repeat(400));
      first.server.script('count', act);
      second.server.script('count', '42');
      assert.equal((await model.ask(long, signal)).value, 42);
      assert.deepEqual(told(calls), [`first: ${outcome}`, 'second: read']);
    });
  }

  test('asks the next what only its window can hold', async (t) => {
    const { second, model, calls } = await openTwo(t);
    second.server.script('count', '42');
    assert.equal((await model.ask(numberPrompt('count', 'many '.repeat(12_000)), signal)).value, 42);
    assert.deepEqual(told(calls), ['second: read']);
  });

  test('goes on in a conversation with the one that is there', async (t) => {
    const { first, second, model } = await openTwo(t);
    first.server.script('look', tomorrow);
    second.server.script('look', { is: 'calls', calls: [{ tool: 'list', input: '{}' }] }, 'Nothing.');
    const opening = reading([{ role: 'user', content: 'What is there?' }]);
    const { calls, content, model: who } = await model.converse(opening, signal);
    const turns = [...opening.turns, { role: 'assistant', content, calls } as const];
    const results = calls.map(({ id }) => ({ role: 'tool', call: id, content: 'Nothing.' }) as const);
    const next = await model.converse({ ...opening, turns: [...turns, ...results] }, signal);
    assert.deepEqual([who, next.model, first.server.asked.length], ['second', 'second', 1]);
  });

  test('asks the first again after a refusal, which was about one question', async (t) => {
    const { first, second, model } = await openTwo(t);
    first.server.script('count', { is: 'refusal', text: 'No.' }, '7');
    second.server.script('count', '42');
    const values = [(await model.ask(prompt, signal)).value, (await model.ask(prompt, signal)).value];
    assert.deepEqual(values, [42, 7]);
  });

  test('waits where one of them will be back, and asks all of them then', async (t) => {
    const { first, second, model } = await openTwo(t);
    first.server.script('count', tomorrow, '42');
    second.server.script('count', { is: 'status', status: 401, error: { message: 'Who?' } });
    assert.partialDeepStrictEqual((await failureOf(model.ask(prompt, signal))).why, {
      kind: 'transient',
      retryAfterMs: 600_000,
    });
    assert.equal((await model.ask(prompt, signal)).value, 42);
  });

  test('fails as the last one did where time mends nothing', async (t) => {
    const { first, second, model } = await openTwo(t);
    first.server.script('count', tooLong);
    second.server.script('count', { is: 'refusal', text: 'No.' });
    assert.deepEqual((await failureOf(model.ask(prompt, signal))).why, {
      kind: 'user',
      reason: { is: 'model-refused', model: 'second', detail: 'No' },
    });
  });

  test('does not ask others what is wrong about the question, nor what nobody can read', async (t) => {
    const { first, model, calls } = await openTwo(t);
    first.server.script('count', { is: 'status', status: 422, error: { message: 'No roles here.' } });
    assert.partialDeepStrictEqual((await failureOf(model.ask(prompt, signal))).why, {
      reason: { is: 'model-setup' },
    });
    first.server.script('count', 'Many.', 'Lots.', 'Heaps.');
    assert.partialDeepStrictEqual((await failureOf(model.ask(prompt, signal))).why, {
      reason: { is: 'model-unreadable' },
    });
    assert.deepEqual(
      told(calls).filter((call) => call.startsWith('second')),
      [],
    );
  });

  test('is stopped as one model is', async (t) => {
    const { first, model, calls } = await openTwo(t);
    const reason = new Failure({ kind: 'cancelled', by: { is: 'closed' } });
    const stop = new AbortController();
    first.server.script('count', { is: 'hang', after: 'It is' });
    const arrival = first.server.next();
    const asked = model.ask(prompt, stop.signal);
    await arrival;
    stop.abort(reason);
    await assert.rejects(asked, (error) => error === reason);
    assert.deepEqual(told(calls), ['first: cancelled']);
  });

  test('of one is that one, and of none is a bug', async (t) => {
    const { first } = await openTwo(t);
    assert.equal(chainOf([first.model]), first.model);
    assert.throws(() => chainOf([]), { message: 'a chain of models has at least one' });
  });
});
