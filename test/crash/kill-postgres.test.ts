import { test } from 'node:test';
import { withService } from '../services/service.ts';
import { killAt } from './kills.ts';
import { isCall, isWrite } from './step.ts';

await withService('postgres', 'a worker killed at any step on PostgreSQL', (start) => {
  test('leaves one review and one check', async (t) => {
    await using postgres = await start();
    await killAt((step) => isCall(step) || isWrite(step), t, { DATABASE_URL: postgres.url });
  });
});
