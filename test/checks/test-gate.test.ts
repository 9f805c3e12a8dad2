import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { gate, type Gated } from '../../src/checks/test-gate.ts';
import { importableFiles } from '../../src/core/imported-files.ts';

const syntax = openSyntax({ clock: { now: () => Date.now() } });
const paths = ['src/shop.js', 'src/cart.js', 'test/shop.test.js', 'shop.py', 'tests/test_shop.py'];

interface Judging {
  readonly path?: string;
  readonly symbol?: string;
}

async function judged(before: string | null, after: string, at: Judging = {}): Promise<Gated> {
  const { path = 'test/shop.test.js', symbol = 'price' } = at;
  const [old, now] = [
    before === null ? undefined : await syntax.parse(path, before),
    await syntax.parse(path, after),
  ];
  assert.ok(now.is === 'parsed' && old?.is !== 'unparsed');
  return gate({
    path,
    before: old,
    after: now,
    unit: { path: path.endsWith('.py') ? 'shop.py' : 'src/shop.js', symbol },
    files: importableFiles(paths),
    isDeclared: (name) => name === 'sinon',
  });
}

async function reasonOf(before: string | null, after: string, at?: Judging): Promise<string> {
  const verdict = await judged(before, after, at);
  return verdict.is === 'passed' ? 'passed' : verdict.reason;
}

const head = `import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { price } from '../src/shop.js';
`;
const first = "test('first', () => {\n  assert.equal(price(1), 1);\n});\n";

function withTest(body: string, marks = 'test'): string {
  return `${head}${first}${marks}('second', () => {\n  ${body}\n});\n`;
}

suite('a test is taken by its code', () => {
  for (const [what, body] of Object.entries({
    'compares a result': 'assert.equal(price(2), 2);',
    'compares what it kept of a result':
      'const { total } = price(2);\n  const rest = total - 1;\n  assert.equal(rest, 1);',
    'compares what was changed by the call':
      'const list = [];\n  price(list);\n  assert.deepEqual(list, [1]);',
    'expects an error': 'assert.throws(() => price(-1), RangeError);',
    'takes the clock under control': 'mock.timers.enable();\n  assert.equal(price(Date.now()), 2);',
    'writes into a folder of its own':
      "const folder = mkdtempSync('x');\n  writeFileSync(folder, '');\n  assert.equal(price(folder), 1);",
    'has a variable of the name of a method': 'const total = price(2).total();\n  assert.equal(total, 2);',
  }))
    test(`that ${what}`, async () => {
      assert.equal(await reasonOf(head + first, withTest(body)), 'passed');
    });

  test('that is new with its file', async () => {
    assert.equal(await reasonOf(null, head + first), 'passed');
  });

  test('that brings one more name from where others come from', async () => {
    const more = withTest('assert.equal(price(2), 2);').replace('{ price }', '{ label, price }');
    assert.equal(await reasonOf(head + first, more), 'passed');
  });

  test('that loads the package as a whole, by its folder', async () => {
    const loads = ["import price from '../';", "const price = require('..');", "var price = require('../')"];
    for (const load of loads) {
      const file = `${head.replace(/^import \{ price.*\n/m, '')}${load}\n`;
      assert.equal(await reasonOf(file, `${file}${first}`), 'passed');
    }
  });

  test('that stands in a group with the others', async () => {
    const group = `${head}describe('group', () => {\n${first}});\n`;
    const grown = `${head}describe('group', () => {\n${first}${first.replace('first', 'second')}});\n`;
    assert.equal(await reasonOf(group, grown), 'passed');
  });
});

