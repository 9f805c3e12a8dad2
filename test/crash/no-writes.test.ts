import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { Running } from '../../src/main.ts';
import { withServices } from '../services/service.ts';
import { divisionAnswer, World } from '../world.ts';
import { answersToOpening, endAfterwards } from './outage.ts';
import { patient, patientBooks } from './patience.ts';
import { promised, resultOf } from './result.ts';

/** A store that answers and takes nothing more. */
interface Trouble {
  /** What `/readyz` says meanwhile. */
  readonly reason: string;
  begin(): Promise<void>;
  end(): Promise<void>;
}

await withServices(['postgres', 'redis'], 'a review goes on by itself', ([startPostgres, startRedis]) => {
  suite('when all is well again', { concurrency: 2 }, () => {
    test('after Redis was full in the middle of it', async (t) => {
      assert.ok(startPostgres && startRedis);
      const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
      const settings = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
      const world = await World.still(t, { settings, timing: patient });
      endAfterwards(t, [postgres, redis]);
      await goesOn(world, fullRedis(redis.url));
    });

    test('after PostgreSQL was read-only in the middle of it', async (t) => {
      assert.ok(startPostgres);
      const postgres = await startPostgres();
      const settings = { DATABASE_URL: postgres.url };
      const world = await World.still(t, { settings, timing: patient });
      endAfterwards(t, [postgres]);
      await goesOn(world, readOnlyPostgres(postgres.url));
    });
  });
});

async function goesOn(world: World, trouble: Trouble): Promise<void> {
  const running = await world.start();
  world.model.script('review', { is: 'think', comments: 10, everyMs: 100, text: divisionAnswer });
  world.model.always('review', divisionAnswer);
  const asked = world.model.next();
  const before = await world.divisionPull({ repository: 'octo/before' });
  const { over } = await asked;
  await trouble.begin();
  await over;
  const meanwhile = await world.divisionPull({ repository: 'octo/meanwhile' });
  await world.github.webhooks.settled();
  assert.deepEqual(answersToOpening(world, meanwhile), [503]);
  assert.deepEqual(await readiness(running), [503, { ok: false, reason: trouble.reason }]);
  await trouble.end();
  for (const pull of [before, meanwhile]) {
    assert.deepEqual(await resultOf(world, pull, (wanted) => patientBooks(running, wanted)), promised);
  }
}

async function readiness({ url }: Running): Promise<readonly [number, unknown]> {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, await answer.json()];
}

function fullRedis(url: string): Trouble {
  async function allow(bytes: number): Promise<void> {
    const redis = new Redis(url);
    await redis.config('SET', 'maxmemory', bytes);
    await redis.quit();
  }
  return {
    reason:
      'Patchwright is busy (the queue takes no jobs: Redis is full, and its maxmemory may be raised). If that lasts, ask again later.',
    begin: () => allow(1),
    end: () => allow(0),
  };
}

function readOnlyPostgres(url: string): Trouble {
  async function set(isReadOnly: boolean): Promise<void> {
    const client = new Client(url);
    await client.connect();
    await client.query(`alter system set default_transaction_read_only = ${isReadOnly}`);
    await client.query('select pg_reload_conf()');
    await client.end();
  }
  return {
    reason:
      'Patchwright is busy (the queue takes no jobs: the database is read-only). If that lasts, ask again later.',
    begin: () => set(true),
    end: () => set(false),
  };
}
