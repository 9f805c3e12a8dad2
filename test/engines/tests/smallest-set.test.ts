import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { smallestSet } from '../../../src/engines/tests/smallest-set.ts';

interface Named {
  readonly name: string;
  readonly gives: readonly string[];
}

function names(...all: readonly Named[]): readonly string[] {
  return smallestSet(all).map(({ name }) => name);
}

suite('of several tests as few are kept', () => {
  test('as give the same together, in their order', () => {
    const [one, two, both] = [
      { name: 'one', gives: ['a'] },
      { name: 'two', gives: ['b'] },
      { name: 'both', gives: ['a', 'b'] },
    ];
    assert.deepEqual(names(one, two, both), ['both']);
    assert.deepEqual(names(one, two), ['one', 'two']);
  });

  test('and of two that give the same the earlier one', () => {
    assert.deepEqual(names({ name: 'one', gives: ['a'] }, { name: 'two', gives: ['a'] }), ['one']);
  });

  test('and nothing is lost, and none is needless', () => {
    const things = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(things, { maxLength: 6 }), (all) => {
        const tests = all.map((gives, at) => ({ name: String(at), gives }));
        const kept = smallestSet(tests);
        assert.deepEqual(given(kept), given(tests));
        for (const one of kept)
          assert.notDeepEqual(given(kept.filter((other) => other !== one)), given(tests));
      }),
    );
  });
});

function given(tests: readonly Named[]): ReadonlySet<string> {
  return new Set(tests.flatMap(({ gives }) => gives).sort());
}
