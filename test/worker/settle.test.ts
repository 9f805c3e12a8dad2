import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure, transientFailure, userFailure } from '../../src/core/failure.ts';
import { settle, settled, withSpending } from '../../src/worker/settle.ts';

const facts = { waits: 0, reference: 'r1.1' };

function away(ms: number): Failure {
  return transientFailure({ is: 'github-unavailable', detail: '502' }, ms);
}

suite('what was thrown', () => {
  test('by the user ends the run with the sentence for the reason', () => {
    assert.deepEqual(settle(userFailure({ is: 'nothing-to-review', detail: 'only renames' }), facts), {
      is: 'end',
      state: { is: 'ended', how: 'refused', reason: 'Only renames.' },
      log: 'warn',
    });
  });

  test('because a newer job exists is not told to anybody', () => {
    assert.deepEqual(settle(new Failure({ kind: 'stale' }), facts), {
      is: 'end',
      state: { is: 'ended', how: 'superseded', reason: '' },
      log: 'none',
    });
  });

  test('by a shutdown gives the run back', () => {
    assert.deepEqual(settle(new Failure({ kind: 'cancelled', by: { is: 'shutdown' } }), facts), {
      is: 'give-back',
    });
  });

  test('by a person who stopped it names them', () => {
    const settlement = settle(new Failure({ kind: 'cancelled', by: { is: 'person', login: 'ada' } }), facts);
    assert.deepEqual(settlement, {
      is: 'end',
      state: {
        is: 'ended',
        how: 'cancelled',
        reason: 'Stopped by ada. What was done is kept; comment `/continue` to go on with it.',
      },
      log: 'none',
    });
  });

  test('by an outside that mends waits as long as it asks, and longer each time it does not ask', () => {
    const waits = [0, 1, 2, 5, 11].map((count) => settle(away(0), { ...facts, waits: count }));
    assert.deepEqual(
      waits.map((settlement) => (settlement.is === 'wait' ? settlement.ms : undefined)),
      [1_000, 2_000, 4_000, 32_000, 600_000],
    );
    const asked = settle(away(90_000), facts);
    assert.equal(asked.is === 'wait' && asked.ms, 90_000);
    assert.equal(asked.is === 'wait' && asked.isShown, false);
  });

  test('by a model that is away is shown while it waits', () => {
    const settlement = settle(transientFailure({ is: 'model-unavailable', detail: '503' }, 0), facts);
    assert.equal(settlement.is === 'wait' && settlement.isShown, true);
  });

  test('by an outside that never mends ends the run after twelve waits, with the reason', () => {
    const settlement = settle(transientFailure({ is: 'github-limit', detail: '403' }, 0), {
      ...facts,
      waits: 12,
    });
    assert.equal(settlement.is === 'end' && settlement.state.how, 'dead');
  });

  test('as a bug ends with one fixed sentence and a reference', () => {
    const settlement = settle(new TypeError('undefined is not a function'), facts);
    assert.ok(settlement.is === 'end');
    assert.equal(settlement.log, 'error');
    assert.match(settlement.state.reason, /r1\.1/);
    assert.doesNotMatch(settlement.state.reason, /undefined/);
  });
});

suite('a reply', () => {
  test('ends the run as done, in part, or with a question', () => {
    assert.deepEqual(settled({ kind: 'done', note: 'all' }), { is: 'ended', how: 'done', reason: 'all' });
    assert.deepEqual(settled({ kind: 'partial', left: 'b.ts' }), {
      is: 'ended',
      how: 'partial',
      reason: 'b.ts',
    });
    assert.deepEqual(settled({ kind: 'ask', question: 'which?' }), { is: 'asking', question: 'which?' });
  });
});

suite('what was spent', () => {
  const spent = { tokens: 1_234, usd: 0.5, unpriced: 0 };
  const done = { is: 'ended', how: 'done', reason: 'All of it' } as const;

  test('is told at the end, below all else', () => {
    assert.deepEqual(withSpending(done, spent), {
      ...done,
      reason: 'All of it\n\nSpent: 1,234 tokens, $0.50.',
    });
  });

  test('is not told where it is nothing, where nothing is said, and before the end', () => {
    const others = [
      { ...done, reason: '' },
      { is: 'asking', question: 'Which?' },
    ] as const;
    assert.deepEqual(withSpending(done, { ...spent, tokens: 0 }), done);
    for (const state of others) assert.deepEqual(withSpending(state, spent), state);
  });
});
