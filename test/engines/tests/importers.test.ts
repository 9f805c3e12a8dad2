import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { importersOf } from '../../../src/engines/tests/importers.ts';
import type { Target } from '../../../src/engines/tests/targets.ts';
import { usualRunner } from '../../../src/project/recognise.ts';

type Files = Readonly<Record<string, string>>;

const sources = {
  'index.js': 'exports.one = () => 1;\n',
  'lib/two.js': 'exports.two = () => 2;\n',
  'lib/index.js': 'exports.three = () => 3;\n',
};

/** The test files that import a path, in a repository with these beside its sources. */
async function importers(path: string, files: Files): Promise<readonly string[]> {
  const found = await ranking({ path, symbol: 'one' }, { ...sources, ...files });
  return found.map((each) => each.path);
}

async function ranking(of: Pick<Target, 'path' | 'symbol'>, all: Files) {
  const tree = await openSyntax({ clock: { now: () => 0 } }).parse(of.path, all[of.path] ?? '');
  if (tree.is !== 'parsed') assert.fail(tree.because);
  const head = {
    files: () => Object.keys(all),
    text: (each: string) => Promise.resolve({ is: 'text', text: all[each] ?? '' } as const),
  };
  return importersOf({ ...of, tree }, { runner: usualRunner('mocha', '', '') }, head);
}

function requiring(source: string): string {
  return `const it = require('${source}');\n`;
}

suite('a file is imported', () => {
  test('by its path', async () => {
    const tests = { 'test/all.js': requiring('../index'), 'test/other.js': requiring('../lib/two') };
    assert.deepEqual(await importers('index.js', tests), ['test/all.js']);
  });

  for (const [source, what] of [
    ['../', 'the folder above, with a stroke'],
    ['..', 'the folder above'],
  ] as const)
    test(`as ${what}, whose index it is`, async () => {
      const tests = { 'test/all.js': requiring(source), 'test/other.js': requiring('../lib/two') };
      assert.deepEqual(await importers('index.js', tests), ['test/all.js']);
    });

  test('as a folder further down', async () => {
    const tests = { 'test/all.js': requiring('../lib'), 'test/other.js': requiring('..') };
    assert.deepEqual(await importers('lib/index.js', tests), ['test/all.js']);
  });

  for (const manifest of [
    { main: './lib/two.js' },
    { main: 'lib/two' },
    { exports: { '.': { types: './lib/two.d.ts', default: './lib/two.js' } } },
    { exports: './lib/two.js' },
    { main: 'dist/two.js' },
  ])
    test(`as the package, by ${JSON.stringify(manifest)}`, async () => {
      const files = { 'package.json': JSON.stringify(manifest), 'test/all.js': requiring('../') };
      assert.deepEqual(await importers('lib/two.js', files), ['test/all.js']);
      assert.deepEqual(await importers('index.js', files), []);
    });

  test('by the name of its package', async () => {
    const files = {
      'package.json': JSON.stringify({ name: 'three', main: 'lib' }),
      'test/all.js': "import { three } from 'three';\n",
      'test/other.js': "import { two } from 'two';\n",
    };
    assert.deepEqual(await importers('lib/index.js', files), ['test/all.js']);
  });

  test('most of all by the file that names it most often, or where none does, what it stands in', async () => {
    const tests = {
      'test/all.js': `${requiring('../cart')}new Cart().total();\n`,
      'test/more.js': `${requiring('../cart')}new Cart();\nnew Cart();\nsubtotal();\n`,
    };
    const cart = 'class Cart {\n  total() {}\n  #empty() {}\n}\n';
    function ranked(symbol: string) {
      return ranking({ path: 'cart.js', symbol }, { ...tests, 'cart.js': cart });
    }
    assert.deepEqual(await ranked('Cart.total'), [
      { path: 'test/all.js', mentions: 1 },
      { path: 'test/more.js', mentions: 0 },
    ]);
    assert.deepEqual(await ranked('Cart.#empty'), [
      { path: 'test/more.js', mentions: 2 },
      { path: 'test/all.js', mentions: 1 },
    ]);
  });

  test('by the name of a package without an entry, as its index', async () => {
    const files = { 'package.json': '{"name": "one"}', 'test/all.js': "import one from 'one';\n" };
    assert.deepEqual(await importers('index.js', files), ['test/all.js']);
  });
});
