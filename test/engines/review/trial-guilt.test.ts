import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { guiltyOf } from '../../../src/engines/review/trial-guilt.ts';

const plenty = 100;

suite('who makes things worse', () => {
  test('is found alone, with what each of them does, and nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(20), { maxLength: 12 }),
        fc.uniqueArray(fc.nat(20)),
        async (all, wicked) => {
          const bad = all.filter((one) => wicked.includes(one));
          const guilty = await guiltyOf(
            all,
            (some) =>
              Promise.resolve(some.filter((one) => bad.includes(one)).map((one) => `${one} fails`)[0]),
            plenty,
          );
          assert.deepEqual(new Map(guilty), new Map(bad.map((one) => [one, `${one} fails`])));
        },
      ),
    );
  });

  test('may be two that do it only together', async () => {
    const guilty = await guiltyOf(
      ['a', 'b', 'c', 'd'],
      (some) => Promise.resolve(some.includes('a') && some.includes('d') ? 'a and d clash' : undefined),
      plenty,
    );
    assert.deepEqual([...guilty.keys()], ['a', 'b', 'c', 'd']);
  });

  test('is asked once where nothing is worse', async () => {
    const asked: string[][] = [];
    const guilty = await guiltyOf(
      ['a', 'b', 'c'],
      (some) => {
        asked.push([...some]);
        return Promise.resolve(undefined);
      },
      plenty,
    );
    assert.deepEqual([asked, guilty.size], [[['a', 'b', 'c']], 0]);
  });

  test('is everybody who was not cleared when there is no time to ask', async () => {
    let asked = 0;
    const guilty = await guiltyOf(
      ['a', 'b', 'c', 'd'],
      (some) => {
        asked += 1;
        return Promise.resolve(some.includes('c') ? 'c fails' : undefined);
      },
      2,
    );
    assert.deepEqual([asked, [...guilty.keys()]], [2, ['c', 'd']]);
  });
});
