import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Limits } from '../../src/adapters/github/limits.ts';
import { Failure, transientFailure } from '../../src/core/failure.ts';
import { type ForgeWorld, startForgeWorld } from './github-world.ts';

/** A repository with an issue, and what its adapters tell of limits. */
async function scene(mayAsk: Limits['mayAsk'] = () => Promise.resolve()) {
  const told: [installation: number, inMs: number][] = [];
  const world = await startForgeWorld({
    limits: {
      mayAsk,
      onLimited: async (installation, until) => {
        told.push([installation, until - world.clock.now()]);
      },
    },
  });
  const ada = world.github.as('ada');
  await ada.createRepository('ada/lib', { files: { 'a.js': '' } });
  const { number } = await ada.openIssue('ada/lib', { title: 'Do more' });
  return { world, told, number, on: { ...world.ref('ada/lib'), number } };
}

function refuse(world: ForgeWorld, status: number, headers: Readonly<Record<string, string>>): void {
  const template = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
  const act = { kind: 'fail-with', status, headers, body: { message: 'Too much.' } } as const;
  world.github.faults.add({ match: { template }, act });
}

function isLimit(error: unknown): boolean {
  return error instanceof Failure && error.why.kind === 'transient' && error.why.reason.is === 'github-limit';
}

suite('the installation is told to wait', () => {
  for (const status of [403, 429]) {
    test(`by ${status} with retry-after, whoever asked`, async () => {
      const { world, told, number, on } = await scene();
      await using _ = world;
      refuse(world, status, { 'retry-after': '30' });

      await assert.rejects(world.forge('ada/lib').ownComments(number), isLimit);
      await assert.rejects(world.writer('ada/lib').createComment(on, 'Hello.'), isLimit);
      assert.deepEqual(told, [
        [world.installation('ada/lib'), 30_000],
        [world.installation('ada/lib'), 30_000],
      ]);
    });
  }

  test('until its hour is over, by the last answer of the hour', async () => {
    const { world, told } = await scene();
    await using _ = world;
    await world.forge('ada/lib').repository();
    assert.deepEqual(told, []);
    world.github.limits.set({ requestsPerHour: 2 });
    await world.forge('ada/lib').repository();

    assert.deepEqual(told, [[world.installation('ada/lib'), 3_600_000]]);
  });

  test('by no other refusal', async () => {
    const { world, told, number } = await scene();
    await using _ = world;
    refuse(world, 403, {});

    await assert.rejects(world.forge('ada/lib').ownComments(number));
    assert.deepEqual(told, []);
  });
});

test('while an installation is to wait, nothing is asked for it', async () => {
  const limit = transientFailure({ is: 'github-limit', detail: 'not yet' }, 30_000);
  const { world, number, on } = await scene(() => Promise.reject(limit));
  await using _ = world;
  world.asked();

  await assert.rejects(world.forge('ada/lib').ownComments(number), limit);
  await assert.rejects(world.writer('ada/lib').createComment(on, 'Hello.'), limit);
  assert.deepEqual(world.asked(), []);
});
