import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { withService } from '../services/service.ts';
import { divisionAnswer, World } from '../world.ts';
import { patient } from './patience.ts';
import { promised, resultOf } from './result.ts';
import { reviewing } from './reviewing.ts';
import { openStage } from './stage.ts';
import { titleOf } from './step.ts';
import { booksOf } from './victim.ts';

const hour = 3_600_000;

/** By how much the clock is ahead before, for a while in the middle, and from then on. */
const jumps: Readonly<Record<string, readonly [number, number, number]>> = {
  'an hour forward': [0, hour, hour],
  'an hour back': [hour, 0, 0],
  'an hour forward and back': [0, hour, 0],
};

suite('a review goes on by itself', { concurrency: 3 }, () => {
  for (const [name, [before, between, after]] of Object.entries(jumps)) {
    test(`when the clock jumps ${name} in the middle of it, and so does the next`, async (t) => {
      const clock = jumpyClock(before);
      const world = await World.still(t, { clock, timing: patient });
      const running = await world.start();
      world.model.script('review', { is: 'think', comments: 20, everyMs: 100, text: divisionAnswer });
      world.model.always('review', divisionAnswer);
      const asked = world.model.next();
      const pull = await world.divisionPull();
      await asked;
      await clock.jump(between);
      await clock.jump(after);
      assert.deepEqual(await resultOf(world, pull, (wanted) => booksOf(running, wanted)), promised);
      const next = await world.divisionPull({ repository: 'octo/next' });
      assert.deepEqual(await resultOf(world, next, (wanted) => booksOf(running, wanted)), promised);
    });
  }
});

interface JumpyClock {
  now(): number;
  /** Resolves when somebody has read the clock after that. */
  jump(aheadMs: number): Promise<void>;
}

function jumpyClock(startMs: number): JumpyClock {
  let aheadMs = startMs;
  let read = Promise.withResolvers<void>();
  return {
    now: () => {
      read.resolve();
      return Date.now() + aheadMs;
    },
    jump: (to) => {
      aheadMs = to;
      read = Promise.withResolvers();
      return read.promise;
    },
  };
}

/** In mid-work; with a write that was not made, and with one that was, both in doubt. */
const moments = [
  /^before work: model\.ask/,
  /^before hear: writer\.createCheck/,
  /^before work: writer\.createReview/,
  /^after POST .*\/reviews/,
];

await withService('postgres', 'a killed worker is followed without a long wait', (start) => {
  for (const [name, victimMs, heirMs] of [
    ['an hour ahead of', hour, 0],
    ['an hour behind', 0, hour],
  ] as const) {
    test(`when its clock was ${name} that of the next`, async () => {
      await using postgres = await start();
      await using stage = await openStage(reviewing, {
        settings: { DATABASE_URL: postgres.url },
        victim: { aheadMs: victimMs },
        heir: { aheadMs: heirMs },
      });
      const steps = await stage.steps();
      for (const moment of moments) {
        const step = steps.find((one) => moment.test(titleOf(one)));
        assert.ok(step, `no step is called ${moment.source}`);
        assert.deepEqual(await stage.crashAt(step), promised, titleOf(step));
      }
    });
  }
});
