import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../../src/ports/ledger.ts';
import { newInstallation } from './ledger-samples.ts';

/** What every ledger does to keep an installation's writers apart. */
export function paceContract(ledger: () => Ledger): void {
  test('the first turn is at once, and the next ones a gap apart', async () => {
    const { pace } = ledger();
    const id = newInstallation();

    assert.deepEqual(await pace.take(id, 10_000, 1_000, 2_000), { is: 'taken', inMs: 0 });
    assert.deepEqual(await pace.take(id, 10_000, 1_000, 2_000), { is: 'taken', inMs: 1_000 });
    assert.deepEqual(await pace.take(id, 10_500, 1_000, 2_000), { is: 'taken', inMs: 1_500 });
    assert.deepEqual(await pace.take(id, 20_000, 1_000, 2_000), { is: 'taken', inMs: 0 });
  });

  test('a turn too far off is not taken; whoever wanted one is told a time of their own to come back', async () => {
    const { pace } = ledger();
    const id = newInstallation();
    for (let turns = 0; turns < 3; turns += 1) await pace.take(id, 10_000, 1_000, 2_000);

    assert.deepEqual(await pace.take(id, 10_000, 1_000, 2_000), { is: 'later', inMs: 3_000 });
    assert.deepEqual(await pace.take(id, 10_000, 1_000, 2_000), { is: 'later', inMs: 4_000 });
    assert.deepEqual(await pace.take(id, 10_000, 1_000, 3_000), { is: 'taken', inMs: 3_000 });
    assert.deepEqual(await pace.take(id, 14_000, 1_000, 2_000), { is: 'taken', inMs: 0 });
  });

  test('of forty turns taken at once, each is a gap from the next', async () => {
    const { pace } = ledger();
    const id = newInstallation();
    const turns = await Promise.all(Array.from({ length: 40 }, () => pace.take(id, 10_000, 1_000, 60_000)));

    assert.deepEqual(
      turns.map(({ inMs }) => inMs).toSorted((a, b) => a - b),
      Array.from({ length: 40 }, (_, index) => index * 1_000),
    );
  });

  test('installations do not wait for one another', async () => {
    const { pace } = ledger();
    const [busy, idle] = [newInstallation(), newInstallation()];
    await pace.take(busy, 10_000, 1_000, 2_000);
    await pace.block(busy, 70_000);

    assert.deepEqual(await pace.take(idle, 10_000, 1_000, 2_000), { is: 'taken', inMs: 0 });
    assert.equal(await pace.blockedUntil(idle, 10_000), undefined);
  });

  test('a block keeps turns away until it ends, and the latest end counts', async () => {
    const { pace } = ledger();
    const id = newInstallation();
    await pace.block(id, 70_000);
    await pace.block(id, 30_000);

    assert.equal(await pace.blockedUntil(id, 69_999), 70_000);
    assert.deepEqual(await pace.take(id, 10_000, 1_000, 2_000), { is: 'later', inMs: 60_000 });
    assert.deepEqual(await pace.take(id, 10_000, 1_000, 2_000), { is: 'later', inMs: 61_000 });
    assert.deepEqual(await pace.take(id, 69_000, 1_000, 2_000), { is: 'taken', inMs: 1_000 });
    assert.deepEqual(await pace.take(id, 69_000, 1_000, 2_000), { is: 'taken', inMs: 2_000 });
    assert.equal(await pace.blockedUntil(id, 70_000), undefined);
  });

  test('a block between two turns leaves the turn that was taken where it is', async () => {
    const { pace } = ledger();
    const id = newInstallation();
    await pace.take(id, 10_000, 1_000, 2_000);
    await pace.block(id, 10_200);

    assert.deepEqual(await pace.take(id, 10_000, 1_000, 2_000), { is: 'taken', inMs: 1_000 });
  });

  test('a turn taken by a clock that was an hour ahead keeps nobody waiting', async () => {
    const { pace } = ledger();
    const id = newInstallation();
    await pace.take(id, 3_610_000, 1_000, 2_000);

    assert.deepEqual(await pace.take(id, 10_000, 1_000, 2_000), { is: 'taken', inMs: 0 });
  });

  test('without a gap turns are at once', async () => {
    const { pace } = ledger();
    const id = newInstallation();

    assert.deepEqual(await pace.take(id, 10_000, 0, 2_000), { is: 'taken', inMs: 0 });
    assert.deepEqual(await pace.take(id, 10_000, 0, 2_000), { is: 'taken', inMs: 0 });
  });
}
