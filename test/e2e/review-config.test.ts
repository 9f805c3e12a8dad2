import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { World } from '../world.ts';

const usage = { prompt_tokens: 1_000, completion_tokens: 234, total_tokens: 1_234 };

suite('the configuration of the default branch', () => {
  test('switches reviews off', async (t) => {
    const world = await World.open(t);
    const pull = await pullWithConfig(world, 'review:\n  enabled: false\n');
    await world.quiet();
    assert.deepEqual(world.reviews(pull), []);
    assert.deepEqual(world.checks(pull), []);
  });

  test('leaves files out, and the check names them', async (t) => {
    const world = await World.open(t);
    world.model.script('review', { is: 'text', text: '<summary>\nOne file.\n</summary>', usage });
    const pull = await pullWithConfig(world, "review:\n  ignore: ['*.lock']\n");
    await world.quiet();
    assert.doesNotMatch(world.model.asked[0]?.messages.at(-1)?.content ?? '', /yarn\.lock/);
    assert.equal(
      world.checks(pull)[0]?.summary,
      '**Looked at**\n\n- `math.js`\n\n**Not looked at**\n\n- `yarn.lock`: the configuration leaves it out\n\nSpent: 1,234 tokens, dollars unknown.',
    );
  });

  test('is told its faults in one line, and the rest of it counts', async (t) => {
    const world = await World.open(t);
    world.model.script('review', '<summary>\nTwo files.\n</summary>');
    const pull = await pullWithConfig(world, "review:\n  drafs: true\n  ignore: ['*.lock']\n");
    await world.quiet();
    const note = world
      .reviews(pull)[0]
      ?.body.split('\n\n')
      .find((line) => line.startsWith('In `.github'));
    assert.equal(
      note,
      'In `.github/patchwright.yml`, `review.drafs` in line 2 is no setting (did you mean `drafts`?). Defaults apply there; the rest of the file counts.',
    );
  });

  test('cannot be changed by the pull request itself', async (t) => {
    const world = await World.open(t);
    world.model.script('review', '<summary>\nTurns reviews off.\n</summary>');
    const ada = world.github.as('ada');
    await ada.createRepository('octo/shop', { files: { 'a.js': 'a();\n' } });
    await ada.push('octo/shop', 'off', {
      files: { 'a.js': 'b();\n', '.github/patchwright.yml': 'review:\n  enabled: false\n' },
    });
    const pull = await ada.openPull('octo/shop', { head: 'off' });
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
  });
});

async function pullWithConfig(world: World, config: string) {
  const ada = world.github.as('ada');
  await ada.createRepository('octo/shop', {
    files: { 'math.js': 'a();\n', '.github/patchwright.yml': config },
  });
  await ada.push('octo/shop', 'change', { files: { 'math.js': 'b();\n', 'yarn.lock': 'x@1\n' } });
  return ada.openPull('octo/shop', { head: 'change' });
}
