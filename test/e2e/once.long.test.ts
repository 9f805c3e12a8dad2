import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { divisionAnswer, World } from '../world.ts';
import { onEachBackend } from './backends.ts';

await onEachBackend('exactly one review and one check', (settings) => {
  test('although the webhook is delivered again after the review', async (t) => {
    const world = await World.open(t, { settings: settings() });
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    await world.quiet();
    await world.github.webhooks.redeliver(openedDelivery(world));
    await world.quiet();
    assertOnce(world, pull);
  });

  test('although two deliveries come at once', async (t) => {
    const world = await World.open(t, { settings: settings() });
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    const guid = openedDelivery(world);
    await Promise.all([world.github.webhooks.redeliver(guid), world.github.webhooks.redeliver(guid)]);
    await world.quiet();
    assertOnce(world, pull);
  });

  test('although its worker is killed while the model thinks', async (t) => {
    const world = await World.still(t, { settings: settings() });
    const first = await world.startProcess();
    world.model.script('review', { is: 'hang', after: '' }, divisionAnswer);
    const asked = world.model.next();
    const pull = await world.divisionPull();
    await asked;
    first.kill('SIGKILL');
    await once(first, 'exit');
    await world.startProcess();
    await world.until('the review is there', () => world.checks(pull)[0]?.status === 'completed');
    assertOnce(world, pull);
  });

  test('although its worker is told to stop while the model thinks', async (t) => {
    const world = await World.still(t, { settings: { ...settings(), SHUTDOWN_GRACE_SECONDS: '0' } });
    const first = await world.startProcess();
    world.model.script('review', { is: 'hang', after: '' }, divisionAnswer);
    const asked = world.model.next();
    const pull = await world.divisionPull();
    await asked;
    first.kill('SIGTERM');
    await once(first, 'exit');
    await world.startProcess();
    await world.until('the review is there', () => world.checks(pull)[0]?.status === 'completed');
    assertOnce(world, pull);
  });
});

type Pull = Awaited<ReturnType<World['divisionPull']>>;

function assertOnce(world: World, pull: Pull): void {
  assert.deepEqual(
    world.reviews(pull).map(({ commitId, comments }) => [commitId, comments.length]),
    [[pull.headSha, 1]],
  );
  const checks = [...world.github.state.data.checkRuns.values()];
  assert.deepEqual(
    checks.map(({ headSha, conclusion }) => [headSha, conclusion]),
    [[pull.headSha, 'neutral']],
  );
}

function openedDelivery(world: World): string {
  const delivery = world.github.webhooks.deliveries.find(({ action }) => action === 'opened');
  assert.ok(delivery);
  return delivery.guid;
}
