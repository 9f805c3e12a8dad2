import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lacking } from '../services/lacking.ts';
import type { World } from '../world.ts';
import { cart, emptyFinding, sumFinding, toldPull } from './fix-world.ts';

type Pull = Awaited<ReturnType<typeof toldPull>>['pull'];

/** What `cart.js` holds at the head. */
async function cartAt({ github }: World, pull: Pull): Promise<string> {
  const file = (await github.state.diff(pull)).find(({ path }) => path === 'cart.js');
  const lines = (file?.hunks ?? []).flatMap((hunk) => hunk.lines.map(({ text }) => `${text}\n`));
  return lines.join('');
}

/** The thread of a finding by its place in the review, from 0. */
function threadOf({ github }: World, pull: Pull, index = 0) {
  const thread = github.state.threads(pull)[index];
  const [root, ...replies] = thread?.comments ?? [];
  assert.ok(root !== undefined && thread !== undefined);
  return {
    id: root.id,
    isResolved: thread.resolvedBy !== undefined,
    replies: replies.map(({ author, body }) => [author.login, body.replace(/\n*<!-- [^>]* -->$/, '')]),
  };
}

async function messages({ github }: World, pull: Pull): Promise<readonly string[]> {
  return (await github.state.commits(pull)).map(({ message }) =>
    message.replace(/(Patchwright-Key: ).*/, '$1…'),
  );
}

/** The last thing that was said on the conversation. */
function answerOn(world: World, pull: Pull): string {
  return world.comments(pull).at(-1)?.body ?? '';
}

const notRun = 'It was read and not run: no project was found to run it in.';
const bot = 'patchwright[bot]';

