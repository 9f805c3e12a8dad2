import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure } from '../../../src/core/failure.ts';
import { answer, finding, lines, outcome, reviewed, usedUp } from './review-world.ts';

const before = { 'math.js': 'export const one = 1;\n' };
const after = { 'math.js': 'export const one = 1;\n\nexport function divide(a, b) {\n  return a / b;\n}\n' };
const zero = { quote: '  return a / b;', title: 'Dividing by zero gives Infinity' };

suite('a budget that ends', () => {
  const files = { 'a.js': lines(140, 'a'), 'b.js': lines(140, 'b'), 'c.js': lines(140, 'c') };

  test('while parts are read leaves what has been read, and names what has not', async () => {
    let asked = 0;
    const told = await reviewed({
      before: {},
      after: files,
      script: ({ prompt }) => {
        if (prompt !== 'review') return undefined;
        asked += 1;
        return asked > 3
          ? usedUp
          : answer({ path: 'b.js', quote: 'export const b7 = 7;', title: 'Counts wrong' });
      },
    });
    assert.deepEqual(told.reviewed.lookedAt, ['a.js', 'b.js']);
    assert.deepEqual(told.reviewed.notLookedAt, [
      { path: 'c.js', reason: 'the budget of this request was used up' },
    ]);
    assert.equal(told.reviewed.limit?.is, 'job-limit');
  });

  test('before the first answer is thrown, since there is nothing to keep', async () => {
    await assert.rejects(
      reviewed({ before, after, script: ({ prompt }) => (prompt === 'review' ? usedUp : undefined) }),
      usedUp,
    );
  });

  test('while claims are checked leaves those untold that nobody has checked', async () => {
    const told = await reviewed({
      before,
      after,
      script: ({ prompt }) => {
        if (prompt === 'review')
          return answer(zero, { quote: 'export function divide(a, b) {', title: 'Nobody calls it' });
        return prompt === 'verify 2' ? usedUp : undefined;
      },
    });
    assert.deepEqual(outcome(told), { inline: [zero.title], elsewhere: [], dropped: ['1 not checked'] });
    assert.equal(told.reviewed.limit?.is, 'job-limit');
  });

  test('is not what a question is that alone is too large', async () => {
    const tooLarge = new Failure({
      kind: 'budget',
      reason: { is: 'too-large', what: 'the prompt', limit: '8,000 tokens' },
    });
    let asked = 0;
    await assert.rejects(
      reviewed({
        before: {},
        after: files,
        script: ({ prompt }) => {
          if (prompt !== 'review') return undefined;
          asked += 1;
          return asked === 2 ? tooLarge : answer();
        },
      }),
      tooLarge,
    );
  });
});

suite('answers that cannot be read', () => {
  const files = { 'a.js': lines(140, 'a'), 'b.js': lines(140, 'b') };

  test('cost their part of the change, which is named once, and not the others', async () => {
    const { reviewed: told } = await reviewed({
      before: {},
      after: files,
      script: ({ prompt, text }) =>
        prompt === 'review' && text.includes('a7')
          ? 'Looks fine!'
          : finding()({ prompt, text, model: 'strong' }),
    });
    assert.deepEqual(told.lookedAt, ['b.js']);
    assert.deepEqual(told.notLookedAt, [
      { path: 'a.js', reason: "the model's answer about it could not be read" },
    ]);
  });

  test('cost nothing where another reading of the same part could be read', async () => {
    let asked = 0;
    const { reviewed: told } = await reviewed({
      before: {},
      after: files,
      script: ({ prompt }) => {
        if (prompt !== 'review') return undefined;
        asked += 1;
        return asked === 1 ? 'Looks fine!' : answer();
      },
    });
    assert.deepEqual([told.lookedAt, told.notLookedAt], [['a.js', 'b.js'], []]);
  });

  test('throw where there is no other', async () => {
    const fault = 'There is neither a <finding> section nor <none/>.';
    await assert.rejects(
      reviewed({
        before: {},
        after: files,
        script: ({ prompt }) => (prompt === 'review' ? 'Looks fine!' : undefined),
      }),
      {
        why: { kind: 'user', reason: { is: 'model-unreadable', prompt: 'review', tries: 3, fault } },
      },
    );
  });

  test('leave a claim untold that they were the check of', async () => {
    const told = await reviewed({
      before,
      after,
      script: ({ prompt }) => (prompt === 'review' ? answer(zero) : 'I think so.'),
    });
    assert.deepEqual(outcome(told), { inline: [], elsewhere: [], dropped: ['1 not checked'] });
  });
});
