import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lacking } from '../../services/lacking.ts';
import { draftIn, good, implementationWorld, shop } from './implementation-world.ts';

const skip = lacking('bubblewrap');

/** A test file whose test fails in one run, counted from the first. */
function failingAt(run: number, name: string): string {
  return `import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

test('${name}', () => {
  appendFileSync('${name}.runs', 'x');
  assert.notEqual(readFileSync('${name}.runs', 'utf8').length, ${run});
});
`;
}

suite('a test that does not always come out the same', { skip }, () => {
  const world = implementationWorld();

  test('shows no issue, is not held against a change, and is told to whoever reads the draft', async () => {
    const told = await world.implement({
      ...shop,
      files: { ...shop.files, 'test/weather.test.js': failingAt(2, 'weather') },
      turns: [
        [...good.look, ...good.plan],
        [
          ['edit', { files: [{ path: 'test/luck.test.js', text: failingAt(1, 'luck') }] }],
          ['reproduce', { tests: [{ path: 'test/luck.test.js', name: 'luck' }], because: 'It is luck.' }],
          ['edit', { deletions: ['test/luck.test.js'] }],
        ],
        [...good.writeTest, ...good.reproduce, ...good.mend],
        good.submit,
      ],
    });
    const shown = told.observed.filter((text) => text.startsWith('reproduce: '));
    assert.deepEqual(
      shown.map((text) => text.split('\n')[0]),
      [
        'reproduce: They failed once, and not when they were run again on the same files. A test has to show it every time.',
        'reproduce: They fail without a change, as they should:',
      ],
    );
    const { incomplete, verification, lookAt } = draftIn(told);
    assert.deepEqual([incomplete, verification.suites[0]?.broken], [null, []]);
    assert.deepEqual(lookAt, [
      'The test `weather` failed in one run and passed in another, on the same files: it does not always come out the same.',
    ]);
  });
});
