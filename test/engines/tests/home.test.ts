import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { importersOf, placeFor, runnerNamed } from '../../../src/engines/tests/home.ts';
import { targetsOf } from '../../../src/engines/tests/targets.ts';
import { usualRunner } from '../../../src/project/recognise.ts';
import type { RunnerName } from '../../../src/project/runners.ts';
import { diffBetween, inWorkspace } from '../review/unit-world.ts';

interface Placing {
  readonly runner: RunnerName;
  readonly folder?: string;
  readonly there: readonly string[];
}

function place(path: string, { runner, folder = '', there }: Placing): string {
  const placed = placeFor({ path }, { runner: usualRunner(runner, folder, '') }, there);
  return `${placed.path}${placed.isNew ? ', new' : ''}`;
}

suite('tests go', () => {
  test('into the file that holds those of their subject', () => {
    const there = ['src/cart.ts', 'test/cart.test.ts', 'test/shop.test.ts'];
    assert.equal(place('src/cart.ts', { runner: 'vitest', there }), 'test/cart.test.ts');
    assert.equal(
      place('app/cart.py', { runner: 'pytest', there: ['tests/test_cart.py'] }),
      'tests/test_cart.py',
    );
  });

  test('beside their subject, where those of others stand so', () => {
    const there = ['src/shop.ts', 'src/shop.spec.ts'];
    assert.equal(place('src/cart.ts', { runner: 'jest', there }), 'src/cart.spec.ts, new');
  });

  test('into a folder that mirrors the source, where others do', () => {
    assert.equal(
      place('src/sale/cart.ts', { runner: 'vitest', there: ['test/money/shop.test.ts'] }),
      'test/sale/cart.test.ts, new',
    );
    assert.equal(
      place('src/cart.ts', { runner: 'jest', there: ['src/__tests__/shop.test.ts'] }),
      'src/__tests__/cart.test.ts, new',
    );
    assert.equal(
      place('shop/cart.py', { runner: 'pytest', there: ['tests/test_shop.py'] }),
      'tests/test_cart.py, new',
    );
  });

  test('among those of their folder, though others lie nearer', () => {
    assert.equal(
      place('money/cart.js', { runner: 'tap', there: ['test/map.js', 'test/money/shop.js'] }),
      'test/money/cart.js, new',
    );
    assert.equal(
      place('a/money/cart.js', {
        runner: 'tap',
        folder: 'a',
        there: ['a/test/map.js', 'a/test/money/shop.js'],
      }),
      'a/test/money/cart.js, new',
    );
  });

  test('where their runner looks, where there are none yet', () => {
    assert.equal(place('src/cart.ts', { runner: 'node:test', there: [] }), 'src/cart.test.ts, new');
    assert.equal(
      place('a/cart.py', { runner: 'unittest', folder: 'a', there: [] }),
      'a/tests/test_cart.py, new',
    );
  });
});

suite('a test file of another name holds the tests of what it imports', () => {
  const sources = { 'index.js': 'exports.one = () => 1;\n', 'lib/two.js': 'exports.two = () => 2;\n' };

  function importers(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
    return inWorkspace({ ...sources, ...files }, async (head) => {
      const tree = await openSyntax({ clock: { now: () => 0 } }).parse('index.js', sources['index.js']);
      if (tree.is !== 'parsed') assert.fail(tree.because);
      return importersOf({ path: 'index.js', tree }, { runner: usualRunner('mocha', '', '') }, head);
    });
  }

  test('which is looked up', async () => {
    const all = "const { one } = require('../index');\n";
    const other = "const { two } = require('../lib/two');\n";
    assert.deepEqual(await importers({ 'test/all.js': all, 'test/other.js': other }), ['test/all.js']);
  });

  test('where it is the only one', () => {
    const paths = ['index.js', 'test/all.js', 'test/more.js'];
    const home = { runner: usualRunner('mocha', '', '') };
    assert.deepEqual(placeFor({ path: 'index.js' }, home, paths, ['test/all.js']), {
      path: 'test/all.js',
      isNew: false,
      example: 'test/more.js',
    });
    assert.equal(placeFor({ path: 'index.js' }, home, paths, ['test/all.js', 'test/more.js']).isNew, true);
  });
});

test('a runner is known by what people call it', () => {
  assert.deepEqual(
    ['Vitest', 'node', 'node:test', 'node-test', 'pytest'].map((name) => runnerNamed(name)),
    ['vitest', 'node:test', 'node:test', 'node:test', 'pytest'],
  );
});

const before = {
  'src/cart.ts':
    'export class Cart {\n  total() {\n    return 1;\n  }\n  empty() {}\n}\nexport function open() {\n  return 0;\n}\n',
  'src/other.ts': 'export const close = () => 1;\nexport interface Till {\n  count(): string;\n}\n',
};
const after = {
  'src/cart.ts': before['src/cart.ts']
    .replace('return 1;', 'const one = 1;\n    return one + 1;')
    .replace('return 0', 'return 2'),
  'src/other.ts': 'export const close = () => 2;\nexport interface Till {\n  count(): number;\n}\n',
};

function targets(...wanted: readonly string[]): Promise<readonly string[] | object> {
  return inWorkspace(after, async (head) => {
    const syntax = openSyntax({ clock: { now: () => 0 } });
    const found = await targetsOf(diffBetween(before, after), wanted, { head, syntax });
    return found.is === 'targets'
      ? found.targets.map(({ path, symbol, changed }) => `${path} ${symbol} ${changed.join()}`)
      : found;
  });
}

suite('what can be tested of a change', () => {
  test('are its functions and methods, the most changed first', async () => {
    assert.deepEqual(await targets(), [
      'src/cart.ts Cart.total 3,4',
      'src/cart.ts open 9',
      'src/other.ts close 1',
    ]);
  });

  test('is what was asked for by path or name', async () => {
    assert.deepEqual(await targets('src/other.ts'), ['src/other.ts close 1']);
    assert.deepEqual(await targets('open()', 'Cart.total'), [
      'src/cart.ts Cart.total 3,4',
      'src/cart.ts open 9',
    ]);
  });

  test('is listed where something else was asked for', async () => {
    assert.deepEqual(await targets('empty'), {
      is: 'unknown',
      unknown: ['empty'],
      there: ['src/cart.ts: Cart.total', 'src/cart.ts: open', 'src/other.ts: close'],
    });
  });
});
