import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../../src/ports/ledger.ts';
import type { Queue } from '../../src/ports/queue.ts';
import { openProbe } from '../../src/worker/probe.ts';

test('an answer of the probe is not kept for an hour when the clock jumps back by one', async () => {
  const hour = 3_600_000;
  let now = hour;
  let probes = 0;
  const counts = { waiting: 0, active: 0, delayed: 0, failed: 0 };
  const queue: Pick<Queue, 'add' | 'has' | 'counts' | 'waitingSince'> = {
    add: async () => void (probes += 1),
    has: () => Promise.resolve(false),
    counts: () => Promise.resolve(counts),
    waitingSince: () => Promise.resolve(undefined),
  };
  const outcomes: Ledger['outcomes'] = {
    get: () => Promise.resolve(undefined),
    record: () => Promise.resolve(),
  };
  const probe = openProbe({
    queue,
    ledger: { outcomes },
    clock: { now: () => now },
    pause: () => new Promise(() => undefined),
    holder: 'one',
    withinMs: 1_000,
    keptMs: 5_000,
  });
  await probe();
  await probe();
  assert.equal(probes, 1);
  now = 0;
  await probe();
  assert.equal(probes, 2);
});
