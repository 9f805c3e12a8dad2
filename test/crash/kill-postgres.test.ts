import { test } from 'node:test';
import { withService } from '../services/service.ts';
import { killAt } from './kills.ts';
import { promised } from './result.ts';
import { reviewing } from './reviewing.ts';
import { isCall, isWrite, type Step } from './step.ts';

await withService('postgres', 'a worker killed at any step on PostgreSQL', (start) => {
  test('leaves one review and one check', async (t) => {
    await using postgres = await start();
    await killAt({ play: reviewing, promised, isChosen }, t, { DATABASE_URL: postgres.url });
  });
});

function isChosen(step: Step): boolean {
  return isCall(step) || isWrite(step);
}
