import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitsOn, usualLimits } from '../../../src/engines/implementation/parts.ts';
import { lacking } from '../../services/lacking.ts';
import { good, implementationWorld, shop } from './implementation-world.ts';

test(
  'work that has reached its limit goes on from its kept steps',
  { skip: lacking('bubblewrap') },
  async () => {
    const kept = new Map<string, string>();
    const turns = [good.look, good.plan, good.writeTest, good.reproduce, good.mend, good.test, good.submit];
    const half = Math.ceil(turns.length / 2);
    async function attempt(steps: number) {
      const limits = { ...usualLimits, steps };
      const { implemented, asked } = await world.implement({ ...shop, turns, kept, request: { limits } });
      if (implemented.is !== 'draft') assert.fail(implemented.is);
      return { incomplete: implemented.incomplete, asked: asked.length };
    }
    const incomplete = { is: 'limit', which: 'steps', most: half } as const;
    assert.deepEqual(await attempt(half), { incomplete, asked: half });
    // What is handed in is shown to whoever wrote it, and handed in once more.
    assert.deepEqual(await attempt(half * 2), { incomplete: null, asked: turns.length + 1 - half });
    assert.equal(limitsOn(2).steps, usualLimits.steps * 2);
  },
);

const world = implementationWorld();
