import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type LineStep, lineSteps } from '../../src/core/line-steps.ts';

suite('steps from some lines to others', () => {
  test('take the fewest away and put the fewest in', () => {
    const steps = lineSteps(['a', 'b', 'c', 'd'], ['a', 'c', 'x', 'd']);
    assert.deepEqual(
      steps.map(({ kind, text }) => `${kind} ${text}`),
      ['context a', 'removed b', 'context c', 'added x', 'context d'],
    );
  });

  test('lead from any text to any other, with no more steps than a whole new text would take', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', '{', '}'), { maxLength: 40 });
    fc.assert(
      fc.property(lines, lines, (old, now) => {
        const steps = lineSteps(old, now);
        assert.deepEqual(linesBut('added', steps), old);
        assert.deepEqual(linesBut('removed', steps), now);
      }),
    );
  });

  test('replace what differs as a whole, where it is very long', () => {
    const old = Array.from({ length: 1_000 }, (_, at) => `old ${at}`);
    const now = Array.from({ length: 1_000 }, (_, at) => `new ${at}`);
    const steps = lineSteps(['same', ...old], ['same', ...now]);
    assert.equal(steps.length, 2_001);
    assert.deepEqual(steps[0], { kind: 'context', text: 'same' });
  });
});

function linesBut(other: LineStep['kind'], steps: readonly LineStep[]): readonly string[] {
  return steps.filter(({ kind }) => kind !== other).map(({ text }) => text);
}