suite('/fix', () => {
  test('in the thread of a suggestion commits exactly its lines, answers and resolves the thread', async (t) => {
    const { world, pull, ada } = await toldPull(t, [sumFinding, emptyFinding]);
    ada.reply(threadOf(world, pull).id, '/fix');
    await world.quiet();
    assert.equal(await cartAt(world, pull), cart.replace('sum = price', 'sum += price'));
    const [, commit] = await world.github.state.commits(pull);
    assert.equal(commit?.author.name, bot);
    assert.deepEqual((await messages(world, pull)).slice(1), [
      `Address review: The sum forgets all prices but the last\n\nCo-authored-by: ada <${ada.id}+ada@users.noreply.github.com>\nPatchwright-Key: …`,
    ]);
    assert.deepEqual(threadOf(world, pull), {
      id: threadOf(world, pull).id,
      isResolved: true,
      replies: [
        ['ada', '/fix'],
        [bot, `Fixed as suggested, in a new commit on \`cart\`. ${notRun}`],
      ],
    });
    assert.equal(threadOf(world, pull, 1).isResolved, false);
  });

  test('twice makes one commit, and the second time says that there is nothing left', async (t) => {
    const { world, pull, ada } = await toldPull(t, [sumFinding]);
    ada.comment(pull, '/fix');
    await world.quiet();
    ada.comment(pull, '/fix');
    await world.quiet();
    assert.equal((await messages(world, pull)).length, 2);
    assert.match(answerOn(world, pull), /^There is nothing to fix/);
  });

  test('by a person who may not write is refused in a sentence', async (t) => {
    const { world, pull, ada } = await toldPull(t, [sumFinding]);
    ada.setPermission('octo/shop', 'tim', 'triage');
    world.github.as('tim').comment(pull, '/fix all');
    await world.quiet();
    assert.equal((await messages(world, pull)).length, 1);
    assert.equal(
      answerOn(world, pull),
      '`/fix` can be asked for by people with write permission, and tim is not among them. Somebody who is can ask instead.',
    );
  });

  test('on a pull request from a fork is refused, with what its author can do', async (t) => {
    const { world, pull, ada } = await toldPull(t, [sumFinding], { fork: true });
    ada.comment(pull, '/fix all');
    await world.quiet();
    assert.equal((await messages(world, pull)).length, 1);
    assert.match(answerOn(world, pull), /^This pull request comes from a fork.*commit the suggestions/);
  });

  test('on a pull request that is closed commits nothing', async (t) => {
    const { world, pull, ada } = await toldPull(t, [sumFinding]);
    await ada.close(pull);
    await world.quiet();
    ada.comment(pull, '/fix');
    await world.quiet();
    assert.equal((await messages(world, pull)).length, 1);
    assert.match(answerOn(world, pull), /^This pull request is not open any more/);
  });

  test('all commits every suggestion at once, and says what was done', async (t) => {
    const { world, pull, ada } = await toldPull(t, [sumFinding, emptyFinding]);
    ada.comment(pull, '/fix all');
    await world.quiet();
    assert.equal(
      await cartAt(world, pull),
      cart
        .replace('sum = price', 'sum += price')
        .replace('  return total', '  if (prices.length === 0) return 0;\n  return total'),
    );
    assert.equal((await messages(world, pull)).length, 2);
    assert.equal(
      answerOn(world, pull),
      [
        'Fixed 2 of 2 findings in a new commit on `cart`.',
        '- Fixed: The sum forgets all prices but the last (`cart.js`, line 4)\n- Fixed: The average of no prices is not a number (`cart.js`, line 10)',
      ].join('\n\n'),
    );
    assert.deepEqual(
      [0, 1].map((index) => threadOf(world, pull, index).isResolved),
      [true, true],
    );
  });

  test('with words that fit several findings lists them, and takes a number then', async (t) => {
    const { world, pull, ada } = await toldPull(t, [sumFinding, emptyFinding]);
    ada.comment(pull, '/fix the prices');
    await world.quiet();
    assert.equal(
      answerOn(world, pull),
      [
        'Which of these? Ask once more with a number, with words of the title, or for all of them.',
        '1. The sum forgets all prices but the last (`cart.js`, line 4)\n2. The average of no prices is not a number (`cart.js`, line 10)',
        'For example: `/fix 1`, or `/fix all`.',
      ].join('\n\n'),
    );
    ada.comment(pull, '/fix 2');
    await world.quiet();
    assert.match(await cartAt(world, pull), /sum = price;[^]*prices\.length === 0/);
  });

  test('takes the suggestion as it stands in the comment now', async (t) => {
    const { world, pull, ada } = await toldPull(t, [sumFinding]);
    const { id } = threadOf(world, pull);
    const body = world.github.state.threads(pull)[0]?.comments[0]?.body ?? '';
    ada.editReviewComment(id, body.replace('sum += price', 'sum = sum + price'));
    ada.reply(id, '/fix');
    await world.quiet();
    assert.match(await cartAt(world, pull), /sum = sum \+ price;/);
  });

  test('leaves a suggestion that would break the code, and says why', async (t) => {
    const broken = { ...sumFinding, suggestion: '    sum += price);' };
    const { world, pull, ada } = await toldPull(t, [broken]);
    ada.reply(threadOf(world, pull).id, '/fix');
    await world.quiet();
    assert.equal((await messages(world, pull)).length, 1);
    const thread = threadOf(world, pull);
    assert.equal(thread.isResolved, false);
    assert.match(thread.replies.at(-1)?.[1] ?? '', /^Not fixed\. With it, line 4 would not be understood/);
  });

  test('begins again on the new head where the branch is pushed to meanwhile', async (t) => {
    const { world, pull, ada } = await toldPull(t, [{ ...sumFinding, suggestion: null }]);
    world.model.script('fix', { is: 'text', text: sumEdit });
    const stop = world.github.onRequest(async (_, { template }) => {
      if (!template.includes('/compare/')) return;
      stop();
      await ada.push('octo/shop', 'cart', { files: { 'NEWS.md': 'A cart.\n' } });
    });
    ada.reply(threadOf(world, pull).id, '/fix');
    await world.quiet();
    assert.match(await cartAt(world, pull), /sum \+= price;/);
    assert.equal((await messages(world, pull)).length, 3);
  });
});