suite('a test is refused by its code', () => {
  const refused: Readonly<Record<string, readonly [text: string, reason: string]>> = {
    'with a slip of the pen': [withTest('assert.equal(price(2, 2);'), 'does not parse'],
    'that is two': [
      `${withTest('assert.equal(price(2), 2);')}${first.replace('first', 'third')}`,
      'is not one test',
    ],
    'that is none': [`${head}${first}function two() {\n  return 2;\n}\n`, 'is not one test'],
    'with the name of another': [
      `${head}${first}${first.replace('price(1), 1', 'price(2), 2')}`,
      'is not one test',
    ],
    'that is the only one': [
      withTest('assert.equal(price(2), 2);', 'test.only'),
      'is left out or singled out',
    ],
    'that skips itself': [
      withTest('assert.equal(price(2), 2);').replace("'second', () => {", "'second', (t) => {\n  t.skip();"),
      'is left out or singled out',
    ],
    'that takes an import away': [
      withTest('assert.equal(1, price(1));').replace('describe, ', ''),
      'changes what was there',
    ],
    'that changes another': [
      withTest('assert.equal(price(2), 2);').replace('price(1), 1', 'price(1), 2'),
      'changes what was there',
    ],
    'with a hook for all': [
      `${withTest('assert.equal(price(2), 2);')}beforeEach(() => {});\n`,
      'changes what was there',
    ],
    'that claims something fixed': [
      withTest("assert.equal('a', 'b');\n  price(2);"),
      'asserts what is always so',
    ],
    'that claims in vain': [
      withTest('try {\n    assert.equal(price(2), 3);\n  } catch {}'),
      'asserts nothing',
    ],
    'that waits for real': [
      withTest('setTimeout(() => {}, 5);\n  assert.equal(price(2), 2);'),
      'depends on the clock or on chance',
    ],
    'that writes where others read': [
      withTest("writeFileSync('src/shop.js', '');\n  assert.equal(price(2), 2);"),
      'reaches outside',
    ],
    'that makes code of text': [withTest("eval('1');\n  assert.equal(price(2), 2);"), 'reaches outside'],
    'that imports a file which is not there': [
      `${withTest('assert.equal(price(2), 2);')}import './gone.js';\nimport { gone } from './gone.js';\n`,
      'imports what is not there',
    ],
    'that replaces what it tests': [
      withTest("mock.method(shop, 'price', () => 2);\n  assert.equal(price(2), 2);"),
      'replaces what it should test',
    ],
  };
  for (const [what, [after, reason]] of Object.entries(refused))
    test(what, async () => {
      assert.equal(await reasonOf(head + first, after), reason);
    });

  test('telling whoever wrote it what is wrong', async () => {
    const verdict = await judged(head + first, withTest('price(2);'));
    assert.deepEqual(verdict, {
      is: 'refused',
      reason: 'asserts nothing',
      say: 'It claims nothing that could turn out wrong.',
    });
  });
});

suite('for Python, too, a test', () => {
  const path = 'tests/test_shop.py';
  const start = 'import pytest\nfrom shop import price\n\n\ndef test_first():\n    assert price(1) == 1\n';

  function second(body: string, marks = ''): string {
    return `${start}\n\n${marks}def test_second():\n    ${body}\n`;
  }

  const cases: Readonly<Record<string, readonly [text: string, reason: string]>> = {
    'that compares a result is taken': [second('assert price(2) == 2'), 'passed'],
    'that expects an error is taken': [
      second('with pytest.raises(ValueError):\n        price(-1)'),
      'passed',
    ],
    'that is marked to be skipped is not': [
      second('assert price(2) == 2', '@pytest.mark.skip\n'),
      'is left out or singled out',
    ],
    'that ends the process is not': [second('sys.exit(0)\n    assert price(2) == 2'), 'reaches outside'],
    'that is always true is not': [second('assert price(2) == price(2)'), 'asserts what is always so'],
    'that replaces what it tests is not': [
      second('with patch("shop.price"):\n        assert price(2) == 2'),
      'replaces what it should test',
    ],
    'that goes by today is not': [
      second('assert price(date.today()) == 2'),
      'depends on the clock or on chance',
    ],
  };
  for (const [what, [after, reason]] of Object.entries(cases))
    test(what, async () => {
      assert.equal(await reasonOf(start, after, { path }), reason);
    });
});
