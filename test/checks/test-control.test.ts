import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { testCases } from '../../src/checks/test-cases.ts';
import { withPlantedFault } from '../../src/checks/test-control.ts';

const syntax = openSyntax({ clock: { now: () => Date.now() } });

async function planted(path: string, text: string): Promise<string> {
  const tree = await syntax.parse(path, text);
  assert.ok(tree.is === 'parsed');
  const [only] = testCases(tree);
  assert.ok(only !== undefined);
  const after = withPlantedFault(tree, only, 'planted');
  const again = await syntax.parse(path, after);
  assert.ok(again.is === 'parsed');
  assert.deepEqual(again.faults, []);
  return after;
}

suite('a fault is planted behind all that a test does', () => {
  test('at the end of its block', async () => {
    assert.equal(
      await planted('a.test.js', "test('a', () => {\n  f();\n});\n"),
      "test('a', () => {\n  f();\n\n;throw new Error('planted');\n});\n",
    );
  });

  test('before what it gives back', async () => {
    assert.equal(
      await planted('a.test.ts', "it('a', async () => {\n  return f();\n});\n"),
      "it('a', async () => {\n  \n;throw new Error('planted');\nreturn f();\n});\n",
    );
  });

  test('before it says that it is over', async () => {
    assert.equal(
      await planted('a.test.js', "t.test('a', (t) => {\n  t.ok(f());\n  t.end();\n});\n"),
      "t.test('a', (t) => {\n  t.ok(f());\n  \n;throw new Error('planted');\nt.end();\n});\n",
    );
  });

  test('as one claim more, where it plans how many there are', async () => {
    assert.equal(
      await planted('a.test.js', "t.test('a', (t) => {\n  t.plan(1);\n  t.ok(f());\n});\n"),
      "t.test('a', (t) => {\n  t.plan(1 + (1));\n  t.ok(f());\n\n;throw new Error('planted');\n});\n",
    );
  });

  test('behind an expression', async () => {
    assert.equal(
      await planted('a.test.js', "test('a', () => f());\n"),
      "test('a', () => ((f()), (() => { throw new Error('planted'); })()));\n",
    );
  });

  test('in Python, as deep as the rest', async () => {
    assert.equal(
      await planted('test_a.py', 'class A:\n    def test_a(self):\n        f()\n'),
      "class A:\n    def test_a(self):\n        f()\n        raise AssertionError('planted')\n",
    );
    assert.equal(
      await planted('test_a.py', 'def test_a(): f()\n'),
      "def test_a(): f(); raise AssertionError('planted')\n",
    );
  });
});
