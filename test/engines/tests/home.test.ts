import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { gapsIn, nothingMeasured, united } from '../../../src/engines/tests/gain.ts';
import { placeFor, runnerNamed } from '../../../src/engines/tests/home.ts';
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
  test('where it is the only one', () => {
    const paths = ['index.js', 'test/all.js', 'test/more.js'];
    const home = { runner: usualRunner('mocha', '', '') };
    assert.deepEqual(placeFor({ path: 'index.js' }, home, paths, [{ path: 'test/all.js', mentions: 0 }]), {
      path: 'test/all.js',
      isNew: false,
      example: 'test/more.js',
    });
  });

  test('where it names the target more often than others', () => {
    const paths = ['index.js', 'test/all.js', 'test/more.js'];
    const home = { runner: usualRunner('mocha', '', '') };
    function placed(more: number, all: number): string {
      const importers = [
        { path: 'test/more.js', mentions: more },
        { path: 'test/all.js', mentions: all },
      ];
      return placeFor({ path: 'index.js' }, home, paths, importers).path;
    }
    assert.deepEqual(
      [placed(2, 1), placed(1, 1), placed(0, 0)],
      ['test/more.js', 'test/index.js', 'test/index.js'],
    );
  });
});

suite('lines that no test runs', () => {
  const target = { changed: [1, 2, 3, 4] };

  test('are those that could run, and those of which not every way was taken', () => {
    const covered = {
      isMeasured: true,
      lines: [1, 2],
      missed: [3, 9],
      branches: [{ line: 2, taken: 1, ways: 2 }],
    };
    assert.deepEqual(gapsIn(covered, target), [2, 3]);
  });

  test('are all of a file that was not loaded', () => {
    assert.deepEqual(gapsIn({ ...nothingMeasured, isMeasured: true }, target), [1, 2, 3, 4]);
  });

  test('are fewer with each run that ran some', () => {
    const one = { isMeasured: true, lines: [1], missed: [2, 3], branches: [] };
    const other = { isMeasured: true, lines: [2], missed: [1, 3], branches: [] };
    assert.deepEqual(united(one, other), { isMeasured: true, lines: [1, 2], missed: [3], branches: [] });
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
  return targetsBetween(before, after, wanted);
}

type Files = Readonly<Record<string, string>>;

function targetsBetween(old: Files, now: Files, wanted: readonly string[] = []) {
  return inWorkspace(now, async (head) => {
    const syntax = openSyntax({ clock: { now: () => 0 } });
    const found = await targetsOf(diffBetween(old, now), wanted, { head, syntax });
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

  test('are no signatures that have nothing to run', async () => {
    const add = `add(one: string): void;
  add(one: number): void;
  add(one: unknown) {
    this.all.push(one);
  }`;
    const now = { 'src/list.ts': `export class List {\n  all: unknown[] = [];\n  ${add}\n}\n` };
    assert.deepEqual(await targetsBetween({}, now), ['src/list.ts List.add 5,6,7']);
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
