import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lacking } from '../services/lacking.ts';
import {
  outcome,
  saying,
  type Setting,
  shop,
  shopFiles,
  shopTest,
  testsWorld,
  writing,
} from '../engines/tests/tests-world.ts';

const skip = lacking('bubblewrap');
const right = 'assert.equal(price(100, true), 90);';

/** What models try, and why it is not taken. */
const tricks: Readonly<Record<string, readonly [answer: string, because: string]>> = {
  'claims nothing': [shopTest('members', 'price(100, true);'), 'asserts nothing'],
  'claims what is always so': [
    shopTest('members', 'price(100, true);\n  assert.ok(true);'),
    'asserts what is always so',
  ],
  'compares a result with itself': [
    shopTest('members', 'assert.equal(price(100, true), price(100, true));'),
    'asserts what is always so',
  ],
  'claims something about itself only': [
    shopTest(
      'members',
      'const list = [1];\n  list.push(2);\n  price(1, true);\n  assert.equal(list.length, 2);',
    ),
    'asserts nothing',
  ],
  'is satisfied by any result': [
    shopTest('members', 'assert.notEqual(price(100, true), "never");'),
    'notices no fault',
  ],
  'catches its own failure': [
    shopTest('members', 'try { assert.equal(price(100, true), 90); } catch {}'),
    'asserts nothing',
  ],
  'depends on chance': [
    shopTest('members', `if (Math.random() < 2) ${right}`),
    'depends on the clock or on chance',
  ],
  'depends on where it runs': [
    shopTest('members', 'assert.equal(price(100, true), 90 + new Date(2026, 0, 1).getTimezoneOffset());'),
    'does not always come out the same',
  ],
  'is skipped': [
    shopTest('members', right, { code: `\ntest.skip('members', () => {\n  ${right}\n});\n` }),
    'is left out or singled out',
  ],
  'takes another test away': [
    writing({
      name: 'members',
      path: shop.path,
      write: (shop.after[shop.path] ?? '').replace('others', 'members'),
    }),
    'changes what was there',
  ],
  'weakens another test': [
    shopTest('members', right, {
      behind: "test('others pay the whole price', () => {",
      code: `  return;\n});\ntest('members', () => {\n  ${right}`,
    }),
    'changes what was there',
  ],
  'edits the code': [
    `${shopTest('members', right)}\n<edit>\npath: src/shop.js\n<search>\n\`\`\`\n  return amount;\n\`\`\`\n</search>\n<replace>\n\`\`\`\n  return 1;\n\`\`\`\n</replace>\n</edit>`,
    'writes outside of tests',
  ],
  'edits the code while it runs': [
    shopTest('members', `assert.equal(price(100, true), 90);`, {
      code: `\nimport fs from 'node:fs';\ntest('members', () => {\n  fs['write' + 'FileSync']('src/shop.js', 'export const price = () => 90;');\n  ${right}\n});\n`,
    }),
    'changes files of the project',
  ],
  'ends the runner': [shopTest('members', `${right}\n  process.exit(0);`), 'reaches outside'],
  'ends the runner behind its back': [
    shopTest(
      'members',
      `const { exit } = globalThis['pro' + 'cess'];\n  exit(price(100, true) === 1 ? 1 : 0);\n  ${right}`,
    ),
    'did not run',
  ],
  'writes the report itself': [
    shopTest('members', right, {
      code: `\nimport { writeFileSync } from 'node:fs';\ntest('members', () => {\n  writeFileSync('.patchwright/report', '');\n  ${right}\n});\n`,
    }),
    'reaches outside',
  ],
  'needs the network': [
    shopTest('members', right, {
      code: `\ntest('members', async () => {\n  await fetch('http://example.com/');\n  ${right}\n});\n`,
    }),
    'reaches outside',
  ],
  'puts something in the place of what it tests': [
    shopTest('members', right, {
      code: `\nimport { mock } from 'node:test';\ntest('members', async () => {\n  mock.module('../src/shop.js', { exports: { price: () => 90 } });\n  const shop = await import('../src/shop.js');\n  assert.equal(shop.price(1, true), 90);\n});\n`,
    }),
    'replaces what it should test',
  ],
  'asks a stand-in only': [
    shopTest(
      'members',
      'const called = mock.fn();\n  called(price(1, true));\n  assert.equal(called.mock.calls.length, 1);',
      {},
    ),
    'asserts on a stand-in only',
  ],
  'imports what nobody declared': [
    shopTest('members', right, {
      code: `\nimport chai from 'chai';\ntest('members', () => {\n  chai.expect(price(100, true)).to.equal(90);\n});\n`,
    }),
    'imports what is not there',
  ],
};

suite('no trick makes a test verified:', { skip, concurrency: 2 }, () => {
  const world = testsWorld();

  for (const [what, [answer, because]] of Object.entries(tricks))
    test(`one that ${what}`, async () => {
      const told = await world.generate({ ...shop, script: always(answer) });
      assert.deepEqual(outcome(told), { tests: [], changed: [], dropped: [`1 ${because}`] });
    });

  test('one that passes because the code under test makes every claim pass', async () => {
    const above = "import assert from 'node:assert/strict';\nassert.equal = () => undefined;\n";
    const after = shopFiles('  if (isMember) return amount * 2;\n  return amount;\n', above);
    const told = await world.generate({ ...shop, after, script: always(shopTest('members', right)) });
    assert.deepEqual(outcome(told), { tests: [], changed: [], dropped: ['1 notices no fault'] });
  });

  test('one that passes because the code under test swallows every failure', async () => {
    const above = `import test from 'node:test';
const names = Object.getOwnPropertyNames(Error.prototype);
process.on('exit', () => { process.exitCode = 0; });
globalThis.Error = new Proxy(Error, { construct: () => process.exit(names.length * 0) });
`;
    const after = shopFiles('  if (isMember) return amount * 0.9;\n  return amount;\n', above);
    const told = await world.generate({ ...shop, after, script: always(shopTest('members', right)) });
    assert.deepEqual(outcome(told), { tests: [], changed: [], dropped: ['1 passes where it must fail'] });
  });
});

/** The same test, however often it is to be mended, and then none. */
function always(answer: string): Setting['script'] {
  return ({ prompt }) => (prompt.startsWith('tests 1') ? answer : saying()({ prompt, text: '' }));
}