test('/fix whose commit comes too late says so, and claims nothing in the threads', async (t) => {
  const { world, pull, ada } = await toldPull(t, [sumFinding]);
  const stop = world.github.onRequest(async (_, { template }) => {
    if (!template.includes('/git/ref')) return;
    stop();
    await ada.push('octo/shop', 'cart', { files: { 'NEWS.md': 'A cart.\n' } });
  });
  ada.reply(threadOf(world, pull).id, '/fix');
  await world.quiet();
  assert.equal(await cartAt(world, pull), cart);
  const { isResolved, replies } = threadOf(world, pull);
  assert.deepEqual(
    [isResolved, replies],
    [
      false,
      [
        ['ada', '/fix'],
        [bot, 'Not done: the head has moved. Ask again if it is still wanted.'],
      ],
    ],
  );
});

const sumEdit = `<edit>
path: cart.js
<search>
\`\`\`
    sum = price;
\`\`\`
</search>
<replace>
\`\`\`
    sum += price;
\`\`\`
</replace>
</edit>`;

suite('/fix of a finding without a suggestion', () => {
  const finding = { ...sumFinding, suggestion: null };

  test('commits a small fix that the model writes', async (t) => {
    const { world, pull, ada } = await toldPull(t, [finding]);
    world.model.script('fix', sumEdit);
    ada.reply(threadOf(world, pull).id, '/fix');
    await world.quiet();
    assert.equal(await cartAt(world, pull), cart.replace('sum = price', 'sum += price'));
    assert.deepEqual(threadOf(world, pull).replies.at(-1), [
      bot,
      `Fixed by a small change that was written for it, in a new commit on \`cart\`. ${notRun}`,
    ]);
  });

  test('is not done by itself where no finding was named', async (t) => {
    const { world, pull, ada } = await toldPull(t, [finding]);
    ada.comment(pull, '/fix');
    await world.quiet();
    assert.match(answerOn(world, pull), /^Which of these\?/);
    assert.equal((await messages(world, pull)).length, 1);
  });

  test('asks again where the answer changes another file, and takes no for an answer', async (t) => {
    const { world, pull, ada } = await toldPull(t, [finding]);
    const elsewhere = sumEdit.replace('path: cart.js', 'path: .github/workflows/ci.yml');
    world.model.script('fix', elsewhere, '<cannot>\nThe caller wants the last price.\n</cannot>');
    ada.reply(threadOf(world, pull).id, '/fix');
    await world.quiet();
    assert.equal((await messages(world, pull)).length, 1);
    const thread = threadOf(world, pull);
    assert.equal(thread.isResolved, false);
    assert.deepEqual(thread.replies.at(-1), [
      bot,
      'Not fixed. No small fix was found: The caller wants the last price.',
    ]);
    assert.match(world.model.asked.at(-1)?.messages.at(-1)?.content ?? '', /Only cart\.js can be changed/);
  });
});

const skip = lacking('bubblewrap');

/** With tests that pass as they are, since they hold the code to what it does. */
const tested = {
  'package.json': '{ "name": "shop", "type": "module", "scripts": { "test": "node --test" } }\n',
  'cart.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { average, total } from './cart.js';

test('one price is the total', () => assert.equal(total([3]), 3));
test('one price is the average', () => assert.equal(average([3]), 3));
`,
};

suite('/fix where the project has tests', { skip }, () => {
  test('runs them with the suggestion, and says so', async (t) => {
    const { world, pull, ada } = await toldPull(t, [sumFinding], { files: tested });
    ada.reply(threadOf(world, pull).id, '/fix');
    await world.quiet();
    assert.deepEqual(threadOf(world, pull).replies.at(-1), [
      bot,
      'Fixed as suggested, in a new commit on `cart`. Applied and run: 2 tests pass, as before.',
    ]);
  });

  test('does not commit what breaks them, and commits the rest', async (t) => {
    const wrong = { ...emptyFinding, suggestion: '  return total(prices) / (prices.length - 1);' };
    const { world, pull, ada } = await toldPull(t, [sumFinding, wrong], { files: tested });
    ada.comment(pull, '/fix all');
    await world.quiet();
    assert.equal(await cartAt(world, pull), cart.replace('sum = price', 'sum += price'));
    assert.deepEqual(threadOf(world, pull, 1).replies.at(-1), [
      bot,
      'Not fixed. Applied to the head and run: The test `one price is the average` fails.',
    ]);
    assert.match(answerOn(world, pull), /^Fixed 1 of 2 findings/);
  });
});
