import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { World } from '../world.ts';

/** Without a model a review that begins needs no answer: here it only matters whether one does. */
const settings = { PATCHWRIGHT_MODEL: '' };

suite('a repository says who is reviewed when', () => {
  test('by a label that has to be there: the check says so, and adding it begins a review', async (t) => {
    const { world, ada, pull } = await opened(t, 'review:\n  only: review me\n');
    const reason =
      '`.github/patchwright.yml` has only pull requests with the label `review me` reviewed by themselves. Add the label, or comment `/review`.';
    assert.deepEqual(lastCheck(world, pull), {
      name: 'Patchwright review',
      status: 'completed',
      conclusion: 'skipped',
      title: 'Not done',
      summary: reason,
    });
    await ada.label(pull, 'bug');
    await world.quiet();
    assert.equal(world.checks(pull).length, 1);
    await ada.label(pull, 'Review me');
    await world.quiet();
    assert.notEqual(lastCheck(world, pull)?.summary, reason);
  });

  test('by a label that is in the way: taking it off begins a review', async (t) => {
    const { world, ada, pull } = await opened(t, 'review:\n  only: ready\n  skip:\n    labels: [wip]\n');
    await ada.label(pull, 'wip', 'ready');
    await world.quiet();
    const reason = lastCheck(world, pull)?.summary ?? '';
    assert.match(reason, /names `wip`, which this pull request has\./);
    await ada.unlabel(pull, 'wip');
    await world.quiet();
    assert.notEqual(lastCheck(world, pull)?.summary, reason);
  });

  test('not after a push: the check of the new head says so, until somebody asks', async (t) => {
    const { world, ada, pull } = await opened(t, 'review:\n  on:\n    push: false\n');
    const before = lastCheck(world, pull)?.summary;
    await ada.push('octo/shop', 'change', { files: { 'math.js': 'c();\n' } });
    await world.quiet();
    const reason =
      'Pull requests are not reviewed again after a push. Comment `/review`, or set `review.on.push` to true in `.github/patchwright.yml`.';
    assert.equal(lastCheck(world, pull)?.summary, reason);
    ada.comment(pull, '/review');
    await world.quiet();
    assert.equal(lastCheck(world, pull)?.summary, before);
  });

  test('and so does the description of a pull request', async (t) => {
    const { world, pull } = await opened(t, '', 'Only a try.\n\n<!-- patchwright: ignore -->');
    assert.deepEqual(
      world.checks(pull).map(({ conclusion, summary }) => [conclusion, summary]),
      [
        [
          'skipped',
          'The description of the pull request says `patchwright: ignore`. Take that out before the next push, or comment `/review`.',
        ],
      ],
    );
  });
});

async function opened(t: TestContext, config: string, body = '') {
  const world = await World.open(t, { settings });
  const ada = world.github.as('ada');
  const files = { 'math.js': 'a();\n', '.github/patchwright.yml': config };
  await ada.createRepository('octo/shop', { files });
  await ada.push('octo/shop', 'change', { files: { 'math.js': 'b();\n' } });
  const pull = await ada.openPull('octo/shop', { head: 'change', body });
  await world.quiet();
  return { world, ada, pull };
}

function lastCheck(world: World, pull: Parameters<World['checks']>[0]) {
  return world.checks(pull).at(-1);
}
