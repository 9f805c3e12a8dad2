import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { pooled } from '../../src/core/pool.ts';

suite('work on several items', () => {
  test('is done on so many at a time and in their order, and the results stand where the items do', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat()),
        fc.integer({ min: 1, max: 5 }),
        async (scheduler, items, most) => {
          const begun: number[] = [];
          let underWay = 0;
          const worked = pooled(items, most, async (item, index) => {
            begun.push(index);
            underWay += 1;
            assert.ok(underWay <= most, `${underWay} are under way`);
            await scheduler.schedule(Promise.resolve(), `${index}`);
            underWay -= 1;
            return item * 2;
          });
          await scheduler.waitFor(worked);
          assert.deepEqual(
            await worked,
            items.map((item) => ({ is: 'done', result: item * 2 })),
          );
          assert.deepEqual(begun, [...items.keys()]);
        },
      ),
    );
  });

  test('that fails keeps the rest from beginning, and what has begun is waited for', async () => {
    const error = new Error('no more');
    const slow = Promise.withResolvers<void>();
    const worked = pooled(['slow', 'fails', 'never'], 2, async (item) => {
      if (item === 'fails') throw error;
      await slow.promise;
      return item;
    });
    setImmediate(slow.resolve);
    assert.deepEqual(await worked, [
      { is: 'done', result: 'slow' },
      { is: 'failed', error },
      { is: 'not-begun' },
    ]);
  });
});
