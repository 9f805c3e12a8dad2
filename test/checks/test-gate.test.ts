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
    'says with should what a result is': "price(2).should.have.property('sum').and.equal(2);",
    'says so of a variable, and calls nothing': 'const sum = price(2);\n  sum.should.be.ok;',
    'expects by a chain that ends in a word': 'expect(price(2)).to.be.true;',
    'sends a request and expects in its chain':
      "request(price).get('/').set('a', 'b').expect(200).expect(isRight).end(() => {});",
    'has a function of the file claim for it':
      'function check(given) {\n    assert.equal(price(given), given);\n  }\n  check(2);',
    'counts what it is called back with':
      'let calls = 0;\n  const count = () => {\n    calls++;\n  };\n  price(2, count);\n  assert.equal(calls, 1);',
    'throws on what it caught':
      'try {\n    assert.equal(price(2), 2);\n  } catch (error) {\n    throw error;\n  }',
    'compares with a number in the name of a variable': 'const n = price(2);\n  assert.equal(n, 1e3);',
    'speaks of a process and of time': "assert.equal(price('process.exit()'), 2); // like Date.now()",
    'gives a word that is also a module': "assert.deepEqual(price(['http', 'module']), 2);",
    'opens something of its own': "const shop = price(2);\n  assert.equal(shop.open('a').rename('b'), 2);",
    'waits for the next turn':
      'await new Promise((resolve) => setImmediate(resolve));\n  process.nextTick(() => {});\n  assert.equal(price(2), 2);',
    'sets a time limit on something': 'const shop = price(2);\n  assert.equal(shop.setTimeout(5), 2);',
    'takes the clock under control by sinon':
      'const clock = sinon.useFakeTimers();\n  assert.equal(price(new Date()), 2);',
    'reads what others may not set': 'assert.equal(price({ __proto__: null }), 2);',
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
    'that asks a name for itself': [
      withTest('price(2);\n  const n = 2;\n  n.should.equal(n);'),
      'asserts what is always so',
    ],
    'whose helper claims what is always so': [
      withTest('function check(given) {\n    price(given);\n    assert.ok(true);\n  }\n  check(2);'),
      'asserts what is always so',
    ],
    'whose helper claims nothing': [
      withTest('function check(given) {\n    return price(given);\n  }\n  check(2);'),
      'asserts nothing',
    ],
    'that loads what nobody can read': [
      withTest("const other = require('child_' + 'process');\n  assert.equal(price(other), 2);"),
      'reaches outside',
    ],
    'that reaches the process by its owner': [
      withTest('globalThis.process.exit(0);\n  assert.equal(price(2), 2);'),
      'reaches outside',
    ],
    'that climbs to what makes code': [
      withTest("price.constructor.constructor('return 1')();\n  assert.equal(price(2), 2);"),
      'reaches outside',
    ],
    'that writes where others read': [
      `${withTest("writeFileSync('src/shop.js', '');\n  assert.equal(price(2), 2);")}import { writeFileSync } from 'node:fs';\n`,
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

  test('and where that is to be seen', async () => {
    const verdict = await judged(head + first, withTest('assert.equal(price(Math.random()), 2);'));
    assert.deepEqual(verdict, {
      is: 'refused',
      reason: 'depends on the clock or on chance',
      say: 'It depends on the time or on chance. Hand in fixed values, or take the clock under control. What says so: `Math.random`',
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
    'that expects an error among other contexts is taken': [
      second('with price(1) as shop, pytest.raises(ValueError):\n        shop.close()'),
      'passed',
    ],
    'that asks a fixture of the project is taken': [
      `${start}\n\ndef test_second(client):\n    assert client.get('/').text == 'a'\n`,
      'passed',
    ],
    'that asks a row of its own table is not': [
      `${start}\n\n@pytest.mark.parametrize('a', [1])\ndef test_second(a):\n    price(1)\n    assert a == 1\n`,
      'asserts nothing',
    ],
    'that compiles a pattern is taken': [second("assert re.compile('a').match(price(2))"), 'passed'],
    'that looks at what a context gave is taken': [
      second('with price(2) as shop:\n        assert shop.sum == 2'),
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
