import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withService } from '../services/service.ts';
import { reviewing } from './reviewing.ts';
import { openStage } from './stage.ts';

await withService('postgres', 'a review that kills each of its workers', (start) => {
  test('ends with words on its check', async () => {
    await using postgres = await start();
    await using stage = await openStage(reviewing, { settings: { DATABASE_URL: postgres.url } });
    const end = await stage.crashAlwaysAt({ name: 'work: ledger.outbox.plan in moveOn', nth: 1 });
    assert.deepEqual(end, {
      reviews: [],
      checks: ['completed, neutral'],
      run: 'ended, dead',
      effects: [],
      outcomes: ['heard'],
    });
  });
});
