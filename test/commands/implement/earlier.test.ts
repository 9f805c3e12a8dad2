import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { followedBy, leadingFrom } from '../../../src/commands/implement/earlier.ts';
import type { Change } from '../../../src/core/change.ts';

type Files = Readonly<Record<string, string>>;

const files = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2', '3'), {
  noNullPrototype: true,
});

function changesFrom(before: Files, after: Files): readonly Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((path): readonly Change[] => {
    const [old, now] = [before[path] ?? null, after[path] ?? null];
    return old === now ? [] : [{ path, before: old, after: now, mode: 'plain' }];
  });
}

function applied(changes: readonly Change[], to: Files): Files {
  const tree = new Map(Object.entries(to));
  for (const { path, before, after } of changes) {
    assert.equal(tree.get(path) ?? null, before, `${path} is not as the change has it`);
    if (after === null) tree.delete(path);
    else tree.set(path, after);
  }
  return Object.fromEntries([...tree].toSorted(([one], [other]) => one.localeCompare(other)));
}

test('what leads from one state to another makes the one of the other', () => {
  fc.assert(
    fc.property(files, files, files, (base, one, other) => {
      const between = leadingFrom(changesFrom(base, one), changesFrom(base, other));
      assert.deepEqual(applied(between, one), applied([], other));
    }),
  );
});

test('changes one after the other are one change to the base', () => {
  fc.assert(
    fc.property(files, files, files, (base, one, other) => {
      const both = followedBy(changesFrom(base, one), changesFrom(one, other));
      assert.deepEqual(applied(both, base), applied([], other));
    }),
  );
});

test('a file whose mode alone differs is changed', () => {
  const plain: Change = { path: 'run.sh', before: null, after: 'x', mode: 'plain' };
  const executable: Change = { ...plain, mode: 'executable' };
  assert.deepEqual(leadingFrom([plain], [executable]), [{ ...executable, before: 'x' }]);
});
