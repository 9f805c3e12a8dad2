import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { divisionAnswer, reviewAnswer, World } from '../world.ts';

const footer = '<sub>Written by Patchwright with `scripted`. It never approves: that is for people.</sub>';

const usage = { prompt_tokens: 1_000, completion_tokens: 234, total_tokens: 1_234 };

suite('a pull request is opened', () => {
  test('and gets one review, with a comment on the line that was quoted, and one check', async (t) => {
    const world = await World.open(t);
    world.model.script('review', { is: 'text', text: divisionAnswer, usage });
    const pull = await world.divisionPull();
    await world.quiet();
    assert.deepEqual(world.reviews(pull), [
      {
        author: 'patchwright[bot]',
        state: 'COMMENTED',
        commitId: pull.headSha,
        body: `Adds a division.\n\n1 finding on lines of the change.\n\n${footer}`,
        comments: [
          {
            body: '**High, bug:** Dividing by zero gives Infinity\n\nWith b = 0 the result is Infinity.',
            place: { path: 'math.js', side: 'RIGHT', line: 4 },
          },
        ],
      },
    ]);
    assert.deepEqual(world.checks(pull), [
      {
        name: 'Patchwright review',
        status: 'completed',
        conclusion: 'neutral',
        title: '1 finding in 1 file',
        summary: '**Looked at**\n\n- `math.js`\n\nSpent: 6,234 tokens, dollars unknown.',
      },
    ]);
  });

  test('and what the model says of code beside the change is told in the summary, under its file', async (t) => {
    const world = await World.open(t);
    const quote = "if (process.argv.length > 2) throw new Error('nothing to say');";
    world.model.script('review', reviewAnswer('Counts.', { path: 'limits.js', quote, title: 'No room' }));
    const pull = await pullThatAppends(world, `${quote}\n`);
    await world.quiet();
    const [review] = world.reviews(pull);
    assert.deepEqual(review?.comments, []);
    assert.equal(
      review.body,
      `Counts.\n\n1 finding below.\n\n### \`limits.js\`\n\n**High, bug:** No room\n\nIt breaks in ordinary use.\n\n${footer}`,
    );
  });

  test('and what the model says of code that stands nowhere is counted in the check, and not told', async (t) => {
    const world = await World.open(t);
    const text = divisionAnswer.replace('  return a / b;', 'export const two = 2;');
    world.model.script('review', { is: 'text', text, usage });
    const pull = await world.divisionPull();
    await world.quiet();
    assert.deepEqual(
      world.reviews(pull).map(({ body, comments }) => [body, comments]),
      [[`Adds a division.\n\nNothing to report on the lines that were looked at.\n\n${footer}`, []]],
    );
    assert.equal(
      world.checks(pull)[0]?.summary,
      'Of 1 candidate 1 is not told: 1 without proof.\n\n**Looked at**\n\n- `math.js`\n\nSpent: 6,234 tokens, dollars unknown.',
    );
  });

  test('and what the model does not find true when it looks closely is not told', async (t) => {
    const world = await World.open(t);
    world.model.script('review', { is: 'text', text: divisionAnswer, usage });
    world.model.script('verify 1', { is: 'text', text: fallen, usage });
    const pull = await world.divisionPull();
    await world.quiet();
    assert.deepEqual(world.reviews(pull)[0]?.comments, []);
    assert.equal(
      world.checks(pull)[0]?.summary,
      'Of 1 candidate 1 is not told: 1 contradicted.\n\n**Looked at**\n\n- `math.js`\n\nSpent: 2,468 tokens, dollars unknown.',
    );
  });

  test('with linked issues and its description in the question, as text that gives no orders', async (t) => {
    const world = await World.open(t);
    world.model.script('review', divisionAnswer);
    const ada = world.github.as('ada');
    await ada.createRepository('octo/shop', { files: { 'math.js': 'export const one = 1;\n' } });
    const issue = await ada.openIssue('octo/shop', { title: 'We cannot divide', body: 'Never by zero.' });
    await ada.push('octo/shop', 'division', { files: { 'math.js': 'export const one = 2;\n' } });
    await ada.openPull('octo/shop', { head: 'division', title: 'Divide', body: `Fixes #${issue.number}` });
    await world.quiet();
    const question = world.model.asked[0]?.messages.at(-1)?.content ?? '';
    assert.match(
      question,
      /<untrusted-\w+ source="title of the issue #1 by ada" trust="anyone">\nWe cannot divide\n/,
    );
    assert.match(question, /source="issue #1 by ada" trust="anyone">\nNever by zero\.\n/);
    assert.match(question, /source="pull request by ada" trust="author">\nFixes #1\n/);
  });

  test('as a draft, and is left alone until it is ready', async (t) => {
    const world = await World.open(t);
    const pull = await world.divisionPull({ draft: true });
    await world.quiet();
    assert.deepEqual(world.checks(pull), [
      {
        name: 'Patchwright review',
        status: 'completed',
        conclusion: 'skipped',
        title: 'Not done',
        summary:
          'Drafts are not reviewed by themselves. Mark the pull request as ready for review, comment `/review`, or set `review.drafts` to true in `.github/patchwright.yml`.',
      },
    ]);
    world.model.script('review', divisionAnswer);
    await world.github.as('ada').markReady(pull);
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
  });

  test('while its answers cannot be read: asked three times, then the check says so', async (t) => {
    const world = await World.open(t);
    const answers = ['Looks fine!', 'Really.', 'Yes.'];
    world.model.script('review', ...answers.map((text) => ({ is: 'text', text, usage }) as const));
    const pull = await world.divisionPull();
    await world.quiet();
    assert.deepEqual(world.reviews(pull), []);
    assert.equal(world.checks(pull)[0]?.conclusion, 'skipped');
    assert.equal(
      world.checks(pull)[0]?.summary,
      'The model was asked 3 times, and its answer could not be read (prompt `review`: There is no <summary> section). Ask again, or have the operator of this app try another model.\n\nSpent: 3,702 tokens, dollars unknown.',
    );
    assert.match(world.model.asked[1]?.messages.at(-1)?.content ?? '', /There is no <summary> section/);
  });

  test('without a model set up: tools alone review it, and the review says so', async (t) => {
    const world = await World.open(t, { settings: { PATCHWRIGHT_MODEL: '' } });
    const pull = await world.divisionPull();
    await world.quiet();
    assert.deepEqual(
      world.reviews(pull).map(({ body, comments }) => [body, comments]),
      [
        [
          'Nothing to report on the lines that were looked at.\n\n<sub>Written by Patchwright from what tools found: no model is set up, so none has looked. It never approves: that is for people.</sub>',
          [],
        ],
      ],
    );
    assert.equal(world.checks(pull)[0]?.title, 'No findings in 1 file');
  });

  test('that changes only files without text: the check says what was not looked at', async (t) => {
    const world = await World.open(t);
    const ada = world.github.as('ada');
    await ada.createRepository('octo/shop', { files: { 'a.txt': 'a\n' } });
    await ada.push('octo/shop', 'picture', {
      files: { 'logo.png': Buffer.from([137, 80, 0, 1, 2, 0, 255]) },
    });
    const pull = await ada.openPull('octo/shop', { head: 'picture' });
    await world.quiet();
    assert.equal(world.checks(pull)[0]?.title, 'Nothing to review');
    assert.match(world.checks(pull)[0]?.summary ?? '', /logo\.png/);
  });
});

suite('a pull request that has been reviewed', () => {
  test('is reviewed again on its new head after a push, and only there', async (t) => {
    const world = await World.open(t);
    const quote = 'export const b = a / 0;';
    const second = reviewAnswer('Divides by zero.', { quote, title: 'The result is never a number' });
    world.model.script('review', divisionAnswer, second);
    const pull = await world.divisionPull();
    await world.quiet();
    const head = await world.github.as('ada').push('octo/shop', 'division', {
      files: { 'math.js': `export const one = 1;\n${quote}\n` },
    });
    await world.quiet();
    assert.deepEqual(
      world.reviews(pull).map(({ commitId, comments }) => [commitId, comments.length]),
      [
        [pull.headSha, 1],
        [head, 1],
      ],
    );
  });

  test('is not reviewed again when it is closed and reopened', async (t) => {
    const world = await World.open(t);
    world.model.script('review', divisionAnswer);
    const pull = await world.divisionPull();
    await world.quiet();
    await world.github.as('ada').close(pull);
    await world.github.as('ada').reopen(pull);
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
  });

  test('is read again when its base is changed, since the change is another one, and told nothing twice', async (t) => {
    const world = await World.open(t);
    world.model.script('review', divisionAnswer, { is: 'text', text: divisionAnswer, usage });
    const pull = await world.divisionPull();
    await world.quiet();
    const ada = world.github.as('ada');
    await ada.push('octo/shop', 'next', { files: { 'other.js': 'export {};\n' } });
    await ada.changeBase(pull, 'next');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.deepEqual(lastCheck(world, pull), repeatedCheck);
  });

  test('is read again when somebody presses re-run on its check, who is told that nothing is new', async (t) => {
    const world = await World.open(t);
    world.model.script('review', divisionAnswer, { is: 'text', text: divisionAnswer, usage });
    const pull = await world.divisionPull();
    await world.quiet();
    const [check] = world.github.state.checkRuns(pull);
    assert.ok(check);
    world.github.as('ada').rerequestCheckRun(check.id);
    await world.quiet();
    const [, again] = world.reviews(pull);
    assert.deepEqual(
      [again?.body, again?.comments],
      [`Adds a division.\n\nNothing to report on the lines that were looked at.\n\n${footer}`, []],
    );
    assert.deepEqual(lastCheck(world, pull), repeatedCheck);
  });
});

const repeatedCheck = {
  title: 'No findings in 1 file',
  summary:
    'Of 1 candidate 1 is not told: 1 repeated.\n\n**Looked at**\n\n- `math.js`\n\nSpent: 1,234 tokens, dollars unknown.',
};

function lastCheck(world: World, pull: Parameters<World['checks']>[0]) {
  const { title, summary } = world.checks(pull).at(-1) ?? {};
  return { title, summary };
}

suite('a review that is under way', () => {
  test('stops when a newer head is pushed, and the newer one is reviewed', async (t) => {
    const world = await World.open(t);
    world.model.script('review', { is: 'hang', after: '' }, divisionAnswer);
    const asked = world.model.next();
    const pull = await world.divisionPull();
    const question = await asked;
    const head = await world.github
      .as('ada')
      .push('octo/shop', 'division', { files: { 'math.js': 'export const one = 1;\n  return a / b;\n' } });
    await question.over;
    await world.quiet();
    assert.deepEqual(
      world.reviews(pull).map(({ commitId }) => commitId),
      [head],
    );
    const runs = [...world.github.state.data.checkRuns.values()];
    assert.deepEqual(
      runs.map(({ headSha, conclusion, title }) => ({ headSha, conclusion, title })),
      [
        { headSha: pull.headSha, conclusion: 'cancelled', title: 'Superseded' },
        { headSha: head, conclusion: 'neutral', title: '1 finding in 1 file' },
      ],
    );
  });

  test('stops when the pull request is closed, and says so', async (t) => {
    const world = await World.open(t);
    world.model.script('review', { is: 'hang', after: '' });
    const asked = world.model.next();
    const pull = await world.divisionPull();
    const question = await asked;
    await world.github.as('ada').close(pull);
    await question.over;
    await world.quiet();
    assert.deepEqual(world.reviews(pull), []);
    assert.equal(world.checks(pull)[0]?.conclusion, 'cancelled');
    assert.match(
      world.checks(pull)[0]?.summary ?? '',
      /^Stopped, because this was closed\. Reopen it to have it looked at again\.\n\nSpent: [\d,]+ tokens, dollars unknown\.$/,
    );
  });
});

/** A pull request that adds a line at the end of limits.js, far from how it begins. */
async function pullThatAppends(world: World, beginning: string) {
  const ada = world.github.as('ada');
  const middle = Array.from({ length: 40 }, (_, line) => `export const count${line} = ${line};\n`).join('');
  await ada.createRepository('octo/shop', { files: { 'limits.js': beginning + middle } });
  await ada.push('octo/shop', 'more', {
    files: { 'limits.js': `${beginning}${middle}export const last = 40;\n` },
  });
  return ada.openPull('octo/shop', { head: 'more', title: 'Count on' });
}

/** A verdict that the claim about the division is ruled out elsewhere. */
const fallen = `<verdict>
introduced: yes
trigger: divide(1, 0)
outcome: nothing, since callers check
contradicted: yes
kind: defect
repeats: no
severity: high
confidence: 0.9
title: Dividing by zero gives Infinity
<proof>
path: math.js
\`\`\`
return a / b;
\`\`\`
</proof>
<body>
Every caller checks b.
</body>
</verdict>`;
