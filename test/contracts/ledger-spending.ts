import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger, Spend, SpendTotal } from '../../src/ports/ledger.ts';
import { newInstallation, newRun } from './ledger-samples.ts';

const nothing: SpendTotal = { tokens: 0, usd: 0, unpriced: 0 };

/** What every ledger does with the calls that were paid. */
export function spendingContract(ledger: () => Ledger): void {
  test('what a run has spent is told call by call', async () => {
    const { spend } = ledger();
    const call = sample();
    const calls = [call, { ...call, usd: null, ms: 30_000.5, outcome: 'timeout' }];
    for (const each of calls) await spend.add(each, 1_000);
    await spend.add({ ...call, run: newRun().key }, 1_000);

    assert.deepEqual(await spend.ofRun(call.run), calls);
  });

  test('a call on the command line is nobody’s', async () => {
    const { spend } = ledger();
    const call = { ...sample(), installation: null, repository: null };
    await spend.add(call, 1_000);

    assert.deepEqual(await spend.ofRun(call.run), [call]);
  });

  test('spending is added up for a run, a repository and an installation, each since a time', async () => {
    const { spend } = ledger();
    const first = { ...sample(), tokensIn: 1_000, tokensOut: 100, usd: 0.5 };
    const { run, installation, repository } = first;
    const elsewhere = { run: newRun().key, repository: newInstallation() };
    await spend.add({ ...first, tokensIn: 7 }, 999);
    await spend.add(first, 1_000);
    await spend.add({ ...first, run: elsewhere.run, tokensIn: 2_000, usd: 0.25 }, 2_000);
    await spend.add({ ...first, ...elsewhere, tokensIn: 4_000, usd: null }, 3_000);
    await spend.add({ ...first, ...elsewhere, tokensIn: 0, tokensOut: 0, usd: null }, 3_000);
    await spend.add(sample(), 3_000);

    assert.deepEqual(await spend.total({ is: 'run', run, since: 1_000 }), {
      tokens: 1_100,
      usd: 0.5,
      unpriced: 0,
    });
    assert.deepEqual(await spend.total({ is: 'repository', id: repository, since: 1_000 }), {
      tokens: 3_200,
      usd: 0.75,
      unpriced: 0,
    });
    assert.deepEqual(await spend.total({ is: 'installation', id: installation, since: 1_000 }), {
      tokens: 7_300,
      usd: 0.75,
      unpriced: 1,
    });
  });

  test('nothing spent adds up to nothing', async () => {
    const { spend } = ledger();
    const call = sample();
    await spend.add(call, 1_000);

    assert.deepEqual(await spend.total({ is: 'run', run: call.run, since: 1_001 }), nothing);
    assert.deepEqual(await spend.total({ is: 'repository', id: newInstallation(), since: 0 }), nothing);
  });

  test('a month of large calls adds up beyond 32 bits', async () => {
    const { spend } = ledger();
    const call = { ...sample(), tokensIn: 2_000_000_000, tokensOut: 2_000_000_000, usd: 1e6 };
    for (let times = 0; times < 2; times += 1) await spend.add(call, 1_000);

    assert.deepEqual(await spend.total({ is: 'installation', id: call.installation, since: 0 }), {
      tokens: 8_000_000_000,
      usd: 2e6,
      unpriced: 0,
    });
  });
}

/** A call whose run, repository and installation no other test knows. */
function sample() {
  return {
    run: newRun().key,
    installation: newInstallation(),
    repository: newInstallation(),
    prompt: 'review',
    model: 'small',
    tokensIn: 12_000,
    tokensCached: 4_000,
    tokensOut: 900,
    usd: 0.0123,
    ms: 4_100.5,
    outcome: 'read',
  } satisfies Spend;
}
