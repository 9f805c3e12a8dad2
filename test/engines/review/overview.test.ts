import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Overview } from '../../../src/core/overview.ts';
import { Failure } from '../../../src/core/failure.ts';
import { describeChange } from '../../../src/engines/review/overview.ts';
import type { Prompt } from '../../../src/ports/model.ts';
import { diffOf, hunkAt } from '../../core/diff-writer.ts';
import { inputWith, usedUp } from './review-world.ts';

const diff = diffOf({ 'src/coupon.js': [hunkAt(1, ['+export const limit = 7;'])] });

const summary = '<summary>\nAdds coupons.\n</summary>';
const bare: Overview = { summary: 'Adds coupons.', files: [], risk: null, effort: null, requirements: [] };

/** What becomes of the model's words, and what it was asked; issue 7 is linked. */
async function described(said: string | Failure) {
  const asked: Prompt<unknown>[] = [];
  const model = {
    name: 'fast',
    window: 100_000,
    count: (text: string) => text.length,
    converse: () => assert.fail('a description needs no tools'),
    ask: async <T>(prompt: Prompt<T>) => {
      asked.push(prompt);
      if (said instanceof Failure) throw said;
      const reading = prompt.read(said);
      if (reading.is === 'fault') {
        const reason = {
          is: 'model-unreadable',
          prompt: 'overview',
          tries: 3,
          fault: reading.fault,
        } as const;
        throw new Failure({ kind: 'user', reason });
      }
      const usage = { tokensIn: 1, tokensCached: 0, tokensOut: 1, usd: null };
      return { value: reading.value, usage, model: 'fast' };
    },
  };
  const steps = {
    signal: new AbortController().signal,
    once: <T>(_name: string, _inputs: unknown, _schema: unknown, work: () => Promise<T>) => work(),
    progress: () => Promise.resolve(),
  };
  const ref = { id: 1, owner: 'octo', repo: 'shop', number: 7 };
  const author = { id: 2, login: 'tim', isBot: false };
  const { background } = inputWith(diff);
  const issues = [{ ref, title: 'Coupons', body: '', author }];
  const known = { ...background, intent: { ...background.intent, issues }, wishes: [], known: [] };
  const overview = await describeChange(diff, known, { models: { fast: model, strong: model }, steps });
  return { overview, asked };
}

suite('an overview', () => {
  test('is read with all that it tells', async () => {
    const { overview, asked } = await described(`${summary}
<file>
path: \`src/coupon.js\`
Keeps how often a coupon
may be used.
</file>
<risk>
level: Medium
Orders may cost too little.
</risk>
<effort>
2
</effort>
<requirement>
issue: #7
met: partly
place: src/coupon.js
Coupons can be used seven times.
</requirement>`);
    assert.deepEqual(overview, {
      summary: 'Adds coupons.',
      files: [{ path: 'src/coupon.js', what: 'Keeps how often a coupon may be used.' }],
      risk: { level: 'medium', why: 'Orders may cost too little.' },
      effort: 2,
      requirements: [
        { issue: 7, met: 'partly', place: 'src/coupon.js', text: 'Coupons can be used seven times.' },
      ],
    });
    assert.match(
      asked[0]?.messages[1]?.content ?? '',
      /source="the change" trust="author">\n### src\/coupon\.js/,
    );
  });

  for (const [what, section] of [
    ['a risk of its own invention', '<risk>\nlevel: scary\nBoo.\n</risk>'],
    ['an effort beyond the scale', '<effort>\n9\n</effort>'],
    ['an effort in words', '<effort>\na lot\n</effort>'],
    ['a file without a path', '<file>\nIt changes.\n</file>'],
    ['a file of which nothing is said', '<file>\npath: a.js\n</file>'],
    ['an issue that is not linked', '<requirement>\nissue: 8\nmet: yes\nIt works.\n</requirement>'],
    ['a requirement that may be met', '<requirement>\nissue: 7\nmet: maybe\nIt works.\n</requirement>'],
    ['a requirement without words', '<requirement>\nissue: 7\nmet: yes\n</requirement>'],
  ] as const) {
    test(`leaves out ${what}, and keeps the rest`, async () => {
      assert.deepEqual((await described(`${summary}\n${section}`)).overview, bare);
    });
  }

  test('is nothing without a summary, or where it is not paid for', async () => {
    assert.equal((await described('<risk>\nlevel: low\n</risk>')).overview, null);
    assert.equal((await described(usedUp)).overview, null);
  });

  test('passes on what else has failed', async () => {
    const stale = new Failure({ kind: 'stale' });
    await assert.rejects(described(stale), stale);
  });
});
