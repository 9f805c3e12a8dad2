import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import type { RegisteredCommand } from '../../src/commands/command.ts';
import { commands } from '../../src/commands/index.ts';
import { divided, divisionAnswer, reviewAnswer, World, type WorldOptions } from '../world.ts';

const footer = '<sub>Written by Patchwright with `scripted`. It never approves: that is for people.</sub>';
const nothing = 'Nothing to report on the lines that were looked at.';

const guarded = divided.replace('a / b', 'b === 0 ? 0 : a / b');
const mended = '{"mended": "yes", "because": "A zero is answered before anything is divided."}';

suite('a push to a pull request that has been reviewed', () => {
  test('is told of what is new in it, and not again of what was there', async (t) => {
    const { world, ada, pull } = await reviewedPull(t);
    const zero = { quote: '  return a / b;', title: 'Infinity comes of a zero' };
    const empty = { quote: '  return all.at(-1).price;', title: 'An empty list throws' };
    world.model.script('review', reviewAnswer('Adds the last price.', zero, empty));
    await ada.push('octo/shop', 'division', {
      files: { 'math.js': `${divided}\nexport function last(all) {\n${empty.quote}\n}\n` },
    });
    await world.quiet();
    const [, second, ...others] = world.reviews(pull);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [second?.body, second?.comments],
      [
        `Adds the last price.\n\n1 finding on lines of the change.\n\n${footer}`,
        [
          {
            body: '**High, bug:** An empty list throws\n\nIt breaks in ordinary use.',
            place: { path: 'math.js', side: 'RIGHT', line: 8 },
          },
        ],
      ],
    );
    assert.match(lastCheck(world, pull).summary, /^Of 2 candidates 1 is not told: 1 repeated\./);
    const question = questions(world, 'review')[1] ?? '';
    assert.match(question, /source="Already said[^>]*>\n- math\.js: Dividing by zero gives Infinity\n/);
  });

  test('is not commented where all that is found in it was told before', async (t) => {
    const { world, ada, pull } = await reviewedPull(t);
    world.model.script('review', divisionAnswer);
    await ada.push('octo/shop', 'division', { files: { 'math.js': `// Sums.\n${divided}` } });
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.match(lastCheck(world, pull).summary, /^Of 1 candidate 1 is not told: 1 repeated\./);
  });

  test('is not told of what is minor, once there has been a first review', async (t) => {
    const { world, ada, pull } = await reviewedPull(t);
    const quote = 'export const two = 3;';
    world.model.script(
      'review',
      reviewAnswer('Adds two.', { quote, title: 'Two is three', severity: 'low' }),
    );
    await ada.push('octo/shop', 'division', { files: { 'math.js': `${divided}${quote}\n` } });
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.match(lastCheck(world, pull).summary, /^Of 1 candidate 1 is not told: 1 not severe enough\./);
  });

  test('that is a rebase asks nobody anything, and the check says what it was compared with', async (t) => {
    const { world, ada, pull } = await reviewedPull(t);
    await rebase(ada);
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.deepEqual(questions(world, 'review').length, 1);
    assert.deepEqual(lastCheck(world, pull), {
      conclusion: 'neutral',
      title: 'Nothing new to review',
      summary: `Every changed line was there at ${pull.headSha.slice(0, 7)}, which has been reviewed. Comment \`/review full\` to have all of it read again.`,
    });
  });
});

