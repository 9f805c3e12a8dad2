import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { chosenMutants, mutantsOf, mutated } from '../../src/project/mutate.ts';

const syntax = openSyntax({ clock: { now: () => performance.now() } });

async function mutantsIn(path: string, text: string, isWanted: (line: number) => boolean = () => true) {
  const tree = await syntax.parse(path, text);
  if (tree.is !== 'parsed') assert.fail(tree.because);
  return mutantsOf(tree, isWanted);
}

/** The line of each mutant as it then reads. */
async function faultyLines(path: string, text: string): Promise<readonly string[]> {
  const mutants = await mutantsIn(path, text);
  return mutants.map((mutant) => mutated(text, mutant).split('\n')[mutant.line - 1]!.trim());
}

suite('seeded faults', () => {
  test('move and turn comparisons', async () => {
    assert.deepEqual(await faultyLines('a.js', 'f(a < b);'), ['void 0;', 'f(a <= b);', 'f(a >= b);']);
    assert.deepEqual(await faultyLines('a.py', 'x = a is not b\n'), ['x = a is b']);
    assert.deepEqual(await faultyLines('a.ts', 'const x = a === b;'), ['const x = a !== b;']);
  });

  test('change logic, sums, truths and numbers', async () => {
    assert.deepEqual(await faultyLines('a.ts', 'const x = a && b;'), ['const x = a || b;']);
    assert.deepEqual(await faultyLines('a.py', 'x = a or b\n'), ['x = a and b']);
    assert.deepEqual(await faultyLines('a.go', 'package a\nvar x = a + b\n'), ['var x = a - b']);
    assert.deepEqual(await faultyLines('a.rb', 'x = a * b\n'), ['x = a / b']);
    assert.deepEqual(await faultyLines('a.py', 'x = True\n'), ['x = False']);
    assert.deepEqual(await faultyLines('A.java', 'class A { boolean x = true; }'), [
      'class A { boolean x = false; }',
    ]);
    assert.deepEqual(await faultyLines('a.js', 'x = 41;'), ['x = 42;']);
    assert.deepEqual(await faultyLines('a.js', 'x += y;'), ['x -= y;']);
  });

  test('take away a negation, a returned value and a call', async () => {
    assert.deepEqual(await faultyLines('a.js', 'x = !a;'), ['x = a;']);
    assert.deepEqual(await faultyLines('a.py', 'x = not a\n'), ['x = a']);
    assert.deepEqual(await faultyLines('a.js', 'function f() { return a; }'), [
      'function f() { return undefined; }',
    ]);
    assert.deepEqual(await faultyLines('a.py', 'def f():\n  return a\n'), ['return None']);
    assert.deepEqual(await faultyLines('a.ts', 'await save(a);'), ['void 0;']);
    assert.deepEqual(await faultyLines('a.py', 'save(a)\n'), ['None']);
  });

  test('take a way away, on lines that have nothing else', async () => {
    assert.deepEqual(await faultyLines('a.ts', 'if (a instanceof B) b = [...a];'), [
      'if (false) b = [...a];',
    ]);
    assert.deepEqual(await faultyLines('a.py', 'if a:\n  b = c\nelif isinstance(a, B):\n  b = d\n'), [
      'if False:',
      'elif False:',
    ]);
    assert.deepEqual(await faultyLines('a.js', 'if (a) b += c;'), ['if (a) b -= c;']);
    assert.deepEqual(await faultyLines('a.go', 'package a\nfunc f() { if a { g = b } }\n'), []);
  });

  test('leave alone what cannot matter or would not stand', async () => {
    assert.deepEqual(
      await faultyLines('a.ts', "import { a } from 'b';\ntype A = 1 | 2;\ninterface B { c: 3 }\n"),
      [],
    );
    assert.deepEqual(await faultyLines('a.ts', 'let a: 1 = b;'), []);
    assert.deepEqual(await faultyLines('a.js', 'console.log(a);\n// a < b\nx = "1 < 2";\n'), []);
    assert.deepEqual(await faultyLines('a.js', "x = 'a' + b + c;"), []);
    assert.deepEqual(
      await faultyLines('a.js', 'function f() { return; }\nfunction g() { return undefined; }'),
      [],
    );
    assert.deepEqual(await faultyLines('a.js', 'x = !!a;'), []);
    assert.deepEqual(await faultyLines('a.js', 'super(a);'), []);
    assert.deepEqual(await faultyLines('a.js', 'x = toString * a.constructor;'), [
      'x = toString / a.constructor;',
    ]);
  });

  test('stand only on the wanted lines', async () => {
    const mutants = await mutantsIn('a.js', 'x = 1;\nx = 2;\nx = 3;\n', (line) => line === 2);
    assert.deepEqual(mutants, [{ kind: 'number', line: 2, start: 11, end: 12, replacement: '3' }]);
  });

  test('are each one line, and each another program that parses', async () => {
    const text =
      'function f(a, b) {\n  if (a < b && !c(a)) return a + 1;\n  save(a);\n  return a === b ? true : b;\n}\n';
    const mutants = await mutantsIn('a.js', text);
    for (const mutant of mutants) {
      const tree = await syntax.parse('a.js', mutated(text, mutant));
      assert.ok(tree.is === 'parsed' && tree.faults.length === 0, JSON.stringify(mutant));
      assert.notEqual(tree.text, text);
    }
    assert.equal(mutants.length, 11);
  });

  test('are chosen so that every line and every kind has its turn', async () => {
    const mutants = await mutantsIn('a.js', 'x = a < b && c < d;\ny = 1;\nz = e < f;\n');
    const chosen = chosenMutants(mutants, 3);
    assert.deepEqual(
      chosen.map(({ line }) => line),
      [1, 2, 3],
    );
    assert.equal(chosenMutants(mutants, 100).length, mutants.length);
  });

  test('are chosen from all over the lines', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `x${index} = a < b;\n`).join('');
    const chosen = chosenMutants(await mutantsIn('a.js', lines), 4);
    assert.deepEqual(
      chosen.map(({ line }) => line),
      [1, 11, 21, 31],
    );
  });

  test('say nothing of a truth that nothing at all stands for as well', async () => {
    assert.deepEqual(await faultyLines('a.js', 'function f() { return false; }'), [
      'function f() { return true; }',
    ]);
  });
});
