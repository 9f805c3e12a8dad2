import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Running } from '../../src/main.ts';
import { World } from '../world.ts';
import { onEachBackend } from './backends.ts';

async function asked(app: Running, path: string): Promise<readonly [status: number, body: unknown]> {
  const answer = await fetch(`${app.url}${path}`);
  return [answer.status, await answer.json()];
}

const idle = { waiting: 0, active: 0, delayed: 0, failed: 0, waitingMs: 0 };

await onEachBackend('a whole app', (settings) => {
  test('is ready: a probe goes through its queue and leaves nothing there', async (t) => {
    const world = await World.still(t, { settings: settings() });
    const app = await world.start();
    for (let times = 0; times < 2; times += 1) {
      const [status, body] = await asked(app, '/readyz');
      const { roundTripMs, ...rest } = body as { readonly roundTripMs: unknown };
      assert.deepEqual([status, rest], [200, { ok: true, quick: idle, long: idle }]);
      assert.ok(typeof roundTripMs === 'number' && roundTripMs >= 0 && roundTripMs < 5_000);
    }
    assert.deepEqual(await asked(app, '/healthz'), [200, { ok: true }]);
  });

  test('whose queue hands nothing over is alive, and not ready', async (t) => {
    const world = await World.still(t, {
      settings: settings(),
      timing: { probe: { withinMs: 300, keptMs: 60_000 } },
      around: (ports) => ({ ...ports, queue: { ...ports.queue, work: () => Promise.resolve() } }),
    });
    const app = await world.start();
    const reason = 'no worker took the probe within 0.3 s';
    assert.deepEqual(await asked(app, '/readyz'), [503, { ok: false, reason }]);
    assert.deepEqual(await asked(app, '/healthz'), [200, { ok: true }]);
  });
});

suite('an app whose ledger is silent', () => {
  test('is not ready, and says so in time', async (t) => {
    const world = await World.still(t, {
      timing: { probe: { withinMs: 300, keptMs: 60_000 } },
      around: (ports) => {
        const outcomes = { ...ports.ledger.outcomes, get: () => new Promise<undefined>(() => undefined) };
        return { ...ports, ledger: { ...ports.ledger, outcomes } };
      },
    });
    const app = await world.start();
    const reason = 'the ledger does not answer';
    assert.deepEqual(await asked(app, '/readyz'), [503, { ok: false, reason }]);
  });
});
