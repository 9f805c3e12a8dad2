import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { cutChange, cutDiff, diffBetween, inWorkspace } from './unit-world.ts';

suite('A unit shows', () => {
  test('the function round a change, what it uses, and who uses it', async () => {
    const { units, left } = await cutChange(shop, { ...shop, 'src/cart.ts': cartWithTax });
    assert.deepEqual(left, []);
    assert.deepEqual(
      units.map(({ name, changedLines, risk }) => ({ name, changedLines, risk })),
      [
        {
          name: 'src/cart.ts',
          changedLines: 4,
          risk: { kind: 'code', security: [], concurrency: [], contracts: ['total'], callers: 2 },
        },
      ],
    );
    assert.equal(units[0]?.text, shopUnit);
    assert.equal(units[0]?.tokens, Math.ceil(shopUnit.length / 4));
  });

  test('who still mentions what was removed', async () => {
    const { units } = await cutChange(shop, { ...shop, 'src/price.ts': 'export const rate = 7;\n' });
    assert.match(
      units[0]?.text ?? '',
      /### Uses of what is changed\nsrc\/cart\.ts, line 6, uses priceOf, which is removed:\n/,
    );
    assert.deepEqual(units[0]?.risk.contracts, ['priceOf']);
  });

  test('nobody who would miss what only moved', async () => {
    const { units } = await cutChange(shop, {
      ...shop,
      'src/price.ts': 'export const rate = 7;\n',
      'src/prices.ts': shop['src/price.ts'],
    });
    assert.ok(units.every(({ text }) => !text.includes('which is removed')));
  });

  test('not a caller of something else with the same name', async () => {
    const other = 'export function total() {\n  return 0;\n}\nconsole.log(total());\n';
    const after = { ...shop, 'src/cart.ts': cartWithTax, 'other/sums.ts': other };
    const { units } = await cutChange({ ...shop, 'other/sums.ts': other }, after);
    assert.ok(!units[0]?.text.includes('other/sums.ts'));
    assert.ok(units[0]?.text.includes('src/order.ts, line 3, uses total'));
  });

  test('a function too long to be shown whole by its beginning and the lines round the change', async () => {
    const body = Array.from({ length: 400 }, (_, index) => `  step(${index});\n`);
    const before = { 'long.js': `function long(first) {\n${body.join('')}}\n` };
    const after = { 'long.js': before['long.js'].replace('step(200)', 'step(-200)') };
    const { units } = await cutChange(before, after);
    const lines = units[0]?.text.split('\n') ?? [];
    assert.deepEqual(
      lines.slice(0, 7),
      [
        '### long.js (modified)',
        '@@ lines 1 to 3 @@',
        '  1  function long(first) {',
        '  2    step(0);',
        '  3    step(1);',
        '@@ lines 192 to 212, in function long(first) { @@',
        '192    step(190);',
      ].map((line, index) => (index > 1 && index < 5 ? line.trimStart() : line)),
    );
    assert.equal(lines.at(-2), '212    step(210);');
  });

  test('twenty lines on either side in a language that is not known', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`);
    const before = { 'a.cob': `${lines.join('\n')}\n` };
    const { units } = await cutChange(before, { 'a.cob': before['a.cob'].replace('line 50', 'changed') });
    assert.match(units[0]?.text ?? '', /^### a\.cob \(modified\)\n@@ lines 30 to 70 @@\n30 {2}line 30\n/);
  });

  test('only the changed lines where the head has another text, or none, and says so', async () => {
    const said = 'The file cannot be shown as it is now: only its changed lines are.';
    for (const head of [{ 'src/order.ts': 'x\n' }, { 'src/cart.ts': `// moved\n${cartWithTax}` }]) {
      const { units } = await cutChange(shop, { ...shop, 'src/cart.ts': cartWithTax }, { head });
      assert.match(
        units[0]?.text ?? '',
        new RegExp(`^### src/cart\\.ts \\(modified\\)\\n${said}\\n@@ lines 2 to 8 @@\\n`),
      );
    }
  });

  test('the beginning and the end of a file that was removed, and how much lies between', async () => {
    const long = Array.from({ length: 100 }, (_, index) => `let v${index};\n`).join('');
    const { units } = await cutChange({ 'gone.js': long, 'b.js': 'b();\n' }, { 'b.js': 'b();\n' });
    const lines = units[0]?.text.split('\n') ?? [];
    assert.equal(units[0]?.changedLines, 100);
    assert.equal(lines.length, 2 + 40 + 1 + 1);
    assert.deepEqual(
      lines.slice(30, 35),
      [
        ' 29 -let v28;',
        ' 30 -let v29;',
        '    -… [60 more removed lines]',
        ' 91 -let v90;',
        ' 92 -let v91;',
      ].map((line) => line.padStart(line.length)),
    );
  });

  test('a line of a million characters cut, with how much is missing', async () => {
    const { units } = await cutChange(
      { 'a.js': 'a();\n' },
      { 'a.js': `a();\nconst data = '${'x'.repeat(1_000_000)}';\n` },
    );
    assert.match(units[0]?.text ?? '', /x… \[999516 more characters\]\n/);
    assert.ok((units[0]?.tokens ?? 0) < 250);
  });

  test('as much as there is room for, and names the rest', async () => {
    const after = { ...shop, 'src/cart.ts': cartWithTax };
    const diff = diffBetween(shop, after);
    await inWorkspace(after, async (head) => {
      const texts = new Map<number, string>();
      for (const contextTokens of [0, 30, 60, 90, 150, 300]) {
        const { units } = await cutDiff(diff, head, { limits: { contextTokens } });
        texts.set(contextTokens, units[0]?.text ?? '');
      }
      const bare = (texts.get(0) ?? '').split('\nLeft out')[0] ?? '';
      for (const [tokens, text] of texts)
        assert.ok((text.split('\nLeft out')[0] ?? '').length <= bare.length + 4 * tokens + 60, `${tokens}`);
      assert.match(
        texts.get(0) ?? '',
        /\nLeft out for lack of room: use of total in src\/order\.ts; .*; definition of priceOf in src\/price\.ts\.\n$/,
      );
      assert.equal(texts.get(300), shopUnit);
    });
  });
});

