import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { silent } from '../contracts/backends.ts';
import { judge, startWatchdog, type Watched } from '../../src/worker/upkeep-watchdog.ts';

const minute = 60_000;

/** What is done at each look, given what waits and what is at work at which second. */
function acts(looks: readonly (readonly [second: number, waiting: number, active: number])[]) {
  let state: Watched = { is: 'well' };
  return looks.map(([second, waiting, active]) => {
    const { next, act } = judge(state, { now: second * 1_000, waiting, active }, minute);
    state = next;
    return act;
  });
}

suite('the watchdog', () => {
  test('lets workers be that have nothing to do, or do something', () => {
    assert.deepEqual(
      acts([
        [0, 0, 0],
        [100, 0, 0],
        [200, 9, 1],
        [300, 9, 1],
      ]),
      Array(4).fill('nothing'),
    );
  });

  test('renews workers that take nothing for a minute, and ends the process after another', () => {
    const looks = [
      [0, 1, 0],
      [59, 1, 0],
      [60, 1, 0],
      [119, 1, 0],
      [120, 1, 0],
    ] as const;
    assert.deepEqual(acts(looks), ['nothing', 'nothing', 'renew', 'nothing', 'exit']);
  });

  test('begins anew when a job has been taken in between', () => {
    const looks = [
      [0, 1, 0],
      [50, 1, 1],
      [70, 1, 0],
      [129, 1, 0],
      [130, 1, 0],
    ] as const;
    assert.deepEqual(acts(looks), ['nothing', 'nothing', 'nothing', 'nothing', 'renew']);
  });

  test('looks at both lanes, renews the one once, and then gives up', async () => {
    let now = 0;
    const ticks: (() => void)[] = [];
    const done: string[] = [];
    startWatchdog({
      queue: {
        counts: async (lane) => ({ waiting: lane === 'long' ? 3 : 0, active: 0, delayed: 0, failed: 0 }),
        renewWorkers: async (lane) => void done.push(`${lane} renewed at ${now / 1_000}`),
      },
      clock: { now: () => now },
      every: (_, look) => {
        ticks.push(look);
        return { stop: () => undefined };
      },
      log: silent,
      patienceMs: minute,
      exit: () => void done.push(`ended at ${now / 1_000}`),
    });
    for (; now <= 120_000; now += 10_000) {
      for (const tick of ticks) tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(done, ['long renewed at 60', 'ended at 120']);
  });
});
