import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes files below a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** A monorepo of small shops, alike but for the runner of their tests, which come from the registry by version. */
export async function writeShops(tree: string): Promise<void> {
  await writeFiles(tree, files());
  await cp(
    join(import.meta.dirname, '../../fixtures/reports/shops-lock.json'),
    join(tree, 'package-lock.json'),
  );
}

interface Shop {
  readonly script: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly tests: string;
  readonly testPath?: string;
}

export const shops: Readonly<Record<string, Shop>> = {
  'node-test': {
    script: 'node --test',
    packages: {},
    tests: suiteOf("import { describe, test } from 'node:test';"),
  },
  vitest: {
    script: 'vitest run',
    packages: { vitest: '5.1.1', '@vitest/coverage-v8': '5.1.1' },
    tests: suiteOf("import { describe, test } from 'vitest';"),
  },
  jest: {
    script: 'NODE_OPTIONS=--experimental-vm-modules jest',
    packages: { jest: '30.5.2' },
    tests: suiteOf("import { describe, test } from '@jest/globals';"),
  },
  mocha: {
    script: "mocha 'test/**/*.test.js'",
    packages: { mocha: '12.0.3', c8: '12.0.0' },
    tests: suiteOf('const test = it;').replace('test.todo(', 'it('),
  },
  ava: {
    script: 'ava',
    packages: { ava: '8.0.0', c8: '12.0.0' },
    tests: flatSuite(),
    testPath: 'test/shop.js',
  },
  tap: { script: 'tap', packages: { tap: '21.8.0' }, tests: nestedSuite() },
};

function files(): Record<string, string> {
  const root = { name: 'shops', private: true, workspaces: Object.keys(shops) };
  return Object.assign(
    { 'package.json': json(root) },
    ...Object.entries(shops).map(([name, { script, packages, tests, testPath = 'test/shop.test.js' }]) => ({
      [`${name}/package.json`]: json({
        name: `shop-${name}`,
        version: '1.0.0',
        type: 'module',
        scripts: { test: script },
        devDependencies: packages,
      }),
      [`${name}/src/shop.js`]: source,
      [`${name}/${testPath}`]: tests,
    })),
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The last line has a way that no test takes. */
const source = `export function price(amount, isMember) {
  if (isMember) return amount * 0.9;
  return amount;
}

export function label(count) {
  return count === 1 ? 'one thing' : \`\${count} things\`;
}
`;

/** One fails, one is left out, one is still to be written. */
function suiteOf(imports: string): string {
  return `import assert from 'node:assert/strict';
${imports}
import { price, label } from '../src/shop.js';

describe('the price', () => {
  test('is lower for members', () => {
    assert.equal(price(100, true), 90);
  });
  test('is the same for others', () => {
    assert.equal(price(100, false), 110);
  });
});
test.skip('of nothing', () => {});
test('the label counts', () => {
  assert.equal(label(2), '2 things');
});
test.todo('tax');
`;
}

function flatSuite(): string {
  return `import test from 'ava';
import { price, label } from '../src/shop.js';

test('the price is lower for members', (t) => {
  t.is(price(100, true), 90);
});
test('the price is the same for others', (t) => {
  t.is(price(100, false), 110);
});
test.skip('of nothing', (t) => t.pass());
test('the label counts', (t) => {
  t.is(label(2), '2 things');
});
test.todo('tax');
`;
}

function nestedSuite(): string {
  return `import t from 'tap';
import { price, label } from '../src/shop.js';

t.test('the price', (t) => {
  t.test('is lower for members', (t) => {
    t.equal(price(100, true), 90);
    t.end();
  });
  t.test('is the same for others', (t) => {
    t.equal(price(100, false), 110);
    t.end();
  });
  t.end();
});
t.test('of nothing', { skip: 'not yet' }, (t) => t.end());
t.test('the label counts', (t) => {
  t.equal(label(2), '2 things');
  t.end();
});
t.test('tax', { todo: true });
`;
}
