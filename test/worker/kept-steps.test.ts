import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import { z } from 'zod';
import { transientFailure } from '../../src/core/failure.ts';
import type { StepId, Steps } from '../../src/ports/ledger.ts';
import { keptSteps } from '../../src/worker/kept-steps.ts';
import { newRun } from '../contracts/ledger-samples.ts';

const run = newRun();
const clock = { now: () => 1_000 };

suite('the steps of a run', () => {
  let said: string[];
  let kept: Map<string, unknown>;
  let isAway: boolean;
  beforeEach(() => {
    said = [];
    kept = new Map();
    isAway = false;
  });

  function attempt(): ReturnType<typeof keptSteps> {
    return keptSteps(run, { ledger: { steps }, clock });
  }

  test('are done once, however often they are wanted', async () => {
    const once = attempt();
    const values = [];
    for (const work of [1, 2])
      values.push(await once('read', ['a'], z.number(), () => Promise.resolve(work)));
    assert.deepEqual(values, [1, 1]);
    assert.deepEqual(said, ['list', 'keep', 'get']);
  });

  test('are not done again by an attempt that comes after, unless what they depend on has changed', async () => {
    await attempt()('read', ['a'], z.number(), () => Promise.resolve(1));
    const again = attempt();
    assert.equal(await again('read', ['a'], z.number(), () => Promise.resolve(2)), 1);
    assert.equal(await again('read', ['b'], z.number(), () => Promise.resolve(3)), 3);
  });

  test('are looked for again where the ledger was away the first time', async () => {
    await attempt()('read', ['a'], z.number(), () => Promise.resolve(1));
    const once = attempt();
    isAway = true;
    await assert.rejects(() => once('read', ['a'], z.number(), () => Promise.resolve(2)));
    isAway = false;
    assert.equal(await once('read', ['a'], z.number(), () => Promise.resolve(3)), 1);
  });

  const steps: Steps = {
    list: () => {
      said.push('list');
      if (isAway) return Promise.reject(transientFailure({ is: 'busy', detail: 'gone' }, 1_000));
      return Promise.resolve([...kept.keys()].map((key) => JSON.parse(key)));
    },
    get: (step, schema) => {
      said.push('get');
      return Promise.resolve(schema.safeParse(kept.get(keyOf(step))).data);
    },
    keep: (step, value) => {
      said.push('keep');
      kept.set(keyOf(step), value);
      return Promise.resolve();
    },
  };
});

function keyOf({ name, inputs }: StepId): string {
  return JSON.stringify({ name, inputs });
}
