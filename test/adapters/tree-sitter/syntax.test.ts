import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { acceptsScript } from '../../../src/adapters/oxc/accepts.ts';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { languages } from '../../../src/core/languages.ts';
import { newFaults, nodesOf, textAt } from '../../../src/core/syntax-tree.ts';

const syntax = openSyntax({ clock: { now: () => performance.now() } });

async function faultsIn(path: string, text: string) {
  const tree = await syntax.parse(path, text);
  return tree.is === 'parsed' ? tree.faults : tree.because;
}

/** Right, and wrong by one sign. */
const samples: Readonly<Record<keyof typeof languages, readonly [right: string, wrong: string]>> = {
  javascript: ['const a = { b: [1, 2] };\n', 'const a = { b: [1, 2 };\n'],
  typescript: ['const a = <T,>(b: T): T => b;\n', 'const a = <T,>(b: T: T => b;\n'],
  tsx: ['const a = <b c={1}>d</b>;\n', 'const a = <b c={1}>d</b;\n'],
  python: ['def f(a):\n    return [a]\n', 'def f(a:\n    return [a]\n'],
  go: ['package a\nfunc f() int { return 1 }\n', 'package a\nfunc f() int { return 1 \n'],
  rust: ['fn f() -> i32 { g(1) }\n', 'fn f() -> i32 { g(1 }\n'],
  java: ['class A { int f() { return 1; } }\n', 'class A { int f() { return 1 } }\n'],
  ruby: ['def f(a)\n  [a]\nend\n', 'def f(a)\n  [a\nend\n'],
  php: ['<?php function f($a) { return [$a]; }\n', '<?php function f($a) { return [$a; }\n'],
  'c-sharp': ['class A { int F() { return 1; } }\n', 'class A { int F( { return 1; } }\n'],
  cpp: ['int f(int a) { return a; }\n', 'int f(int a) { return a \n'],
  bash: ['f() { echo "$1"; }\n', 'f() { echo "$1"; \n'],
  powershell: ['function F { Write-Host 1 }\n', 'function F { Write-Host 1 \n'],
  css: ['a { color: red; }\n', 'a { color: red; \n'],
};

suite('syntax', () => {
  for (const [name, [right, wrong]] of Object.entries(samples)) {
    const path = `sample.${languages[name as keyof typeof languages].extensions[0]}`;
    test(`of ${name} is understood, and a sign that is missing is seen`, async () => {
      assert.deepEqual(await faultsIn(path, right), []);
      assert.notDeepEqual(await faultsIn(path, wrong), []);
    });
  }

  test('tells where a fault is and what stands there', async () => {
    assert.deepEqual(await faultsIn('a.py', 'x = 1\ndef f(:\n  pass\n'), [
      { line: 2, what: "a missing ')' after 'def f('" },
    ]);
    assert.deepEqual(await faultsIn('a.js', 'const a = 1;\nconst b = ;\n'), [{ line: 2, what: "'='" }]);
  });

  test('says of a change only what it broke', async () => {
    const before = await faultsIn('a.js', 'const a = ;\nconst b = 1;\n');
    const after = await faultsIn('a.js', '// more\nconst a = ;\nconst b = 1 +;\n');
    assert.ok(typeof before !== 'string' && typeof after !== 'string');
    assert.deepEqual(newFaults(before, after), [{ line: 3, what: "'+'" }]);
  });

  test('takes a fault back where another parser knows better', async () => {
    const newer = "export type * from './types.ts';\n";
    const wrong = 'export type * from ;\n';
    const twice = openSyntax({ clock: { now: () => performance.now() }, accepts: acceptsScript });
    for (const [text, count] of [
      [newer, 0],
      [wrong, 1],
    ] as const) {
      const tree = await twice.parse('a.ts', text);
      assert.ok(tree.is === 'parsed');
      assert.equal(tree.faults.length, count, text);
    }
    assert.equal(acceptsScript('a.py', 'x = 1'), false);
  });

  test('counts in the units of strings, whatever the letters are', async () => {
    const tree = await syntax.parse('a.js', 'const a = "é👍"; go();\n');
    assert.ok(tree.is === 'parsed');
    const call = [...nodesOf(tree.root)].find(({ kind }) => kind === 'call_expression');
    assert.equal(call && textAt(tree, call), 'go()');
  });

  test('counts lines by line feeds alone, wherever a node ends', async () => {
    const text = '\n# a\n\ndef f():\r\n    return """\n\u2028"""\n\n';
    const tree = await syntax.parse('a.py', text);
    assert.ok(tree.is === 'parsed');
    const places = [...nodesOf(tree.root)].map(({ kind, line, lastLine }) => `${kind} ${line}-${lastLine}`);
    assert.deepEqual(
      places.filter((place) =>
        /^(?:module|comment|function_definition|return_statement|string) /.test(place),
      ),
      ['module 2-8', 'comment 2-2', 'function_definition 4-6', 'return_statement 5-6', 'string 5-6'],
    );
  });

  test('does not read what it has no grammar for, nor what is too long or takes too long', async () => {
    assert.equal(await faultsIn('a.cobol', 'x'), 'language');
    assert.equal(await faultsIn('Makefile', 'x'), 'language');
    assert.equal(await faultsIn('a.js', 'x;'.repeat(600_000)), 'size');
    let now = 0;
    const hasty = openSyntax({ clock: { now: () => (now += 10_000) } });
    const tree = await hasty.parse('a.js', 'f(1);\n'.repeat(50_000));
    assert.deepEqual(tree, { is: 'unparsed', because: 'time' });
    assert.equal((await hasty.parse('a.js', 'f(1);')).is, 'parsed');
  });

  test('of a text nested without end is read to a depth that no program has', async () => {
    const tree = await syntax.parse('a.js', '['.repeat(3_000) + ']'.repeat(3_000));
    assert.ok(tree.is === 'parsed' && [...nodesOf(tree.root)].length < 2_000);
  });
});
