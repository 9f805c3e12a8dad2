import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { inBatches } from '../../src/adapters/database/batches.ts';

suite('work in batches', () => {
  test('is done once for all that is asked for at the same time, and all get its result', async () => {
    const batches: (readonly number[])[] = [];
    const work = inBatches(async (items: readonly number[]) => {
      batches.push(items);
      return items.length;
    });
    assert.deepEqual(await Promise.all([work(1), work(2), work(3)]), [3, 3, 3]);
    assert.deepEqual(batches, [[1, 2, 3]]);
  });

  test('leaves what comes while a batch is under way to the next, which waits for it', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const begun = gates.map(() => Promise.withResolvers<readonly string[]>());
    let number = 0;
    const work = inBatches(async (items: readonly string[]) => {
      const at = number;
      number += 1;
      begun[at]?.resolve(items);
      await gates[at]?.promise;
    });
    const first = work('a');
    assert.deepEqual(await begun[0]?.promise, ['a']);
    const others = [work('b'), work('c')];
    assert.equal(number, 1);
    gates[0]?.resolve();
    await first;
    assert.deepEqual(await begun[1]?.promise, ['b', 'c']);
    gates[1]?.resolve();
    await Promise.all(others);
  });

  test('that fails tells all of its batch, and nobody after it', async () => {
    const work = inBatches(async (items: readonly string[]) => {
      if (items.includes('bad')) throw new Error('refused');
      return 'done';
    });
    const together = await Promise.allSettled([work('good'), work('bad')]);
    assert.deepEqual(
      together.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(await work('good'), 'done');
  });
});
