import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntaxErrors } from '../../../src/adapters/analyzers/syntax-errors.ts';
import { openWeaknesses } from '../../../src/adapters/analyzers/weaknesses.ts';
import { changeWorld, heardOf, saidOf, syntax } from './change-world.ts';

const weaknesses = openWeaknesses(syntax);
const weak = "export const run = (a) => eval('f(' + a + ')');\n";
const title = 'A text that is put together at run time is run as code';

suite('a weakness', () => {
  test('that the change brings in is told whole, on its line', async () => {
    assert.deepEqual(await saidOf(weaknesses, { 'a.js': 'let b;\n' }, { 'a.js': `let b;\n${weak}` }), [
      {
        path: 'a.js',
        anchor: { path: 'a.js', side: 'new', start: 2, end: 2 },
        quote: weak.trimEnd(),
        severity: 'high',
        category: 'security',
        confidence: 0.8,
        title,
        body: 'Whoever controls a piece of this text controls the program. Read the value with a parser such as `JSON.parse`, or look the function up in a table. (CWE-95)',
        suggestion: null,
        evidence: 'weaknesses: code-from-text (CWE-95)',
      },
    ]);
  });

  test('that was there is not told, nor where it moved, within a file or to another', async () => {
    const filling = 'let a;\nlet b;\nlet c;\nlet d;\n';
    assert.deepEqual(await heardOf(weaknesses, { 'a.js': weak }, { 'a.js': `let b;\n${weak}` }), []);
    assert.deepEqual(await heardOf(weaknesses, { 'a.js': weak + filling }, { 'a.js': filling + weak }), []);
    const apart = await heardOf(weaknesses, { 'a.js': weak + filling }, { 'a.js': filling, 'b.js': weak });
    assert.deepEqual(apart, []);
  });

  test('is told where a line that had it is copied, once', async () => {
    const heard = await heardOf(
      weaknesses,
      { 'a.js': weak },
      { 'a.js': `${weak}let b;\n${weak.replace('run', 'go')}` },
    );
    assert.deepEqual(heard, [`a.js:3 ${title}`]);
  });

  test('of security is not told in tests, a mistake is', async () => {
    const mistake = 'if (weak === NaN) stop();\n';
    const heard = await heardOf(weaknesses, {}, { 'test/a.test.js': weak + mistake });
    assert.deepEqual(heard, ['test/a.test.js:2 Nothing equals NaN, not even NaN']);
  });

  test('is not looked for once nobody waits for the answer', async () => {
    using world = await changeWorld({}, { 'a.js': weak });
    await assert.rejects(weaknesses.analyze(world.change, AbortSignal.abort()), { name: 'AbortError' });
  });
});

suite('a file that cannot be parsed', () => {
  const analyzer = openSyntaxErrors(syntax);
  const told = 'This file cannot be parsed any more';

  test('since the change is told, at its first fault', async () => {
    const after = 'a = 1\ndef f(b):\n    return (b\n';
    assert.deepEqual(await heardOf(analyzer, { 'a.py': 'a = 1\n' }, { 'a.py': after }), [`a.py:3 ${told}`]);
    assert.deepEqual(await heardOf(analyzer, {}, { 'b.js': 'const a = ;\n' }), [`b.js:1 ${told}`]);
  });

  test('is told where a line was taken away that it needs, without a line', async () => {
    const heard = await heardOf(
      analyzer,
      { 'a.js': 'if (a) {\n  b();\n}\n' },
      { 'a.js': 'if (a) {\n  b();\n' },
    );
    assert.deepEqual(heard, [`a.js:- ${told}`]);
  });

  test('is not told where it never could, nor in what tests are fed with, nor in a language with macros', async () => {
    const broken = 'const a = ;\n';
    assert.deepEqual(await heardOf(analyzer, { 'a.js': broken }, { 'a.js': `${broken}b();\n` }), []);
    assert.deepEqual(await heardOf(analyzer, {}, { 'test/fixtures/a.js': broken }), []);
    assert.deepEqual(await heardOf(analyzer, {}, { 'a.cpp': 'int f( { return 1; }\n' }), []);
  });
});
