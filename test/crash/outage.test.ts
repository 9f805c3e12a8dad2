import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Service, withServices } from '../services/service.ts';
import { divisionAnswer, World } from '../world.ts';
import { answersToOpening, endAfterwards } from './outage.ts';
import { patient, patientBooks } from './patience.ts';
import { promised, type Pull, resultOf } from './result.ts';
import { isWhole, sample, seed } from './sample.ts';

interface Outage {
  readonly of: 'Redis' | 'PostgreSQL';
  /** Stopped in order, or paused: it keeps its connections and answers nothing. */
  readonly how: 'stopped' | 'paused';
  readonly seconds: number;
}

/** The longest ones with CRASH_ALL=1. */
const lengths = isWhole ? [1, 6, 12, 60] : [1, 6, 12];

const all: readonly Outage[] = (['Redis', 'PostgreSQL'] as const).flatMap((of) =>
  (['stopped', 'paused'] as const).flatMap((how) => lengths.map((seconds) => ({ of, how, seconds }))),
);

const outages = sample(all, 2);

await withServices(['postgres', 'redis'], 'a review goes on by itself', ([startPostgres, startRedis]) => {
  suite(`after an outage in the middle of it, by CRASH_SEED=${seed}`, { concurrency: 4 }, () => {
    for (const outage of outages) {
      test(`of ${outage.of}, ${outage.how} for ${outage.seconds} s`, async (t) => {
        assert.ok(startPostgres && startRedis);
        const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
        const settings = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
        const world = await World.still(t, { settings, timing: patient });
        endAfterwards(t, [postgres, redis]);
        const running = await world.start();
        world.model.script('review', slowAnswer);
        world.model.always('review', divisionAnswer);
        const asked = world.model.next();
        const before = await world.divisionPull({ repository: 'octo/before' });
        await asked;
        const meanwhile = await outlast(world, outage, outage.of === 'Redis' ? redis : postgres);
        const back = performance.now();
        for (const pull of [before, meanwhile]) {
          const result = await resultOf(world, pull, (wanted) => patientBooks(running, wanted));
          assert.deepEqual(result, promised);
        }
        t.diagnostic(`all done ${((performance.now() - back) / 1_000).toFixed(1)} s after it was back`);
      });
    }
  });
});

/** Still being given when the service goes away. */
const slowAnswer = { is: 'think', comments: 10, everyMs: 100, text: divisionAnswer } as const;

/** Takes the service away and brings it back. The webhook of the pull request that is opened meanwhile is taken by the queue alone. */
async function outlast(world: World, { of, how, seconds }: Outage, service: Service): Promise<Pull> {
  if (how === 'stopped') await service.stop();
  else service.pause();
  const over = pause(seconds * 1_000);
  const pull = await world.divisionPull({ repository: 'octo/meanwhile' });
  await over;
  if (seconds >= 12) {
    await world.github.webhooks.settled();
    assert.deepEqual(answersToOpening(world, pull), [of === 'Redis' ? 503 : 200]);
  }
  if (how === 'stopped') await service.start();
  else service.resume();
  return pull;
}
