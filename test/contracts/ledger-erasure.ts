import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Run } from '../../src/core/run.ts';
import type { Ledger, Spend } from '../../src/ports/ledger.ts';
import { end, newInstallation, newPull, newRun } from './ledger-samples.ts';

/** What every ledger forgets of spending, transcripts and pace; test/e2e/going-away.test.ts looks at every table. */
export function erasureContract(ledger: () => Ledger): void {
  test('an installation takes what it said, spent and waited for along, and nobody else’s', async () => {
    const [theirs, others] = [await lived(ledger()), await lived(ledger())];
    const forgotten = await forget(ledger(), theirs);
    await ledger().erasure.erase({ is: 'installation', id: theirs.installation });

    assert.deepEqual(await left(ledger(), theirs), nothing);
    assert.deepEqual(await ledger().spend.ofRun(forgotten.run), []);
    assert.deepEqual(await left(ledger(), others), everything);
  });

  test('a repository takes what was said and spent on it along; the pace is its installation’s', async () => {
    const theirs = await lived(ledger());
    const forgotten = await forget(ledger(), theirs);
    const elsewhere = { ...forgotten, repository: newInstallation() };
    await ledger().spend.add(elsewhere, 1_000);
    await ledger().erasure.erase({ is: 'repositories', ids: [theirs.repository] });

    assert.deepEqual(await left(ledger(), theirs), { ...nothing, isBlocked: true });
    assert.deepEqual(await ledger().spend.ofRun(forgotten.run), [elsewhere]);
  });

  test('what was said is forgotten with its run, what was spent at its own time', async () => {
    const old = await lived(ledger());
    await end(ledger().runs, old.run, 2_000);
    await ledger().erasure.expire({ ended: 2_001, heard: 2_001, spent: 0 });
    assert.deepEqual(await left(ledger(), old), { ...nothing, calls: 1, isBlocked: true });

    await ledger().erasure.expire({ ended: 2_001, heard: 2_001, spent: 1_000 });
    assert.deepEqual(await left(ledger(), old), { ...nothing, calls: 1, isBlocked: true });
    await ledger().erasure.expire({ ended: 2_001, heard: 2_001, spent: 1_001 });
    assert.deepEqual(await left(ledger(), old), { ...nothing, isBlocked: true });
  });

  test('what became of an event, and that it was asked for, is forgotten when it is long past', async () => {
    const { erasure, outcomes, redeliveries } = ledger();
    const id = newRun().key;
    await outcomes.record({ id, outcome: 'heard', detail: 'review opened' }, 3_000);
    await redeliveries.remember(id, 3_000);
    await erasure.expire({ ended: 9_000, heard: 3_000, spent: 0 });
    assert.deepEqual([(await outcomes.get(id))?.outcome, await redeliveries.wasAsked(id)], ['heard', true]);
    await erasure.expire({ ended: 0, heard: 3_001, spent: 0 });
    assert.deepEqual([await outcomes.get(id), await redeliveries.wasAsked(id)], [undefined, false]);
  });

  test('an open run keeps all that was said in it, however long ago', async () => {
    const open = await lived(ledger());
    await ledger().erasure.expire({ ended: 9_000, heard: 9_000, spent: 0 });

    assert.deepEqual(await left(ledger(), open), everything);
    await end(ledger().runs, open.run, 2_000);
  });

  test('the pace of an installation is forgotten when its turns and its block are long past', async () => {
    const { pace, erasure } = ledger();
    const id = newInstallation();
    await pace.take(id, 10_000, 1_000, 2_000);
    await pace.block(id, 12_000);
    await erasure.expire({ ended: 12_000, heard: 12_000, spent: 0 });
    assert.equal(await pace.blockedUntil(id, 11_000), 12_000);
    await erasure.expire({ ended: 12_001, heard: 12_001, spent: 0 });
    assert.equal(await pace.blockedUntil(id, 11_000), undefined);
  });
}

interface Life {
  readonly run: Run;
  readonly installation: number;
  readonly repository: number;
}

const blockedUntil = 4_000_000_000_000;

/** An open run of an installation and a repository that no other test knows, with an entry, a call and a block. */
async function lived(ledger: Ledger): Promise<Life> {
  const [installation, repository] = [newInstallation(), newInstallation()];
  const pull = newPull();
  const sample = newRun({ ...pull, ref: { ...pull.ref, id: repository } });
  const cause = { kind: 'schedule', id: sample.key, installation } as const;
  const run = { ...sample, cause };
  await ledger.runs.update(run.key, 1_000, () => run);
  await ledger.transcripts.append(run, [{ number: 1, entry: 'said' }], 1_000);
  const life = { run, installation, repository };
  await ledger.spend.add(call(life, run.key), 1_000);
  await ledger.pace.block(installation, blockedUntil);
  return life;
}

/** A call of theirs whose run the ledger no longer knows. */
async function forget(ledger: Ledger, theirs: Life): Promise<Spend> {
  const spend = call(theirs, newRun().key);
  await ledger.spend.add(spend, 1_000);
  return spend;
}

function call({ installation, repository }: Life, run: string): Spend {
  const said = { prompt: 'review', model: 'small', outcome: 'read' };
  return {
    ...said,
    run,
    installation,
    repository,
    tokensIn: 1,
    tokensCached: 0,
    tokensOut: 1,
    usd: 1,
    ms: 1,
  };
}

const everything = { runs: 1, entries: 1, calls: 1, isBlocked: true };
const nothing = { runs: 0, entries: 0, calls: 0, isBlocked: false };

async function left({ runs, transcripts, spend, pace }: Ledger, { run, installation }: Life) {
  return {
    runs: (await runs.get(run.key)) === undefined ? 0 : 1,
    entries: (await transcripts.of(run.key)).length,
    calls: (await spend.ofRun(run.key)).length,
    isBlocked: (await pace.blockedUntil(installation, 1_000)) === blockedUntil,
  };
}
