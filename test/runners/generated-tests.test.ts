import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Files, outcome, saying, testsWorld, writing } from '../engines/tests/tests-world.ts';

interface Shop {
  readonly script: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly path: string;
  readonly imports: string;
  /** A test of this name that claims that one thing is another. */
  readonly test: (name: string, one: string, other: string) => string;
  /** What stands around tests. */
  readonly group?: readonly [before: string, after: string, name: string];
  readonly more?: Files;
}

const describe = ["describe('the price', () => {\n", '});\n', 'the price > '] as const;

/** Real runners, by the versions that are tried elsewhere, too. */
const shops: Readonly<Record<string, Shop>> = {
  vitest: {
    script: 'vitest run',
    packages: { vitest: '5.1.1', '@vitest/coverage-v8': '5.1.1' },
    path: 'src/shop.test.js',
    imports: "import { describe, expect, it } from 'vitest';",
    test: (name, one, other) => `  it('${name}', () => {\n    expect(${one}).toBe(${other});\n  });\n`,
    group: describe,
  },
  jest: {
    script: 'NODE_OPTIONS=--experimental-vm-modules jest',
    packages: { jest: '30.5.2' },
    path: 'src/__tests__/shop.test.js',
    imports: "import { describe, expect, it } from '@jest/globals';",
    test: (name, one, other) => `  it('${name}', () => {\n    expect(${one}).toBe(${other});\n  });\n`,
    group: describe,
  },
  mocha: {
    script: "mocha 'test/**/*.test.js'",
    packages: { mocha: '12.0.3', c8: '12.0.0' },
    path: 'test/shop.test.js',
    imports: "import assert from 'node:assert/strict';",
    test: (name, one, other) => `  it('${name}', () => {\n    assert.equal(${one}, ${other});\n  });\n`,
    group: describe,
  },
  ava: {
    script: 'ava',
    packages: { ava: '8.0.0', c8: '12.0.0' },
    path: 'test/shop.js',
    imports: "import test from 'ava';",
    test: (name, one, other) => `test('${name}', (t) => {\n  t.is(${one}, ${other});\n});\n`,
  },
  tap: {
    script: 'tap',
    packages: { tap: '21.8.0' },
    path: 'test/shop.test.js',
    imports: "import t from 'tap';",
    test: (name, one, other) => `t.test('${name}', async (t) => {\n  t.equal(${one}, ${other});\n});\n`,
  },
  'node:test in TypeScript': {
    script: 'node --test',
    packages: { typescript: '7.0.2', prettier: '3.10.1' },
    path: 'src/shop.test.ts',
    imports: "import assert from 'node:assert/strict';\nimport { test } from 'node:test';",
    test: (name, one, other) => `test('${name}', () => {\n  assert.equal(${one}, ${other});\n});\n`,
    more: {
      '.prettierrc': '{ "singleQuote": true }\n',
      'tsconfig.json':
        '{ "compilerOptions": { "strict": true, "noEmit": true, "allowImportingTsExtensions": true, "module": "nodenext" } }',
    },
  },
};

function shopFiles({ script, packages, path, imports, test: write, group, more }: Shop, body: string): Files {
  const up = '../'.repeat(path.split('/').length - 1);
  const isTyped = path.endsWith('.ts');
  const [source, given] = isTyped
    ? ['src/shop.ts', 'amount: number, isMember: boolean']
    : ['src/shop.js', 'amount, isMember'];
  const [before = '', after = ''] = group ?? [];
  return {
    ...more,
    'package.json': JSON.stringify({
      name: 'shop',
      type: 'module',
      scripts: { test: script },
      devDependencies: packages,
    }),
    [source]: `/** Members pay ten per cent less. */\nexport function price(${given}) {\n${body}}\n`,
    [path]: `${imports}\nimport { price } from '${up}${source}';\n\n${before}${write('is the same for others', 'price(100, false)', '100')}${after}`,
  };
}

function change(shop: Shop) {
  return {
    before: shopFiles(shop, '  return amount;\n'),
    after: shopFiles(shop, '  if (isMember) return amount * 0.9;\n  return amount;\n'),
  };
}

function behindFirst(shop: Shop, code: string): string {
  const behind = shop.test('is the same for others', 'price(100, false)', '100').trimEnd();
  return writing({ name: 'is lower for members', path: shop.path, behind, code });
}

suite('tests are written for a real project and run in the sandbox', () => {
  const world = testsWorld();

  for (const [name, shop] of Object.entries(shops))
    test(`with ${name}, where the others are`, async () => {
      const written = behindFirst(shop, shop.test('is lower for members', 'price(100, true)', '90'));
      const told = await world.generate({ ...change(shop), script: saying(written) });
      assert.deepEqual(outcome(told), {
        tests: [`${shop.group?.[2] ?? ''}is lower for members: verified`],
        changed: [shop.path],
        dropped: [],
      });
      assert.ok(told.generated.is === 'generated' && told.generated.tests[0]?.verdict.is === 'verified');
      const { isMeasured, branches, mutants } = told.generated.tests[0].verdict.figures;
      assert.deepEqual([isMeasured, branches > 0, mutants], [true, true, { seeded: 2, killed: 2 }]);
    });

  const typed = shops['node:test in TypeScript'];
  assert.ok(typed !== undefined);

  test("where the project's type check minds one, it is not taken", async () => {
    const wrong = behindFirst(typed, typed.test('is lower for members', "price('100', true)", '90'));
    const told = await world.generate({
      ...change(typed),
      script: ({ prompt }) => (prompt.startsWith('tests 1') ? wrong : '<none/>'),
    });
    assert.deepEqual(outcome(told), { tests: [], changed: [], dropped: ['1 does not type-check'] });
  });

  test("and the project's formatter has the last word", async () => {
    const loose = 'test("is lower for members",()=>{\n      assert.equal( price(100,true),90 )\n})';
    const told = await world.generate({ ...change(typed), script: saying(behindFirst(typed, loose)) });
    assert.ok(told.generated.is === 'generated');
    const neat = `${shopFiles(typed, '')[typed.path]}${typed.test('is lower for members', 'price(100, true)', '90')}`;
    assert.equal(told.generated.changes[0]?.after, neat);
  });
});
