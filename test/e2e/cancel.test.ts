import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from '../world.ts';

/** The webhook is heard, and then the watch looks every half second. A second does, but for a machine that is busy with other tests. */
const withinMs = 2_000;

test('a model that thinks is let go as soon as the pull request is closed, and the check says why', async (t) => {
  const world = await World.open(t);
  world.model.script('review', { is: 'hang', after: 'Let me think' });
  const asked = world.model.next();
  const pull = await world.divisionPull();
  const question = await asked;
  await world.github.as('ada').close(pull);
  const closed = performance.now();
  await question.over;
  const took = performance.now() - closed;
  await world.quiet();
  assert.match(
    world.checks(pull)[0]?.summary ?? '',
    /^Stopped, because this was closed\. Reopen it to have it looked at again\.\n\nSpent: [\d,]+ tokens, dollars unknown\.$/,
  );
  assert.deepEqual(world.reviews(pull), []);
  assert.ok(took < withinMs, `it took ${Math.round(took)} ms`);
});
