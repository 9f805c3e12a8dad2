import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../src/core/failure.ts';
import type { Running } from '../../src/main.ts';
import { type Service, withServices } from '../services/service.ts';
import { divisionAnswer, World } from '../world.ts';
import { promised, type Pull, resultOf } from './result.ts';
import { type Books, booksOf, type Wanted } from './victim.ts';

interface Outage {
  readonly of: 'Redis' | 'PostgreSQL';
  /** Stopped in order, or paused: it keeps its connections and answers nothing. */
  readonly how: 'stopped' | 'paused';
  readonly seconds: number;
}

/** The longest ones with CRASH_ALL=1. */
const longest = process.env['CRASH_ALL'] === '1' ? 60 : 12;

const outages: readonly Outage[] = (['Redis', 'PostgreSQL'] as const).flatMap((of) => [
  ...[1, 6, 12, 60]
    .filter((seconds) => seconds <= longest)
    .map((seconds) => ({ of, how: 'stopped', seconds }) as const),
  { of, how: 'paused', seconds: 6 },
]);

await withServices(['postgres', 'redis'], 'a review goes on by itself', ([startPostgres, startRedis]) => {
  for (const outage of outages) {
    test(`after ${outage.of} was ${outage.how} for ${outage.seconds} s in the middle of it`, async (t) => {
      assert.ok(startPostgres && startRedis);
      await using postgres = await startPostgres();
      await using redis = await startRedis();
      const settings = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
      const world = await World.still(t, { settings });
      const running = await world.start();
      world.model.script('review', slowAnswer);
      world.model.always('review', divisionAnswer);
      const asked = world.model.next();
      const before = await world.divisionPull({ repository: 'octo/before' });
      await asked;
      const meanwhile = await outlast(world, outage, outage.of === 'Redis' ? redis : postgres);
      const back = performance.now();
      assert.deepEqual(await resultFor(world, before, running), promised);
      assert.deepEqual(await resultFor(world, meanwhile, running), promised);
      t.diagnostic(`all done ${((performance.now() - back) / 1_000).toFixed(1)} s after it was back`);
    });
  }
});

/** Still being given when the service goes away. */
const slowAnswer = { is: 'think', comments: 10, everyMs: 100, text: divisionAnswer } as const;

/** Takes the service away and brings it back. The pull request that is opened meanwhile comes with a webhook that is not taken. */
async function outlast(world: World, { how, seconds }: Outage, service: Service): Promise<Pull> {
  if (how === 'stopped') await service.stop();
  else service.pause();
  const over = pause(seconds * 1_000);
  const pull = await world.divisionPull({ repository: 'octo/meanwhile' });
  await over;
  if (seconds >= 12) assert.deepEqual(answers(world, pull), [503]);
  if (how === 'stopped') await service.start();
  else service.resume();
  return pull;
}

/** How the webhook about its opening was answered, each time it was sent. */
function answers({ github }: World, pull: Pull): readonly (number | string)[] {
  const { id } = github.state.repository(pull.repository);
  return github.webhooks.deliveries
    .filter(
      ({ repositoryId, event, action }) =>
        repositoryId === id && event === 'pull_request' && action === 'opened',
    )
    .map(({ outcome }) => (outcome.kind === 'answered' ? outcome.code : outcome.kind));
}

function resultFor(world: World, pull: Pull, running: Running) {
  return resultOf(world, pull, (wanted) => patientBooks(running, wanted));
}

/** Clients take a moment to notice that a server is back. */
async function patientBooks(running: Running, wanted: Wanted): Promise<Books> {
  for (;;) {
    try {
      return await booksOf(running, wanted);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      await pause(200);
    }
  }
}
