import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Reproduction } from '../../../src/core/implemented.ts';
import type { RevisionRequest } from '../../../src/engines/implementation/parts.ts';
import { lacking } from '../../services/lacking.ts';
import { implementationWorld, shop, type Turn } from './implementation-world.ts';

const occasion: RevisionRequest['occasion'] = {
  is: 'checks',
  failing: [{ name: 'lint', detail: 'src/shop.js:3 no bare figures' }],
};

/** Edits the sum that others pay, and hands it in. */
function paying(sum: string): readonly Turn[] {
  return [
    [
      ['read_file', { path: 'src/shop.js' }],
      ['plan', { kind: 'other', steps: [{ text: 'Name the sum', verify: 'The tests pass' }] }],
    ],
    [['edit', { replacements: [{ path: 'src/shop.js', search: 'return amount;', replace: sum }] }]],
    [['submit', { title: 'Name the sum', summary: 'The sum has a name.' }]],
  ];
}

function proof(name: string, path = 'test/shop.test.js'): Reproduction {
  const tests = [{ path, name }];
  return { of: 'bug', tests, command: 'node --test', before: '100', because: 'So.', after: 'passed' };
}

const shown = proof('others pay the whole price');

suite('what showed in earlier rounds what a pull request is about', { skip: lacking('bubblewrap') }, () => {
  const world = implementationWorld();

  test('is told for as long as its tests stand', async () => {
    const proofs = [shown, proof('members pay less'), proof('gone', 'test/gone.test.js')];
    const turns = paying('const sum = amount;\n  return sum;');
    const { revised } = await world.revise({ files: shop.files, occasion, turns, proofs });
    assert.deepEqual(revised.is === 'revised' && [revised.verification.earlier, revised.incomplete], [
      [shown],
      null,
    ]);
  });

  test('has to pass after each of them', async () => {
    const turns = paying('return amount * 2;');
    const { revised } = await world.revise({ files: shop.files, occasion, turns, proofs: [shown] });
    if (revised.is !== 'revised') assert.fail(revised.is);
    const { earlier, faults } = revised.verification;
    assert.deepEqual([earlier, revised.incomplete], [[{ ...shown, after: 'failed' }], { is: 'not-mended' }]);
    assert.ok(faults.includes('Tests that showed what this pull request is about do not all pass any more.'));
  });
});
