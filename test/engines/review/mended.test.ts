import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure, userFailure } from '../../../src/core/failure.ts';
import { mended, type Open } from '../../../src/engines/review/mended.ts';
import type { Prompt } from '../../../src/ports/model.ts';
import { diffBetween, inWorkspace } from './unit-world.ts';

const before = { 'math.js': 'export function divide(a, b) {\n  return a / b;\n}\n', 'other.js': 'a();\n' };
const open: Open = {
  path: 'math.js',
  title: 'Dividing by zero',
  body: 'With b = 0 the result is Infinity.',
  quote: '  return a / b;',
};

/** What is found out of the finding when its files have become these, and what was asked. A Failure is thrown instead of an answer. */
async function lookedAt(after: Readonly<Record<string, string>>, said: string | Failure = '') {
  const asked: Prompt<unknown>[] = [];
  const model = {
    name: 'fast',
    window: 100_000,
    count: (text: string) => text.length,
    converse: () => assert.fail('a decision needs no tools'),
    ask: async <T>(prompt: Prompt<T>) => {
      asked.push(prompt);
      if (said instanceof Failure) throw said;
      const reading = prompt.read(said);
      assert.ok(reading.is === 'value', JSON.stringify(reading));
      const usage = { tokensIn: 1, tokensCached: 0, tokensOut: 1, usd: null };
      return { value: reading.value, usage, model: 'fast' };
    },
  };
  const steps = {
    signal: new AbortController().signal,
    once: <T>(_name: string, _inputs: unknown, _schema: unknown, work: () => Promise<T>) => work(),
    progress: () => Promise.resolve(),
  };
  const found = await inWorkspace(after, (workspace) =>
    mended(open, diffBetween(before, after), { models: { fast: model, strong: model }, steps, workspace }),
  );
  return { found, question: asked[0]?.messages[1]?.content ?? '' };
}

const guarded = { ...before, 'math.js': before['math.js'].replace('a / b', 'b === 0 ? 0 : a / b') };

/** What others wrote, by source. */
function sources(question: string): readonly string[] {
  return [...question.matchAll(/^<untrusted-\w+ source="([^"]*)"/gm)].map(([, source = '']) => source);
}

suite('an open finding', () => {
  test('is looked at with what has changed in its file, and the file as it is', async () => {
    const { found, question } = await lookedAt(
      guarded,
      '{"mended": "yes", "because": "A zero is answered."}',
    );
    assert.deepEqual(found, { mended: 'yes', because: 'A zero is answered.' });
    assert.deepEqual(sources(question), [
      'the finding',
      'the code it was about',
      'changes to math.js since then',
      'math.js as it is now',
    ]);
    assert.match(question, /math\.js: Dividing by zero\n\nWith b = 0 the result is Infinity\.\n/);
    assert.match(question, /\+ {2}return b === 0 \? 0 : a \/ b;\n/);
  });

  test('is not asked about where its file has not changed', async () => {
    const { found, question } = await lookedAt({ ...before, 'other.js': 'b();\n' });
    assert.deepEqual([found, question], [null, '']);
  });

  test('is looked at where its file is gone', async () => {
    const { 'other.js': other } = before;
    const { found, question } = await lookedAt(
      { 'other.js': other },
      '{"mended": "unclear", "because": "Gone."}',
    );
    assert.equal(found?.mended, 'unclear');
    assert.deepEqual(sources(question).slice(2), ['changes to math.js since then']);
  });

  test('of a very long file is looked at by the changes alone', async () => {
    const long = { ...guarded, 'math.js': guarded['math.js'] + 'x();\n'.repeat(400) };
    const { question } = await lookedAt(long, '{"mended": "no", "because": "It is not."}');
    assert.ok(!sources(question).includes('math.js as it is now'));
  });

  test('stays open where nothing may be spent on it, or the answer cannot be read', async () => {
    const limit = { unit: 'tokens', most: 1, setBy: 'operator', spent: 1, needed: 1 } as const;
    const spent = new Failure({ kind: 'budget', reason: { is: 'job-limit', ...limit } });
    const unread = userFailure({ is: 'model-unreadable', prompt: 'mended', tries: 3, fault: 'no JSON' });
    for (const refusal of [spent, unread]) assert.equal((await lookedAt(guarded, refusal)).found, null);
    const away = userFailure({ is: 'model-setup', detail: 'no such model' });
    await assert.rejects(lookedAt(guarded, away), away);
  });
});
