import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { assert as assertProperty, lorem, property, string } from 'fast-check';
import { Failure } from '../../src/core/failure.ts';
import type { Model, Prompt } from '../../src/ports/model.ts';

/** A model for one test, and the way to say what it answers to a question. */
export interface ModelUnderTest {
  readonly model: Model;
  /** From now on the model answers this question so, however often it is asked. */
  answer(prompt: Prompt<unknown>, text: string): Promise<void>;
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
