import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Sandbox } from '../../../src/ports/sandbox.ts';
import { noSettings } from '../../../src/project/project.ts';
import { type Tried, tryProposals } from '../../../src/engines/review/trial.ts';
import { type CheckoutWorld, checkoutWorld } from '../../adapters/workspace-world.ts';
import { openSandboxWorld, type SandboxWorld } from '../../contracts/sandbox-world.ts';
import { lacking } from '../../services/lacking.ts';

const skip = lacking('bubblewrap');

const cart = `export function total(prices) {
  let sum = 0;
  for (const price of prices) sum = price;
  return sum;
}

export const currency = 'EUR';
`;

/** A linter of the project's own: it minds `var`, wherever it stands. */
const lint = `import { readFileSync } from 'node:fs';
const found = readFileSync('cart.js', 'utf8').split('\\n').flatMap((line, at) =>
  line.includes('var ') ? [\`cart.js:\${at + 1}:\${line.indexOf('var ') + 1} no-var\`] : []);
console.log(found.join('\\n'));
process.exitCode = found.length > 0 ? 1 : 0;
`;

const tests = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currency, total } from './cart.js';

test('one price is the total', () => assert.equal(total([3]), 3));
test('the currency has three letters', () => assert.equal(currency.length, 3));
`;

function shop(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const scripts = { test: 'node --test', lint: 'node lint.js' };
  return {
    'package.json': JSON.stringify({ name: 'shop', type: 'module', scripts }),
    'cart.js': cart,
    'lint.js': lint,
    'cart.test.js': tests,
    ...more,
  };
}

/** One line of `cart.js` in place of another. */
function replacing(line: number, text: string) {
  return { patches: [{ path: 'cart.js', start: line, end: line, lines: [text] }] };
}

const adding = replacing(3, '  for (const price of prices) sum += price;');
const failing = replacing(4, '  return sum + 1;');
const ugly = replacing(2, '  var sum = 0;');
const longer = replacing(7, "export const currency = 'Euro';");

suite('suggestions are tried in the sandbox', { skip }, () => {
  let jail: SandboxWorld;
  let commits: CheckoutWorld;
  before(async () => {
    jail = await openSandboxWorld();
    commits = await checkoutWorld();
  });
  after(async () => {
    await jail[Symbol.asyncDispose]();
    await commits[Symbol.asyncDispose]();
  });

  async function tried(
    proposals: Parameters<typeof tryProposals>[0],
    files = shop(),
    sandbox: Sandbox = jail.sandbox,
  ): Promise<readonly Tried[]> {
    await using workspace = await commits.open(files);
    const { signal } = new AbortController();
    return await tryProposals(proposals, { sandbox, workspace, settings: noSettings, signal });
  }

  const evidence = 'Applied and run: the linter finds nothing new; 2 tests pass, as before.';

  test('and what passes as before says so', async () => {
    assert.deepEqual(await tried([adding]), [{ is: 'held', evidence }]);
  });

  test('and those that make a check worse are found among the others, each with what it does', async () => {
    assert.deepEqual(await tried([ugly, adding, failing, longer]), [
      { is: 'worse', why: 'Applied to the head and run: The linter says: `cart.js:2:3 no-var`.' },
      { is: 'held', evidence },
      { is: 'worse', why: 'Applied to the head and run: The test `one price is the total` fails.' },
      { is: 'worse', why: 'Applied to the head and run: The test `the currency has three letters` fails.' },
    ]);
  });

  test('and what the linter had to say before is not held against them', async () => {
    const files = shop({ 'cart.js': `${cart}var old = 1;\n` });
    assert.deepEqual(await tried([adding, replacing(2, '  let sum = 0;\n  let more;')], files), [
      { is: 'held', evidence: evidence.replace('Applied', 'Applied together with the others') },
      { is: 'held', evidence: evidence.replace('Applied', 'Applied together with the others') },
    ]);
  });

  test('and a test that a suggestion makes vanish counts as worse', async () => {
    const vanishing = {
      patches: [{ path: 'cart.test.js', start: 5, end: 5, lines: [] }],
    };
    assert.deepEqual(await tried([vanishing]), [
      {
        is: 'worse',
        why: 'Applied to the head and run: The test `one price is the total` does not run any more.',
      },
    ]);
  });

  test('and nothing is claimed where no check passes as it is', async () => {
    const files = shop({
      'cart.test.js': tests.replace('[3]), 3', '[3]), 4'),
      'lint.js': 'process.exit(127);\n',
    });
    assert.deepEqual(await tried([adding], files), [
      { is: 'not-tried', because: 'None of its checks passes as it is.' },
    ]);
  });

  test('and nothing is run where there is no project, or nothing that holds', async () => {
    assert.deepEqual(await tried([adding], { 'cart.js': cart }), [
      { is: 'not-tried', because: 'No project was found to run it in.' },
    ]);
    const unsafe: Sandbox = {
      ...jail.sandbox,
      state: () => Promise.resolve({ is: 'not-verified', reason: 'there is no bubblewrap' }),
      open: () => Promise.reject(new Error('nothing may be opened')),
    };
    assert.deepEqual(await tried([adding], shop(), unsafe), [
      { is: 'not-tried', because: 'Nothing can be run here safely.' },
    ]);
  });

  test('and code that changes a file while it runs does not change what is applied', async () => {
    const spoiling = "\nimport { writeFileSync } from 'node:fs';\nwriteFileSync('cart.js', 'export {};');\n";
    const files = shop({ 'cart.test.js': `${tests}${spoiling}` });
    assert.deepEqual(await tried([adding, failing], files), [
      { is: 'held', evidence },
      { is: 'worse', why: 'Applied to the head and run: The test `one price is the total` fails.' },
    ]);
  });
});
