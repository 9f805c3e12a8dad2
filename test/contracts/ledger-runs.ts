import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runKey } from '../../src/core/run.ts';
import type { Runs } from '../../src/ports/ledger.ts';
import { begin, byKey, counted, end, newPull, newRun } from './ledger-samples.ts';

/** What every ledger does with runs. */
export function runsContract(runs: () => Runs): void {
  test('a run that nobody has begun is not there', async () => {
    assert.equal(await runs().get(runKey(newPull(), 'review')), undefined);
  });

  test('a run is given back as it was written, with the time of the writing', async () => {
    const run = newRun();
    const expected = { ...run, updatedAt: 2_000 };

    assert.deepEqual(await runs().update(run.key, 2_000, () => run), expected);
    assert.deepEqual(await runs().get(run.key), expected);
  });

  test('a change that answers nothing leaves the run as it is', async () => {
    const run = await begin(runs());

    assert.deepEqual(await runs().update(run.key, 9_000, () => undefined), run);
    assert.deepEqual(await runs().get(run.key), run);
  });

  test('forty changes of one run at once are all in it, the one that begins it included', async () => {
    const run = newRun();
    const changes = Array.from({ length: 40 }, () =>
      runs().update(run.key, 2_000, (now) => counted(now ?? run)),
    );
    await Promise.all(changes);

    assert.deepEqual((await runs().get(run.key))?.progress.counts, { changes: 40 });
  });

  test('the open runs of a pull request are found, and no others', async () => {
    const pull = newPull();
    const review = await begin(runs(), pull, 'review');
    const tests = await begin(runs(), pull, 'tests');
    await end(runs(), await begin(runs(), pull, 'implement'));
    await begin(runs(), newPull(), 'review');

    const found = await runs().openOn(pull.ref.id, pull.ref.number);

    assert.deepEqual(byKey(found), byKey([review, tests]));
  });

  test('the runs of a pull request are found, the one that was touched last first', async () => {
    const pull = newPull();
    const review = await begin(runs(), pull, 'review', 1_000);
    const tests = await begin(runs(), pull, 'tests', 3_000);
    await end(runs(), await begin(runs(), newPull(), 'review', 4_000));
    await end(runs(), review, 2_000);

    const found = await runs().latestOn(pull.ref.id, pull.ref.number);

    assert.deepEqual(
      found.map(({ key, state }) => [key, state.is]),
      [
        [tests.key, 'queued'],
        [review.key, 'ended'],
      ],
    );
  });

  test('open runs that nothing has touched since a time are found, oldest first', async () => {
    const pulls = [newPull(), newPull(), newPull()];
    const [third, first, second] = await Promise.all(
      [-1_000, -3_000, -2_000].map((at, index) => begin(runs(), pulls[index], 'review', at)),
    );
    await end(runs(), await begin(runs(), newPull(), 'review', -4_000), -4_000);

    assert.deepEqual(await runs().idleSince(-500, 2), [first, second]);
    assert.deepEqual(await runs().idleSince(-1_000, 9), [first, second]);
    for (const run of [first, second, third]) if (run !== undefined) await end(runs(), run);
  });

  test('a run is held by one holder, who may renew it, until its time is over', async () => {
    const { key } = newRun();

    assert.equal(await runs().hold(key, 'one', 1_000, 2_000), true);
    assert.equal(await runs().hold(key, 'two', 1_500, 2_500), false);
    assert.equal(await runs().hold(key, 'one', 1_500, 3_000), true);
    assert.equal(await runs().hold(key, 'two', 2_999, 4_000), false);
    assert.equal(await runs().hold(key, 'two', 3_000, 4_000), true);
    assert.equal(await runs().hold(key, 'one', 3_001, 5_000), false);
  });

  test('a run that was taken by a clock far ahead is free, and one by a clock that is a little ahead is not', async () => {
    const { key } = newRun();
    const hour = 3_600_000;
    await runs().hold(key, 'one', 1_000 + hour, 2_000 + hour);
    assert.equal(await runs().hold(key, 'two', 1_000, 2_000), true);
    await runs().hold(key, 'two', 1_900, 2_900);
    assert.equal(await runs().hold(key, 'three', 1_000, 2_000), false);
  });

  test('a run that its holder lets go is free, and nobody else can let it go', async () => {
    const { key } = newRun();
    await runs().hold(key, 'one', 1_000, 9_000);

    await runs().release(key, 'two');
    assert.equal(await runs().hold(key, 'two', 1_001, 9_000), false);
    await runs().release(key, 'one');
    assert.equal(await runs().hold(key, 'two', 1_002, 9_000), true);
  });

  test('of twenty who take a run at once, one has it', async () => {
    const { key } = newRun();
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, index) => runs().hold(key, `holder ${index}`, 1_000, 2_000)),
    );

    assert.equal(taken.filter(Boolean).length, 1);
  });
}