suite('a thread', () => {
  test('stays open where no model is left that could look at it, and the review goes on', async (t) => {
    let hasModel = true;
    const losing = commands.map((command): RegisteredCommand => ({
      ...command,
      run: (task) => command.run(hasModel ? task : { ...task, hasModel }),
    }));
    const { world, ada, pull } = await reviewedPull(t, undefined, { commands: losing });
    hasModel = false;
    await ada.push('octo/shop', 'division', { files: { 'math.js': guarded } });
    await world.quiet();
    assert.equal(lastCheck(world, pull).conclusion, 'neutral');
    assert.deepEqual(questions(world, 'mended'), []);
    assert.equal(world.github.state.threads(pull)[0]?.resolvedBy, undefined);
  });

  test('whose code was mended gets one line that says so, and is resolved', async (t) => {
    const { world, ada, pull } = await reviewedPull(t);
    world.model.script('review', reviewAnswer('Guards the division.'));
    world.model.script('mended', mended);
    const head = await ada.push('octo/shop', 'division', { files: { 'math.js': guarded } });
    await world.quiet();
    assert.deepEqual(threads(world, pull), [
      {
        resolvedBy: 'patchwright[bot]',
        said: [
          [
            'patchwright[bot]',
            '**High, bug:** Dividing by zero gives Infinity\n\nWith b = 0 the result is Infinity.',
          ],
          [
            'patchwright[bot]',
            `Mended in ${head.slice(0, 7)}: A zero is answered before anything is divided.`,
          ],
        ],
      },
    ]);
    assert.equal(world.reviews(pull).filter(({ body }) => body !== '').length, 1);
  });

  test('whose code was changed and not mended stays open, without a word', async (t) => {
    const { world, ada, pull } = await reviewedPull(t);
    world.model.script('review', reviewAnswer('Rounds.'));
    world.model.script('mended', mended.replace('yes', 'no'));
    const rounded = divided.replace('a / b', 'Math.round(a / b)');
    await ada.push('octo/shop', 'division', { files: { 'math.js': rounded } });
    await world.quiet();
    assert.deepEqual(
      threads(world, pull).map(({ resolvedBy, said }) => [resolvedBy, said.length]),
      [[undefined, 1]],
    );
  });

  test('stays as it is where the repository does not want it resolved', async (t) => {
    const { world, ada, pull } = await reviewedPull(t, 'review:\n  resolve: false\n');
    world.model.script('review', reviewAnswer('Guards the division.'));
    await ada.push('octo/shop', 'division', { files: { 'math.js': guarded } });
    await world.quiet();
    assert.deepEqual(questions(world, 'mended'), []);
    assert.deepEqual(
      threads(world, pull).map(({ resolvedBy, said }) => [resolvedBy, said.length]),
      [[undefined, 1]],
    );
  });

  test('that a person resolved is never raised again, not even where all is read anew', async (t) => {
    const { world, ada, pull } = await reviewedPull(t);
    const [root] = world.github.state.threads(pull)[0]?.comments ?? [];
    assert.ok(root);
    ada.resolve(root.id);
    world.model.script('review', divisionAnswer, divisionAnswer);
    await ada.push('octo/shop', 'division', { files: { 'math.js': `// Sums.\n${divided}` } });
    await world.quiet();
    ada.comment(pull, '/review full');
    await world.quiet();
    assert.deepEqual(
      world.reviews(pull).map(({ body, comments }) => [body, comments.length]),
      [
        [`Adds a division.\n\n1 finding on lines of the change.\n\n${footer}`, 1],
        [`Adds a division.\n\n${nothing}\n\n${footer}`, 0],
      ],
    );
    assert.equal(threads(world, pull).length, 1);
  });
});

suite('a person who asks for a review', () => {
  test('is answered also where there is nothing to tell', async (t) => {
    const { world, ada, pull } = await reviewedPull(t);
    world.model.script('review', reviewAnswer('Adds a division, as before.'));
    ada.comment(pull, '/review');
    await world.quiet();
    const [, second, ...others] = world.reviews(pull);
    assert.deepEqual(others, []);
    assert.equal(second?.body, `Adds a division, as before.\n\n${nothing}\n\n${footer}`);
  });

  test('is answered also where nothing is new since the last one', async (t) => {
    const { world, ada, pull } = await reviewedPull(t, 'review:\n  on:\n    push: false\n');
    await rebase(ada);
    await world.quiet();
    ada.comment(pull, '/review');
    await world.quiet();
    assert.deepEqual(world.comments(pull).at(-1), {
      author: 'patchwright[bot]',
      body: `Nothing new to review\n\nEvery changed line was there at ${pull.headSha.slice(0, 7)}, which has been reviewed. Comment \`/review full\` to have all of it read again.`,
    });
  });
});

