import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { testsBody } from '../../../src/text/tests.ts';
import { lacking } from '../../services/lacking.ts';
import { outcome, saying, shop, shopTest, testsWorld } from './tests-world.ts';

const skip = lacking('bubblewrap');
const members = shopTest('members pay less', 'assert.equal(price(100, true), 90);', { checks: 'Less.' });

suite('what could not be run is not verified, and the first line says why', { skip, concurrency: 2 }, () => {
  const world = testsWorld();

  test('where no code may be run', async () => {
    const told = await world.generate({ ...shop, script: saying(members), parts: { lab: null } });
    assert.deepEqual(outcome(told), { tests: ['members pay less: unverified'], changed: [], dropped: [] });
    const [first] = testsBody(told.generated).split('\n');
    assert.equal(first, '**Not verified.** Nothing was run: this request may not run code.');
  });

  test('where the machine has no sandbox that holds', async () => {
    const told = await world.generate({
      ...shop,
      script: saying(members),
      sandboxed: (sandbox) => ({
        ...sandbox,
        state: () => Promise.resolve({ is: 'not-verified', reason: 'bubblewrap is not installed' }),
        open: () => Promise.reject(new Error('nothing may be opened')),
      }),
    });
    assert.deepEqual(outcome(told).tests, ['members pay less: unverified']);
    assert.match(
      testsBody(told.generated),
      /^\*\*Not verified\.\*\* Nothing was run: this machine has no sandbox that holds \(bubblewrap is not installed\)\.\n/,
    );
  });

  test('where packages cannot be installed', async () => {
    const broken = {
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test' } }),
      'package-lock.json': 'not json',
    };
    const told = await world.generate({
      before: { ...shop.before, ...broken },
      after: { ...shop.after, ...broken },
      script: saying(members),
    });
    assert.deepEqual(outcome(told).tests, ['members pay less: unverified']);
    const [first = ''] = testsBody(told.generated).split('\n');
    assert.match(
      first,
      /^\*\*Not verified\.\*\* Nothing was run: the packages could not be installed with "npm ci.* The last that it said: `npm error /,
    );
    assert.doesNotMatch(first, /complete log/);
  });

  test('and what its code alone rules out is dropped all the same', async () => {
    const empty = shopTest('members', 'price(1, true);');
    const told = await world.generate({
      ...shop,
      script: ({ prompt }) => (prompt.startsWith('tests 1') ? empty : '<none/>'),
      parts: { lab: null },
    });
    assert.deepEqual(outcome(told), { tests: [], changed: [], dropped: ['1 asserts nothing'] });
  });
});

suite('a request that means nothing is answered without a question', () => {
  const world = testsWorld();

  test('for a runner that nobody knows', async () => {
    const told = await world.generate({ ...shop, script: saying(), request: { framework: 'mango' } });
    assert.ok(told.generated.is === 'unknown-framework');
    assert.deepEqual(told.heard, []);
  });

  test('for a change without code', async () => {
    const told = await world.generate({
      before: { 'README.md': 'a\n' },
      after: { 'README.md': 'b\n' },
      script: saying(),
    });
    assert.deepEqual(told.generated, {
      is: 'nothing-to-test',
      because:
        'The change touches no code that unit tests could be written for: only tests, documentation, configuration, generated files and the like.',
    });
  });

  test('for a language whose tests cannot be judged', async () => {
    const told = await world.generate({
      before: {},
      after: { 'main.go': 'package main\n\nfunc Price() int {\n\treturn 1\n}\n' },
      script: saying(),
    });
    assert.deepEqual(told.generated, {
      is: 'nothing-to-test',
      because:
        'Tests are written for JavaScript, TypeScript and Python so far, and the change touches no function of these.',
    });
  });
});
