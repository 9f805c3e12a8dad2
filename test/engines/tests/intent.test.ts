import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import type { OnBase } from '../../../src/core/generated-tests.ts';
import { defectShown } from '../../../src/engines/tests/intent.ts';
import { usualLimits } from '../../../src/engines/tests/parts.ts';
import { type Target, targetsOf } from '../../../src/engines/tests/targets.ts';
import type { Model, Prompt } from '../../../src/ports/model.ts';
import { diffBetween } from '../review/unit-world.ts';

const before = { 'src/shop.js': 'export function price(amount) {\n  return amount;\n}\n' };
const after = {
  'src/shop.js': `/** The price of an amount; it is never less than -1 euro. */
export function price(amount) {
  return amount * 1.1;
}
`,
};
const body = `Members pay ten per cent **less**.

> Discounts are disallowed on Sundays.

An amount is free where amount <= 5, and negative
amounts are refused.`;

const readme = '# Shop\n\nOn their birthday members pay nothing at all.\n';

interface Judged {
  readonly quote: string | null;
  readonly onBase?: OnBase;
  readonly right?: 'test' | 'code' | 'unclear';
  /** What the test's author says of it. */
  readonly expected?: string;
}

const diff = diffBetween(before, after);

/** What is told of a test that fails, where a model judges so. */
async function shown({ quote, onBase = 'fails', right = 'test', expected = '' }: Judged) {
  const answer = { right, quote, title: 'Members pay more', body: 'They pay 110.', severity: 'high' };
  const model = answering(JSON.stringify(answer));
  return defectShown(
    {
      claim: { target: await target(), code: 'assert.equal(price(100), 90);', checks: 'Less.', expected },
      message: '110 !== 90',
      onBase,
    },
    {
      headSha: 'head',
      diff,
      wanted: [],
      framework: null,
      intent: { title: 'Discounts', body, author: 'ada', issues: [] },
      guidance: [],
      openFindings: [],
      limits: usualLimits,
    },
    {
      models: { strong: model, fast: model },
      head: { files: () => ['src/shop.js', 'README.md'], text },
      syntax,
      steps: {
        signal: new AbortController().signal,
        once: (_, __, ___, work) => work(),
        progress: () => Promise.resolve(),
      },
    },
  );
}

const syntax = openSyntax({ clock: { now: () => 0 } });

async function target(): Promise<Target> {
  const found = await targetsOf(diff, [], { head: { text }, syntax });
  assert.ok(found.is === 'targets' && found.targets[0] !== undefined);
  return found.targets[0];
}

function text(path: string) {
  const own = Object.entries({ ...after, 'README.md': readme }).find(([name]) => name === path)?.[1] ?? '';
  return Promise.resolve({ is: 'text', text: own } as const);
}

function answering(text: string): Model {
  return {
    name: 'scripted',
    window: 100_000,
    count: () => 1,
    ask: <T>({ read }: Prompt<T>) => {
      const reading = read(text);
      assert.ok(reading.is === 'value');
      const usage = { tokensIn: 1, tokensCached: 0, tokensOut: 1, usd: null };
      return Promise.resolve({ value: reading.value, usage, model: 'scripted' });
    },
    converse: () => Promise.reject(new Error('nobody talks here')),
  };
}

suite('a defect is told where its evidence stands in what people said, word for word', () => {
  const said = [
    'Members pay ten per cent less.',
    'discounts are disallowed on sundays',
    'An amount is free where amount <= 5, and negative amounts are refused.',
    'it is never less than -1 euro',
  ];
  for (const quote of said)
    test(quote, async () => {
      const defect = await shown({ quote });
      assert.deepEqual(defect, {
        title: 'Members pay more',
        body: 'They pay 110.',
        severity: 'high',
        stated: quote,
      });
    });
});

test('a defect is told where its evidence stands in a document that the author of the test quotes', async () => {
  const quote = 'On their birthday members pay nothing at all.';
  const defect = await shown({ quote, expected: `README: "${quote}"` });
  assert.equal(defect?.stated, quote);
});

suite('a defect is not told by a model’s word alone:', () => {
  const unsaid: Readonly<Record<string, string | null>> = {
    'without a quote': null,
    'with one that nobody said': 'Members pay a tenth less than others.',
    'with the code itself': 'return amount * 1.1',
    'with too few words to mean anything': 'Members pay',
    'with a word cut, which turns it round': 'allowed on Sundays',
    'with another sign': 'An amount is free where amount < 5, and negative amounts are refused.',
    'with another number': 'it is never less than 1 euro',
  };
  for (const [what, quote] of Object.entries(unsaid))
    test(what, async () => {
      assert.equal(await shown({ quote }), undefined);
    });

  test('with one of a document that the author of the test does not quote', async () => {
    assert.equal(await shown({ quote: 'On their birthday members pay nothing at all.' }), undefined);
  });

  test('what passed before the change is evidence too, and a wrong quote is not repeated then', async () => {
    const defect = await shown({ quote: 'Members pay a tenth less than others.', onBase: 'passes' });
    assert.equal(defect?.stated, null);
  });

  test('where the code is found right', async () => {
    assert.equal(await shown({ quote: null, onBase: 'passes', right: 'code' }), undefined);
  });
});
