import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withServices } from '../services/service.ts';
import { killAt } from './kills.ts';
import { promised } from './result.ts';
import { reviewing } from './reviewing.ts';
import { isWrite } from './step.ts';

await withServices(['postgres', 'redis'], 'a worker killed at any step on Redis', ([start, startRedis]) => {
  test('leaves one review and one check', async (t) => {
    assert.ok(start && startRedis);
    await using postgres = await start();
    await using redis = await startRedis();
    await killAt({ play: reviewing, promised, isChosen: isWrite }, t, {
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
    });
  });
});
