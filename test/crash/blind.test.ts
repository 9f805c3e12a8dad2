import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withService } from '../services/service.ts';
import { promised } from './result.ts';
import { reviewing } from './reviewing.ts';
import { openStage } from './stage.ts';

await withService('postgres', 'with the look for our markers switched off', (start) => {
  test('a worker killed after its write leaves two of what it wrote', async () => {
    await using postgres = await start();
    await using stage = await openStage(reviewing, {
      settings: { DATABASE_URL: postgres.url },
      heir: { sees: 'nothing-of-its-own' },
    });
    const review = {
      at: 'request',
      name: 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
      nth: 1,
    } as const;
    const check = { at: 'request', name: 'POST /repos/{owner}/{repo}/check-runs', nth: 1 } as const;
    assert.deepEqual(await stage.crashAt(review), { ...promised, reviews: [1, 1] });
    assert.deepEqual(await stage.crashAt(check), {
      ...promised,
      checks: ['queued, null', 'completed, neutral'],
    });
  });
});
