import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { divisionAnswer, World, type WorldOptions } from '../world.ts';

type Ending = Parameters<typeof World.open>[0];

/** A second, and some for a machine that is busy with other tests. */
const withinMs = 2_000;

/** A pull request by ada whose review hangs in the middle of the model's answer. */
async function hanging(t: Ending, options: WorldOptions = {}) {
  const world = await World.open(t, options);
  world.model.script('review', { is: 'hang', after: 'Let me think' });
  const asked = world.model.next();
  const pull = await world.divisionPull();
  return { world, pull, question: await asked };
}

const stoppedByAda =
  /^Stopped by ada\. What was done is kept; comment `\/continue` to go on with it\.\n\nSpent: [\d,]+ tokens, dollars unknown\.$/;

suite('/stop', () => {
  test('ends a review within a second, and its check says by whom and how to go on', async (t) => {
    const { world, pull, question } = await hanging(t);
    const stopped = performance.now();
    const comment = world.github.as('ada').comment(pull, '/stop');
    await question.over;
    const took = performance.now() - stopped;
    await world.quiet();
    const [check] = world.checks(pull);
    assert.deepEqual([check?.title, check?.conclusion], ['Stopped', 'cancelled']);
    assert.match(check?.summary ?? '', stoppedByAda);
    assert.deepEqual(world.reviews(pull), []);
    assert.equal(world.comments(pull).length, 1);
    assert.deepEqual(eyesOn(world, comment.id), ['eyes']);
    assert.ok(took < withinMs, `it took ${Math.round(took)} ms`);
    t.diagnostic(`stopped after ${Math.round(took)} ms`);
  });

  test('takes less than a second each time', async (t) => {
    const world = await World.open(t);
    world.model.always('review', { is: 'hang', after: 'Let me think' });
    const times: number[] = [];
    for (let round = 1; round <= 10; round += 1) {
      const asked = world.model.next();
      const pull = await world.divisionPull({ repository: `octo/shop-${round}` });
      const question = await asked;
      const stopped = performance.now();
      world.github.as('ada').comment(pull, '/stop');
      await question.over;
      times.push(Math.round(performance.now() - stopped));
      await world.quiet();
    }
    t.diagnostic(`ten stops: ${times.join(', ')} ms`);
    assert.ok(Math.max(...times) < withinMs, times.join(', '));
  });

  test('names the command that is meant, and leaves others alone', async (t) => {
    const { world, pull, question } = await hanging(t);
    world.github.as('ada').comment(pull, '/stop fix');
    await world.until('it is answered', () => world.comments(pull).length === 2);
    assert.equal(world.comments(pull)[1]?.body, 'No `/fix` is running here, so there is nothing to stop.');
    assert.equal(world.checks(pull)[0]?.status, 'in_progress');
    world.github.as('ada').comment(pull, '/stop /review');
    await question.over;
    await world.quiet();
    assert.equal(world.checks(pull)[0]?.title, 'Stopped');
  });

  test('by a stranger is refused, and by those who triage is heard', async (t) => {
    const { world, pull, question } = await hanging(t);
    world.github.as('sam').comment(pull, '/stop');
    await world.until('it is answered', () => world.comments(pull).length === 2);
    assert.equal(
      world.comments(pull)[1]?.body,
      "`/stop` can be asked for by the pull request's author and people with triage permission, and sam is not among them. Somebody who is can ask instead.",
    );
    assert.equal(world.checks(pull)[0]?.status, 'in_progress');
    world.github.as('ada').setPermission('octo/shop', 'tom', 'triage');
    world.github.as('tom').comment(pull, '/stop');
    await question.over;
    await world.quiet();
    assert.match(world.checks(pull)[0]?.summary ?? '', /^Stopped by tom\./);
  });

  test('where nothing is running says so', async (t) => {
    const world = await World.open(t);
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    await world.quiet();
    world.github.as('ada').comment(pull, '/stop');
    await world.quiet();
    assert.equal(
      world.comments(pull)[1]?.body,
      'Nothing of Patchwright is running here, so there is nothing to stop.',
    );
  });

  test('ends at once what still waits for a worker', async (t) => {
    const { world, question } = await hanging(t, { settings: { LONG_CONCURRENCY: '1' } });
    const other = await world.divisionPull({ repository: 'octo/other' });
    await world.until('it is queued', () => world.checks(other)[0]?.status === 'queued');
    world.github.as('ada').comment(other, '/stop');
    await world.until('it is stopped', () => world.checks(other)[0]?.title === 'Stopped');
    const first = world.github.state.pull({ repository: 'octo/shop', number: 1 });
    world.github.as('ada').comment({ repository: 'octo/shop', number: first.number }, '/stop');
    await question.over;
    await world.quiet();
  });
});

suite('/continue', () => {
  test('takes up a review that was stopped', async (t) => {
    const { world, pull, question } = await hanging(t);
    world.github.as('ada').comment(pull, '/stop');
    await question.over;
    world.model.script('review', divisionAnswer);
    world.github.as('ada').comment(pull, '/continue');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.equal(world.checks(pull).at(-1)?.conclusion, 'neutral');
    assert.equal(world.comments(pull).length, 2);
  });

  test('where nothing was left says so', async (t) => {
    const world = await World.open(t);
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    await world.quiet();
    world.github.as('ada').comment(pull, '/continue');
    await world.quiet();
    assert.equal(
      world.comments(pull)[1]?.body,
      'Nothing here was stopped or left unfinished, so there is nothing to continue. Ask for what you want by its own command.',
    );
    assert.equal(world.reviews(pull).length, 1);
  });

  test('is for those who may ask for the command', async (t) => {
    const { world, pull, question } = await hanging(t);
    world.github.as('ada').comment(pull, '/stop');
    await question.over;
    await world.quiet();
    world.github.as('sam').comment(pull, '/continue');
    await world.quiet();
    assert.match(world.comments(pull).at(-1)?.body ?? '', /^`\/review` can be asked for by .* sam is not/);
    assert.deepEqual(world.reviews(pull), []);
  });
});

function eyesOn({ github }: World, id: number): readonly string[] {
  return github.state.reactions({ kind: 'issue-comment', id }).map(({ content }) => content);
}