suite('a repository whose reviews stand in the way', () => {
  const config = 'review:\n  gate: high\n  requestChanges: high\n';

  test('gets a check that fails and changes requested, and both are lifted when the cause is gone', async (t) => {
    const { world, ada, pull } = await reviewedPull(t, config);
    assert.deepEqual(standing(world, pull), ['CHANGES_REQUESTED', 'failure']);
    world.model.script('review', reviewAnswer('Guards the division.'));
    world.model.script('mended', mended);
    await ada.push('octo/shop', 'division', { files: { 'math.js': guarded } });
    await world.quiet();
    assert.deepEqual(standing(world, pull), ['DISMISSED', 'neutral']);
  });

  test('keeps both while the cause stands, whatever else is pushed', async (t) => {
    const { world, ada, pull } = await reviewedPull(t, config);
    world.model.script('review', reviewAnswer('Adds a comment.'));
    await ada.push('octo/shop', 'division', { files: { 'math.js': `// Sums.\n${divided}` } });
    await world.quiet();
    assert.deepEqual(standing(world, pull), ['CHANGES_REQUESTED', 'failure']);
  });

  test('has them lifted where a person has resolved the thread', async (t) => {
    const { world, ada, pull } = await reviewedPull(t, config);
    const [root] = world.github.state.threads(pull)[0]?.comments ?? [];
    assert.ok(root);
    ada.resolve(root.id);
    world.model.script('review', reviewAnswer('Adds a division.'));
    ada.comment(pull, '/review');
    await world.quiet();
    assert.deepEqual(standing(world, pull), ['DISMISSED', 'neutral']);
  });

  test('is not hindered by what is less than it says', async (t) => {
    const high = 'review:\n  gate: critical\n  requestChanges: critical\n';
    const { world, pull } = await reviewedPull(t, high);
    assert.deepEqual(standing(world, pull), ['COMMENTED', 'neutral']);
  });
});

type Pull = Parameters<World['checks']>[0];
type Person = ReturnType<World['github']['as']>;

/** The division, reviewed once with one finding. */
async function reviewedPull(t: TestContext, config?: string, options: WorldOptions = {}) {
  const world = await World.open(t, options);
  world.model.script('review', divisionAnswer);
  const pull = await world.divisionPull(config === undefined ? {} : { config });
  await world.quiet();
  return { world, ada: world.github.as('ada'), pull };
}

/** The default branch gets lines above those of the change, and the change is put on top of it. */
async function rebase(ada: Person): Promise<void> {
  const above = '// Prices are in cents.\n// They are whole.\n\n';
  await ada.push('octo/shop', 'main', { files: { 'math.js': `${above}export const one = 1;\n` } });
  await ada.push('octo/shop', 'division', {
    files: { 'math.js': above + divided },
    from: 'refs/heads/main',
    force: true,
  });
}

/** How our first review stands, and how the check on the head ended. */
function standing(world: World, pull: Pull) {
  return [world.reviews(pull)[0]?.state, lastCheck(world, pull).conclusion];
}

function lastCheck(world: World, pull: Pull) {
  const { conclusion, title, summary } = world.checks(pull).at(-1) ?? {};
  return { conclusion, title, summary: summary ?? '' };
}

function questions(world: World, prompt: string): readonly string[] {
  const asked = world.model.asked.filter((each) => each.prompt === prompt);
  return asked.map(({ messages }) => messages.at(-1)?.content ?? '');
}

function threads({ github }: World, pull: Pull) {
  return github.state.threads(pull).map(({ resolvedBy, comments }) => ({
    resolvedBy: resolvedBy?.login,
    said: comments.map(({ author, body }) => [author.login, body.replace(/(?:\n*<!-- [^>]*-->)+$/, '')]),
  }));
}
