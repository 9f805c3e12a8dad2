import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { weakenedTests } from '../../src/checks/change-tests.ts';
import { filesOf, listed } from './change-world.ts';

const path = 'test/cart.test.js';
const head = "import assert from 'node:assert/strict';\nimport test from 'node:test';\n";
const plain = `${head}test('adds up', () => {\n  assert.equal(total([1]), 1);\n});\n`;

/** What is found where a test file becomes another. */
async function found(before: string, after: string): Promise<readonly string[]> {
  const files = await filesOf({ [path]: [before, after] });
  return listed(weakenedTests(files, { issue: 'The total is wrong.' }));
}

suite('a test', () => {
  test('is left out', async () => {
    for (const mark of ['test.skip(', 'test.todo(', 'xtest('])
      assert.deepEqual(await found(plain, plain.replace('test(', mark)), [
        `test-left-out at 3 ${mark}'adds up', () => {`,
      ]);
    assert.deepEqual(await found(plain, plain.replace("up', ", "up', { skip: true }, ")), [
      "test-left-out at 3 test('adds up', { skip: true }, () => {",
    ]);
  });

  test('is left out on some machines, which has to be justified', async () => {
    const after = plain.replace("up', ", "up', { skip: process.platform === 'win32' }, ");
    assert.deepEqual(await found(plain, after), [
      "test-left-out at 3 test('adds up', { skip: process.platform === 'win32' }, () => { (to be justified)",
    ]);
  });

  test('is new and left out, which has to be justified', async () => {
    const more = "test.failing('rounds up', () => {\n  assert.equal(total([0.5]), 1);\n});\n";
    assert.deepEqual(await found(plain, plain + more), [
      "test-left-out at 6 test.failing('rounds up', () => { (to be justified)",
    ]);
  });

  test('is singled out, so that all others are left out', async () => {
    assert.deepEqual(await found(plain, plain.replace('test(', 'test.only(')), [
      "test-singled-out at 3 test.only('adds up', () => {",
    ]);
  });

  test('that was left out before may be gone, or left out in another way', async () => {
    const out = plain.replace('test(', 'test.failing(');
    assert.deepEqual(await found(out, head), []);
    assert.deepEqual(await found(out, out.replace('failing', 'skip')), []);
  });
});
