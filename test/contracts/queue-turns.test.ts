import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { openTurns, type Turns } from '../../src/adapters/bullmq/turns.ts';

const hour = 3_600_000;
/** In the year 2026, on the hour. */
const start = Date.UTC(2026, 10, 22, 12);
const firstTurn = start / hour + 1;

/** The turns of jobs that come one after another in one moment, counted from the first turn of that hour. */
function turnsOf(
  tenants: readonly (readonly [installation: number, repository: number])[],
): readonly number[] {
  const turns = openTurns();
  return tenants.map(
    ([installation, repository]) => turns.next({ installation, repository }, start) - firstTurn + 1,
  );
}

function times<T>(count: number, value: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => value(index));
}

suite('turns', () => {
  test('of one repository come one after another', () => {
    assert.deepEqual(
      turnsOf(times(1_000, () => [1, 1])),
      times(1_000, (index) => index + 1),
    );
  });

  test('of two installations come side by side', () => {
    const both = [...times(3, () => [1, 1] as const), ...times(3, () => [2, 2] as const)];
    assert.deepEqual(turnsOf(both), [1, 2, 3, 1, 2, 3]);
  });

  test('of a repository go between those of another one in its installation', () => {
    const both = [...times(5, () => [1, 1] as const), ...times(3, () => [1, 2] as const)];
    assert.deepEqual(turnsOf(both), [1, 2, 3, 4, 5, 2, 4, 6]);
  });

  test('of an installation with one job in each repository come one after another', () => {
    const tenants = [...times(5, (index) => [1, index] as const), [2, 9] as const];
    assert.deepEqual(turnsOf(tenants), [1, 2, 3, 4, 5, 1]);
  });

  test('forget a burst: half of it in ten minutes, all of it in hours', () => {
    const turns = openTurns();
    const tenant = { installation: 1, repository: 1 };
    for (let job = 0; job < 100; job += 1) turns.next(tenant, start);

    const minutes = [10, 20, 30].map((minute) => turns.next(tenant, start + minute * 60_000) - firstTurn);
    assert.deepEqual(minutes, [50, 26, 13]);
    assert.equal(turns.next(tenant, start + 5 * hour), firstTurn + 5);
  });

  test('of newcomers come one later each hour, so that who has waited for long is not overtaken for ever', () => {
    const turns = openTurns();
    const last = times(10, () => turns.next({ installation: 1, repository: 1 }, start)).at(-1);
    const newcomer = turns.next({ installation: 2, repository: 2 }, start + 10 * hour);
    assert.equal(last, firstTurn + 9);
    assert.equal(newcomer, firstTurn + 10);
  });

  test('stay what BullMQ takes, whatever the clock says', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: 0, max: 2 ** 45 }))), (jobs) => {
        const turns = openTurns();
        for (const [installation, repository, now] of jobs) {
          const turn = turns.next({ installation, repository }, now);
          assert(Number.isInteger(turn) && turn >= 1 && turn <= 2_097_151, `${turn} at ${now}`);
        }
      }),
    );
  });

  test('put nobody with a first job behind more than one job of each other installation', () => {
    const tenants = fc.array(fc.tuple(fc.nat(4), fc.nat(6)), { maxLength: 200 });
    fc.assert(
      fc.property(tenants, (jobs) => {
        const turns = openTurns();
        const given = jobs.map(([installation, repository]) => ({
          installation,
          turn: turns.next({ installation, repository: installation * 10 + repository }, start),
        }));
        const newcomer = nextOf(turns, 9);
        for (const installation of [0, 1, 2, 3, 4]) {
          const before = given.filter((one) => one.installation === installation && one.turn <= newcomer);
          assert(before.length <= 1, `${before.length} of installation ${installation}`);
        }
      }),
    );
  });
});

function nextOf(turns: Turns, installation: number): number {
  return turns.next({ installation, repository: 99 }, start);
}