const shop = {
  'src/cart.ts': `import { sum } from 'lodash';
import { priceOf } from './price.ts';

/** In cents. */
export function total(items: readonly string[]): number {
  const prices = items.map((item) => priceOf(item));
  return sum(prices);
}
`,
  'src/price.ts': `export const rate = 7;

/** Throws for what is not sold. */
export function priceOf(item: string): number {
  return item.length * 100;
}
`,
  'src/order.ts': `import { total } from './cart.ts';

export const sent = total(['a']);
`,
  'test/cart.test.ts': `import { total } from '../src/cart.ts';

test('adds up', () => {
  assert.equal(total(['a', 'b']), 200);
});
`,
};

const cartWithTax = shop['src/cart.ts']
  .replace('readonly string[])', 'readonly string[], tax: string)')
  .replace('sum(prices)', 'sum(prices) + priceOf(tax)');

const shopUnit = `### src/cart.ts (modified)
@@ lines 1 to 8 @@
1  import { sum } from 'lodash';
2  import { priceOf } from './price.ts';
3  
4  /** In cents. */
5 -export function total(items: readonly string[]): number {
5 +export function total(items: readonly string[], tax: string): number {
6    const prices = items.map((item) => priceOf(item));
7 -  return sum(prices);
7 +  return sum(prices) + priceOf(tax);
8  }

### Definitions of what is used
src/price.ts, lines 3 to 6:
3  /** Throws for what is not sold. */
4  export function priceOf(item: string): number {
5    return item.length * 100;
6  }

### Uses of what is changed
src/order.ts, line 3, uses total:
1  import { total } from './cart.ts';
2  
3  export const sent = total(['a']);
test/cart.test.ts, line 4, uses total:
1  import { total } from '../src/cart.ts';
2  
3  test('adds up', () => {
4    assert.equal(total(['a', 'b']), 200);
5  });
`;
