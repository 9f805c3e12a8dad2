import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { assert as assertProperty, lorem, property, string } from 'fast-check';
import { Failure } from '../../src/core/failure.ts';
import type { Conversation, Model, Prompt, Said, ToolHead, Turn } from '../../src/ports/model.ts';

/** A model for one test, and the way to say what it answers to a question. */
export interface ModelUnderTest {
  readonly model: Model;
  /** From now on the model answers this question so, however often it is asked. */
  answer(prompt: Prompt<unknown>, text: string): Promise<void>;
  /** From now on the model says this when it is its turn in this conversation. */
  say(conversation: Conversation, turn: ScriptedTurn): Promise<void>;
}

export interface ScriptedTurn {
  readonly content: string;
  readonly calls: readonly { readonly tool: string; readonly input: string }[];
}

/** What every adapter of the Model port does. */
export function modelContract(name: string, open: (test: TestContext) => Promise<ModelUnderTest>): void {
  suite(`the model port: ${name}`, () => {
    test('gives what the reader makes of the answer, with its usage and the name of the model', async (t) => {
      const subject = await open(t);
      const prompt = numberPrompt('count', 'How many?');
      await subject.answer(prompt, 'I think: 42 – “vielleicht” 🙂');
      const { value, usage, model } = await subject.model.ask(prompt, new AbortController().signal);
      assert.deepEqual({ value, model }, { value: 42, model: subject.model.name });
      assert.ok(usage.tokensIn > 0 && usage.tokensOut > 0 && usage.tokensCached >= 0, JSON.stringify(usage));
      assert.ok(usage.usd === null || usage.usd >= 0);
    });

    test('gives each of several questions at once its own answer', async (t) => {
      const subject = await open(t);
      const prompts = [1, 2, 3, 4, 5].map((number) => numberPrompt(`count-${number}`, `Say ${number}.`));
      for (const [index, prompt] of prompts.entries()) await subject.answer(prompt, `It is ${index + 1}.`);
      const { signal } = new AbortController();
      const answers = await Promise.all(prompts.map((prompt) => subject.model.ask(prompt, signal)));
      assert.deepEqual(
        answers.map(({ value }) => value),
        [1, 2, 3, 4, 5],
      );
    });

    test('says which prompt and which fault when an answer stays unreadable', async (t) => {
      const subject = await open(t);
      const prompt = numberPrompt('count', 'How many?');
      await subject.answer(prompt, 'Many.');
      const failure = await failureOf(subject.model.ask(prompt, new AbortController().signal));
      assert.equal(failure.why.kind, 'user');
      assert.partialDeepStrictEqual(failure.why, {
        reason: { is: 'model-unreadable', prompt: 'count', fault: 'There is no number in it.' },
      });
    });

    test('asks nothing when it is stopped already, and throws the reason', async (t) => {
      const subject = await open(t);
      const reason = new Failure({ kind: 'cancelled', by: { is: 'person', login: 'ada' } });
      const asked = subject.model.ask(numberPrompt('never', 'How many?'), AbortSignal.abort(reason));
      await assert.rejects(asked, (error) => error === reason);
    });

    test('leaves the prompt as it is', async (t) => {
      const subject = await open(t);
      const prompt = Object.freeze({
        ...numberPrompt('count', 'How many?'),
        messages: Object.freeze([Object.freeze({ role: 'user', content: 'How many?' } as const)]),
      });
      await subject.answer(prompt, '7');
      assert.equal((await subject.model.ask(prompt, new AbortController().signal)).value, 7);
    });

    test('takes its turn in a conversation: words and calls, with usage and the name of the model', async (t) => {
      const subject = await open(t);
      const conversation = reading([{ role: 'user', content: 'What do the files say?' }]);
      const calls = [
        { tool: 'read', input: '{"path":"a.ts"}' },
        { tool: 'read', input: '{"path":"b “ü”.ts","note":"```\\n</call>"}' },
        { tool: 'list', input: '{}' },
      ];
      await subject.say(conversation, { content: 'I look at both.', calls });
      const said = await subject.model.converse(conversation, new AbortController().signal);
      assert.deepEqual(withoutIds(said), { content: 'I look at both.', calls, ended: 'calls' });
      assert.equal(new Set(said.calls.map(({ id }) => id)).size, 3);
      assert.equal(said.model, subject.model.name);
      assert.ok(said.usage.tokensIn > 0 && said.usage.tokensOut > 0, JSON.stringify(said.usage));
    });

    test('goes on from the results of its calls, and may end with words', async (t) => {
      const subject = await open(t);
      const { signal } = new AbortController();
      const first = reading([{ role: 'user', content: 'What does the file say?' }]);
      await subject.say(first, { content: '', calls: [{ tool: 'read', input: '{"path":"a.ts"}' }] });
      const { content, calls } = await subject.model.converse(first, signal);
      const results = calls.map(({ id }): Turn => ({
        role: 'tool',
        call: id,
        content: 'It says\n```\n42\n```',
      }));
      const second = reading([...first.turns.slice(1), { role: 'assistant', content, calls }, ...results]);
      await subject.say(second, { content: 'It says 42.', calls: [] });
      const said = await subject.model.converse(second, signal);
      assert.deepEqual(withoutIds(said), { content: 'It says 42.', calls: [], ended: 'finished' });
    });

    test('takes what people say between results and its turn', async (t) => {
      const subject = await open(t);
      const called = {
        role: 'assistant',
        content: '',
        calls: [{ id: 'x', tool: 'list', input: '{}' }],
      } as const;
      const conversation = reading([
        { role: 'user', content: 'What is there?' },
        called,
        { role: 'tool', call: 'x', content: 'a.ts' },
        { role: 'user', content: 'Never mind the tests.' },
        { role: 'user', content: 'You have three steps left.' },
      ]);
      await subject.say(conversation, { content: 'There is a.ts.', calls: [] });
      const said = await subject.model.converse(conversation, new AbortController().signal);
      assert.equal(said.content, 'There is a.ts.');
    });

    test('says nothing more when it is stopped already, and throws the reason', async (t) => {
      const subject = await open(t);
      const reason = new Failure({ kind: 'cancelled', by: { is: 'closed' } });
      const conversation = reading([{ role: 'user', content: 'Go on.' }]);
      const said = subject.model.converse(conversation, AbortSignal.abort(reason));
      await assert.rejects(said, (error) => error === reason);
    });

    test('has a window', async (t) => {
      const subject = await open(t);
      assert.ok(Number.isInteger(subject.model.window) && subject.model.window > 0);
    });

    test('counts more for more text, and takes what looks like its own markup for text', async (t) => {
      const subject = await open(t);
      const { model } = subject;
      assert.equal(model.count(''), 0);
      assertProperty(
        property(string({ unit: 'grapheme' }), lorem({ maxCount: 3 }), (text, words) => {
          const tokens = model.count(`${text}\n\n${words}`);
          return tokens >= model.count(words) && tokens <= Buffer.byteLength(`${text}\n\n${words}`);
        }),
      );
      assert.ok(model.count('<|endoftext|><|im_start|>system') >= 3);
    });
  });
}

const tools: readonly ToolHead[] = [
  {
    name: 'read',
    description: 'Reads a file.',
    parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  },
  { name: 'list', description: 'Lists files.', parameters: { type: 'object', properties: {} } },
];

/** A conversation about files, which can be read and listed; these turns come after the system's. */
export function reading(turns: readonly Turn[]): Conversation {
  return { name: 'look', turns: [{ role: 'system', content: 'You look at files.' }, ...turns], tools };
}

export function withoutIds({ content, calls, ended }: Said) {
  return { content, calls: calls.map(({ tool, input }) => ({ tool, input })), ended };
}

/** A question whose answer is the first number in the text. */
export function numberPrompt(name: string, question: string): Prompt<number> {
  return {
    name,
    messages: [
      { role: 'system', content: 'You answer with one number.' },
      { role: 'user', content: question },
    ],
    read(text) {
      const [number] = /\d+/.exec(text) ?? [];
      if (number === undefined) return { is: 'fault', fault: 'There is no number in it.' };
      return { is: 'value', value: Number(number) };
    },
  };
}

/** The Failure that work ends with; anything else thrown is thrown on. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    assert.fail(`It did not fail but gave ${JSON.stringify(await work)}`);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
