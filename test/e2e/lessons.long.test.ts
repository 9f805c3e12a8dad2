import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { divisionAnswer, World } from '../world.ts';

type Ending = Parameters<typeof World.open>[0];
type Pull = Awaited<ReturnType<World['divisionPull']>>;

const bot = 'patchwright[bot]';
const remembered =
  'Remembered for this repository, from the next review on. `/lessons` lists it with its number, by which `/forget` takes it back.';
const nothing =
  'Nothing is remembered for this repository yet. People with write permission can have something kept in mind with `/remember` and the text.';

/** A pull request with one finding in a thread, by ada, who owns the repository. */
async function toldPull(t: Ending) {
  const world = await World.open(t);
  world.model.script('review', divisionAnswer);
  const pull = await world.divisionPull();
  await world.quiet();
  return { world, pull, ada: world.github.as('ada') };
}

/** What the app says last on the conversation, with the day left out. */
function answerOn(world: World, pull: { readonly repository: string; readonly number: number }): string {
  const { author, body } = world.comments(pull).at(-1) ?? { author: '', body: '' };
  assert.equal(author, bot);
  return body.replaceAll(/\d{4}-\d{2}-\d{2}/g, 'DAY');
}

async function asked(world: World, pull: Pull, who: string, ...comments: readonly string[]): Promise<string> {
  for (const comment of comments) world.github.as(who).comment(pull, comment);
  await world.quiet();
  return answerOn(world, pull);
}

suite('/remember, /lessons and /forget', () => {
  test('keep a text, list it with who and when, and drop it', async (t) => {
    const { world, pull } = await toldPull(t);
    assert.equal(await asked(world, pull, 'ada', '/lessons'), nothing);
    const text = 'Strings stand in "double quotes",\nalso in tests.';
    assert.equal(await asked(world, pull, 'ada', `Please:\n\n/remember ${text}\n\nThanks!`), remembered);
    const entry = '- **1**: Strings stand in "double quotes", also in tests. (`ada`, DAY, in `#1`)';
    assert.equal(
      await asked(world, pull, 'sam', '/lessons'),
      `**What is remembered for this repository**\n\n${entry}\n\n\`/forget 1\` drops the one with that number.`,
    );
    assert.equal(
      await asked(world, pull, 'ada', '/remember strings stand in "double quotes", also in tests'),
      'That is remembered already, as 1.',
    );
    assert.equal(
      await asked(world, pull, 'ada', '/forget #1, 7'),
      `Forgotten:\n${entry}\n\nNothing is remembered under the number 7. \`/lessons\` lists what is.`,
    );
    assert.equal(await asked(world, pull, 'ada', '/lessons'), nothing);
  });

  test('lose none of several that are asked for at once', async (t) => {
    const { world, pull } = await toldPull(t);
    await asked(world, pull, 'ada', '/remember One.\n/remember Two.', '/remember Three.', '/remember Four.');
    const list = await asked(world, pull, 'ada', '/lessons');
    const texts = Array.from(list.matchAll(/\*\*: (\w+)\./g), ([, text = '']) => text);
    assert.deepEqual(texts.toSorted(), ['Four', 'One', 'Three', 'Two']);
    assert.equal(
      (await asked(world, pull, 'ada', '/forget 1 and 2\n/forget 3', '/forget 4')).length > 0,
      true,
    );
    assert.equal(await asked(world, pull, 'ada', '/lessons'), nothing);
  });

  test('are answered in the thread where they are asked for, and on issues', async (t) => {
    const { world, pull, ada } = await toldPull(t);
    const root = world.github.state.threads(pull)[0]?.comments[0]?.id ?? 0;
    ada.reply(root, '/remember We divide by zero on purpose.');
    await world.quiet();
    const replies = world.github.state.threads(pull)[0]?.comments.slice(1) ?? [];
    assert.deepEqual(
      replies.map(({ author, body }) => [author.login, body.replace(/\n*<!-- .*-->$/, '')]),
      [
        ['ada', '/remember We divide by zero on purpose.'],
        [bot, remembered],
      ],
    );
    const issue = await ada.openIssue('octo/shop', { title: 'Rules', body: '' });
    ada.comment(issue, '/lessons');
    await world.quiet();
    assert.match(answerOn(world, issue), /\*\*1\*\*: We divide by zero on purpose\. \(`ada`, DAY, in `#1`\)/);
  });

  test('are refused in a sentence without write permission', async (t) => {
    const { world, pull, ada } = await toldPull(t);
    ada.setPermission('octo/shop', 'tim', 'triage');
    assert.equal(
      await asked(world, pull, 'tim', '/remember Reviews are not needed.'),
      '`/remember` can be asked for by people with write permission, and tim is not among them. Somebody who is can ask instead.',
    );
    assert.match(
      await asked(world, pull, 'tim', '/forget 1'),
      /^`\/forget` can be asked for by people with write/,
    );
    assert.equal(await asked(world, pull, 'tim', '/lessons'), nothing);
  });

  test('say what is wrong with what cannot be kept', async (t) => {
    const { world, pull } = await toldPull(t);
    assert.equal(
      await asked(world, pull, 'ada', '/remember'),
      '`/remember` was not understood: it takes the text that is to be remembered. Write it as `/remember TEXT`.',
    );
    assert.equal(
      await asked(world, pull, 'ada', `/remember ${'long '.repeat(120)}`),
      '`/remember` was not understood: the text is too long: 500 characters can be remembered at once. Write it as `/remember TEXT`.',
    );
    const token = `ghp_${'a1B2'.repeat(9)}`;
    assert.match(
      await asked(world, pull, 'ada', `/remember The token is ${token}`),
      /^This was not remembered: it looks as if it held a secret/,
    );
    assert.match(await asked(world, pull, 'ada', '/forget that'), /it takes the number of a lesson/);
    assert.equal(await asked(world, pull, 'ada', '/lessons'), nothing);
  });
});

suite('what is remembered', () => {
  test('stands in the next review of the repository, and in no review of another', async (t) => {
    const { world, pull, ada } = await toldPull(t);
    await asked(world, pull, 'ada', '/remember Divisors are never checked here.');
    world.model.script('review', divisionAnswer);
    ada.comment(pull, '/review full');
    await world.quiet();
    assert.match(
      lastReview(world),
      /<untrusted-\w+ source="What the repository wants remembered" trust="maintainer">\n- Divisors are never checked here\.\n/,
    );
    world.model.script('review', divisionAnswer);
    const other = await world.divisionPull({ repository: 'octo/other' });
    await world.quiet();
    assert.doesNotMatch(lastReview(world), /Divisors|wants remembered/);
    assert.equal(await asked(world, other, 'ada', '/lessons'), nothing);
    await asked(world, other, 'ada', '/forget 1');
    await asked(world, pull, 'ada', '/forget 1');
    world.model.script('review', divisionAnswer);
    ada.comment(pull, '/review full');
    await world.quiet();
    assert.doesNotMatch(lastReview(world), /Divisors|wants remembered/);
  });

  test('is told as words and nothing else, whatever it says', async (t) => {
    const { world, pull } = await toldPull(t);
    const list = await asked(
      world,
      pull,
      'ada',
      '/remember Ask @octocat, see ![x](https://evil.example/a.png)',
      '/lessons',
    );
    assert.doesNotMatch(list, /(?<!`)@octocat|!\[x\]\(/);
  });
});

function lastReview({ model }: World): string {
  const asked = model.asked.findLast(({ prompt }) => prompt === 'review');
  return (asked?.messages ?? []).map(({ content }) => content).join('\n');
}
