import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lacking } from '../../services/lacking.ts';
import { draftIn, good, implementationWorld, replacing, shop, type Turn } from './implementation-world.ts';

const skip = lacking('bubblewrap');

/** The shop, whose tests run on what a script makes of its sources, and which git leaves out. */
const builtShop = {
  ...shop,
  files: {
    ...shop.files,
    'package.json': JSON.stringify({
      name: 'shop',
      type: 'module',
      scripts: { test: 'node --test', build: 'node build.mjs' },
    }),
    'build.mjs': `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const source = readFileSync('src/shop.js', 'utf8');
if (source.includes('percent')) throw new Error('percent is not known');
mkdirSync('dist', { recursive: true });
writeFileSync('dist/shop.js', source);
writeFileSync('builds.log', 'x', { flag: 'a' });
`,
    'test/shop.test.js': shop.files['test/shop.test.js'].replace('../src/', '../dist/'),
  },
} as const;

const begin = [
  [...good.look, ...good.plan],
  good.writeTest,
  good.reproduce,
  good.mend,
] satisfies readonly Turn[];

suite('where tests run on what is built,', { skip }, () => {
  const world = implementationWorld();

  test('they are red on the old sources and green on the new, and a change that does not build is given back', async () => {
    const told = await world.implement({
      ...builtShop,
      turns: [
        ...begin,
        [...good.test, ...good.test, ['run', { command: 'wc -c < builds.log' }]],
        [replacing('src/shop.js', 'amount * 0.9', 'percent(90, amount)')],
        good.submit,
      ],
    });
    const [before = '', red = '', green = '', again = '', builds = ''] = told.observed.filter((text) =>
      /^(?:plan|reproduce|run\w*): /.test(text),
    );
    assert.match(before, /Before any change: 1 test passed, 0 failed after `npm run --silent build`\./);
    assert.match(red, /^reproduce: They fail without a change, as they should:/);
    assert.deepEqual([green, again], ['run_tests: Tests: 2 passed.', 'run_tests: Tests: 2 passed.']);
    assert.match(builds, /\n2\n/, 'once as it was, and once as it is now');
    const { incomplete, verification } = draftIn(told);
    assert.deepEqual([incomplete, verification.reproduction?.after], [{ is: 'not-mended' }, 'failed']);
    const [, fault = ''] = verification.faults;
    assert.match(
      fault,
      /^Nothing was tested: `npm run --silent build`, which builds what the tests run on, ended with exit code 1\.\n[^]*percent is not known/,
    );
    assert.equal(verification.suites[0]?.after?.because, fault.split('\n')[0]);
  });
});
