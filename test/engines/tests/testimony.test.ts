import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { usualLimits } from '../../../src/engines/tests/parts.ts';
import { targetsOf } from '../../../src/engines/tests/targets.ts';
import { testimonyOf } from '../../../src/engines/tests/testimony.ts';
import { diffBetween } from '../review/unit-world.ts';

const shop = `// Copyright of nobody.

const rate = 0.9;

/**
 * The price of an amount.
 * Members pay ten per cent less.
 */
export const price = (
  amount,
  isMember = false,
) => {
  // Nobody pays for what is free.
  if (amount === 0) return 0; // at all
  return isMember ? lowered(amount, () => rate) : amount;
};

// Takes off what members do not pay.
// Rounded to cents, as of 2024.
function lowered(amount, take) {
  return Math.round(amount * take() * 100) / 100;
}

/** Ends the day and empties the till. */
export function close() {
  return 'closed';
}
`;

const files: Readonly<Record<string, string>> = {
  'src/shop.js': shop,
  'src/till.js': '/** Coins of one cent are not given back in this shop. */\nexport const till = 1;\n',
  'README.md': `# Shop\n\n${'Other words. '.repeat(60)}\n\nWhoever brings a friend\npays *half the price*, once.\n\n<!-- members pay the double price -->\n\n${'More words. '.repeat(60)}\n`,
  'test/notes.md': 'Tests say that members pay one third.\n',
};

const syntax = openSyntax({ clock: { now: () => 0 } });
const head = {
  files: () => Object.keys(files),
  text: (path: string) => Promise.resolve({ is: 'text', text: files[path] ?? '' } as const),
};
const diff = diffBetween({}, { 'src/shop.js': shop });

/** What those who judge a test of a function are shown, without what holds it apart. */
async function testimony({ symbol = 'price', code = 'price(100)', expected = '' }) {
  const found = await targetsOf(diff, [symbol], { head, syntax });
  const target = found.is === 'targets' ? found.targets[0] : undefined;
  assert.ok(target !== undefined);
  const claim = { target, code, checks: 'That it adds up.', expected };
  const { sections, states } = await testimonyOf(
    claim,
    {
      headSha: 'head',
      diff,
      wanted: [],
      framework: null,
      intent: { title: 'Prices', body: '', author: 'ada', issues: [] },
      guidance: [],
      openFindings: [],
      limits: usualLimits,
    },
    { head, syntax },
  );
  const shown = sections.map((each) => {
    const [, source = '', text = ''] = /^<\S+ source="(.*)" trust="\w+">\n([^]*)\n<\S+>$/.exec(each) ?? [];
    return [source, text] as const;
  });
  return { shown: new Map(shown), states };
}

suite('those who judge a test are shown', () => {
  test('the comments of what it calls and of its target, whole and with their lines, and no others', async () => {
    const { shown } = await testimony({ symbol: 'lowered' });
    assert.equal(
      shown.get('comments of src/shop.js'),
      `lines 5 to 8:
/**
 * The price of an amount.
 * Members pay ten per cent less.
 */

line 13:
// Nobody pays for what is free.

line 14:
// at all

lines 18 to 19:
// Takes off what members do not pay.
// Rounded to cents, as of 2024.`,
    );
  });

  test('the signatures of these, and never what they do', async () => {
    const { shown } = await testimony({ symbol: 'lowered' });
    assert.equal(
      shown.get('signatures in src/shop.js'),
      'export const price = (\n  amount,\n  isMember = false,\n) =>\nfunction lowered(amount, take)',
    );
  });

  test('what its author claims', async () => {
    const { shown } = await testimony({ expected: 'by its name' });
    assert.equal(
      shown.get('what the author of the test claims'),
      'checks: That it adds up.\nexpected: by its name',
    );
  });

  test('the passage of a document that the claim quotes, in any spacing, with little around it', async () => {
    const { shown, states } = await testimony({
      expected: 'the README says “brings a friend pays half the price”',
    });
    assert.equal(
      shown.get('README.md, lines 4 to 9, quoted by the claim'),
      '\nWhoever brings a friend\npays *half the price*, once.\n\n\n',
    );
    assert.equal(states('Whoever brings a friend pays half the price, once.'), true);
  });

  test('the comment of another file that the claim quotes and names', async () => {
    const quote = 'Coins of one cent are not given back';
    const { shown } = await testimony({ expected: `src/till.js: "${quote} in this shop"` });
    assert.equal(
      shown.get('a comment of src/till.js, line 1, quoted by the claim'),
      '/** Coins of one cent are not given back in this shop. */',
    );
    const { states } = await testimony({ expected: `"${quote}"` });
    assert.equal(states(quote), false);
  });

  test('a comment of the same file that the claim quotes, whatever it belongs to', async () => {
    const { shown } = await testimony({ expected: '"Ends the day and empties the till."' });
    assert.equal(
      shown.get('a comment of src/shop.js, line 24, quoted by the claim'),
      '/** Ends the day and empties the till. */',
    );
  });
});

suite('a quote is told as not found, and states nothing, where it stands', () => {
  const nowhere = 'quoted by the claim, and not found in any document or comment';
  const quotes = {
    nowhere: 'members pay a third of it',
    'in the code under test': 'return Math.round(amount * take() * 100) / 100',
    'in other code': 'export const till = 1',
    'in what nobody sees of a document': 'members pay the double price',
    'among the tests': 'members pay one third',
  };
  for (const [where, quote] of Object.entries(quotes))
    test(where, async () => {
      const { shown, states } = await testimony({ expected: `src/till.js, docs: "${quote}"` });
      assert.equal(shown.get(nowhere), quote);
      assert.equal(states(quote), false);
    });
});
