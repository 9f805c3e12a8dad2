import assert from 'node:assert/strict';
import { lacking } from '../services/lacking.ts';
import { withServices } from '../services/service.ts';
import { killImplementing } from './implement-kills.ts';
import { isWhole } from './sample.ts';

await withServices(
  ['postgres', 'redis'],
  'a worker killed on Redis at any step of',
  ([start, startRedis]) => {
    assert.ok(start && startRedis);
    async function open() {
      const [postgres, redis] = await Promise.all([start?.(), startRedis?.()]);
      assert.ok(postgres && redis);
      return {
        settings: { DATABASE_URL: postgres.url, REDIS_URL: redis.url },
        [Symbol.asyncDispose]: async () => {
          await Promise.all([postgres[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()]);
        },
      };
    }
    killImplementing(open, 1, { inJail: isWhole && lacking('bubblewrap') === false });
  },
);
