import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { divisionAnswer, reviewAnswer, World } from '../world.ts';

const footer = '<sub>Written by Patchwright with `scripted`. It never approves: that is for people.</sub>';

/** An answer that is paid as the server says, whatever it holds: nothing that would have to be checked unless told. */
function paid(tokensIn: number, tokensOut: number, text = reviewAnswer('Adds a division.')) {
  const usage = { prompt_tokens: tokensIn, completion_tokens: tokensOut, total_tokens: tokensIn + tokensOut };
  return { is: 'text', text, usage } as const;
}

/** How much a question needs is counted from its prompt, and changes with its wording. */
function withoutNeeds(text: string | null | undefined): string {
  return (text ?? '').replace(/(needs|costs) about \S+( tokens)?\./, '$1 about so much.');
}

/** Also what questions that are under way at the same time need. */
function withoutFigures(text: string | null | undefined): string {
  return withoutNeeds(text).replace(/So far [\d,]+ tokens were/, 'So far so much was');
}

suite('what a review took is told', () => {
  test('in its check and in the log, with dollars where the price is known', async (t) => {
    const world = await World.open(t, { settings: await prices(t) });
    world.model.script('review', paid(10_000, 500));
    const pull = await world.divisionPull();
    await world.quiet();
    assert.equal(
      world.checks(pull)[0]?.summary,
      '**Looked at**\n\n- `math.js`\n\nSpent: 10,500 tokens, $0.025.',
    );
    assert.deepEqual(endings(world), [{ outcome: 'done', tokens: 10_500, usd: 0.025 }]);
  });

  test('with dollars unknown where the price is not, and never as nothing', async (t) => {
    const world = await World.open(t);
    world.model.script('review', paid(10_000, 500));
    const pull = await world.divisionPull();
    await world.quiet();
    assert.equal(
      world.checks(pull)[0]?.summary,
      '**Looked at**\n\n- `math.js`\n\nSpent: 10,500 tokens, dollars unknown.',
    );
    assert.deepEqual(endings(world), [{ outcome: 'done', tokens: 10_500, usd: null }]);
  });
});

suite('the budget of a request', () => {
  test('that is used up in the middle leaves what has been read, and names what has not', async (t) => {
    const world = await World.open(t, { settings: { TOKENS_PER_JOB: '22000' } });
    world.model.script('review', paid(8_000, 500, '<none/>'));
    const pull = await threeFiles(world);
    await world.quiet();
    const sentence =
      'One request may use 22,000 tokens. So far so much was used, and the next question needs about so much. Split the work into smaller pieces, or have the operator of this app raise `TOKENS_PER_JOB`.';
    const left = '**Not looked at**\n\n- `two.md`, `zoo.md`: the budget of this request was used up';
    const [review] = world.reviews(pull);
    assert.equal(
      withoutFigures(review?.body),
      `Changes Count.\n\nNothing to report on the lines that were looked at.\n\n${left}\n\n${sentence}\n\n${footer}`,
    );
    const [check] = world.checks(pull);
    assert.deepEqual(
      { ...check, summary: withoutFigures(check?.summary) },
      {
        name: 'Patchwright review',
        status: 'completed',
        conclusion: 'neutral',
        title: 'No findings in 1 file; the budget is used up',
        summary: `**Looked at**\n\n- \`one.md\`\n\n${left}\n\n${sentence}\n\nSpent: 18,500 tokens, dollars unknown.`,
      },
    );
  });

  test('that is used up before what was found is checked tells nothing of it, and says why', async (t) => {
    const world = await World.open(t, { settings: { TOKENS_PER_JOB: '6000' } });
    world.model.script('review', paid(3_500, 500, divisionAnswer));
    const pull = await world.divisionPull();
    await world.quiet();
    const sentence =
      'One request may use 6,000 tokens. So far 4,000 tokens were used, and the next question needs about so much. Split the work into smaller pieces, or have the operator of this app raise `TOKENS_PER_JOB`.';
    const [review] = world.reviews(pull);
    assert.deepEqual(
      [withoutNeeds(review?.body), review?.comments],
      [
        `Adds a division.\n\nNothing to report on the lines that were looked at.\n\n${sentence}\n\n${footer}`,
        [],
      ],
    );
    const [check] = world.checks(pull);
    assert.deepEqual(
      [check?.title, withoutNeeds(check?.summary)],
      [
        'No findings in 1 file; the budget is used up',
        `Of 1 candidate 1 is not told: 1 not checked.\n\n**Looked at**\n\n- \`math.js\`\n\n${sentence}\n\nSpent: 4,000 tokens, dollars unknown.`,
      ],
    );
  });

  test('that is too small for the first question is told before anything is asked', async (t) => {
    const world = await World.open(t, { settings: { TOKENS_PER_JOB: '1000' } });
    const pull = await world.divisionPull();
    await world.quiet();
    const [check] = world.checks(pull);
    assert.deepEqual(
      { ...check, summary: withoutNeeds(check?.summary) },
      {
        name: 'Patchwright review',
        status: 'completed',
        conclusion: 'skipped',
        title: 'Not done',
        summary:
          'One request may use 1,000 tokens. The next question alone needs about so much. Split the work into smaller pieces, or have the operator of this app raise `TOKENS_PER_JOB`.',
      },
    );
    assert.deepEqual(world.reviews(pull), []);
  });

  test('ends a question that is asked again for what could not be read', async (t) => {
    const world = await World.open(t, { settings: { TOKENS_PER_JOB: '4000' } });
    world.model.script('review', paid(2_000, 500, 'Looks fine!'));
    const pull = await world.divisionPull();
    await world.quiet();
    assert.equal(
      world.checks(pull)[0]?.summary,
      'One request may use 4,000 tokens. So far 2,500 tokens were used, and the next question needs about 3,500 tokens. Split the work into smaller pieces, or have the operator of this app raise `TOKENS_PER_JOB`.\n\nSpent: 2,500 tokens, dollars unknown.',
    );
  });

  test('in dollars refuses a model whose price nobody knows', async (t) => {
    const world = await World.open(t, { settings: { USD_PER_JOB: '1' } });
    const pull = await world.divisionPull();
    await world.quiet();
    assert.equal(
      world.checks(pull)[0]?.summary,
      'Dollars are limited here, and what `scripted` costs is not known. When the operator of this app has given prices in the file that `MODELS_FILE` names, or limits tokens instead of dollars, ask again.',
    );
  });

  test('begins anew with the next request', async (t) => {
    const world = await World.open(t, { settings: { TOKENS_PER_JOB: '4000' } });
    world.model.script('review', paid(2_500, 500), paid(2_500, 500));
    const pull = await world.divisionPull();
    await world.quiet();
    world.github.as('ada').comment(pull, '/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 2);
  });
});

suite("a repository's day", () => {
  test('that is used up is told with the time when the next one begins, also after a restart', async (t) => {
    const world = await World.still(t, { settings: { TOKENS_PER_REPOSITORY_DAY: '4000' } });
    const before = await world.start();
    world.model.script('review', paid(2_500, 500), paid(2_500, 500));
    await world.divisionPull();
    await world.quiet();
    await before.close();
    await world.start();
    const ada = world.github.as('ada');
    await ada.push('octo/shop', 'again', { files: { 'math.js': 'export const two = 2;\n' } });
    const pull = await ada.openPull('octo/shop', { head: 'again' });
    const elsewhere = await world.divisionPull({ repository: 'octo/other' });
    await world.quiet();
    assert.equal(
      withoutNeeds(world.checks(pull)[0]?.summary),
      `This repository may use 4,000 tokens a day. So far 3,000 tokens were used, and the next question needs about so much. The count begins anew on ${tomorrow()}, 00:00 UTC. Ask again then, or have the operator of this app raise \`TOKENS_PER_REPOSITORY_DAY\`.`,
    );
    assert.equal(world.reviews(elsewhere).length, 1);
  });
});

suite("an installation's month", () => {
  test('is that of all its repositories', async (t) => {
    const settings = { ...(await prices(t)), USD_PER_INSTALLATION_MONTH: '0.02' };
    const world = await World.open(t, { settings });
    world.model.script('review', paid(10_000, 400));
    const pull = await world.divisionPull();
    await world.quiet();
    const elsewhere = await world.divisionPull({ repository: 'octo/other' });
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.match(
      withoutNeeds(world.checks(elsewhere)[0]?.summary),
      /^All repositories of this installation together may cost \$0\.02 a month\. So far \$0\.024 was spent, and the next question costs about so much\. The count begins anew on 1 \w+ \d{4}, 00:00 UTC\. Ask again then, or have the operator of this app raise `USD_PER_INSTALLATION_MONTH`\.$/,
    );
  });
});

suite('a repository', () => {
  test('lowers what a request may use', async (t) => {
    const world = await World.open(t);
    const pull = await pullWithConfig(world, 'budgets:\n  job:\n    tokens: 1000\n');
    await world.quiet();
    assert.equal(
      withoutNeeds(world.checks(pull)[0]?.summary),
      'One request may use 1,000 tokens. The next question alone needs about so much. Split the work into smaller pieces, or raise `budgets.job.tokens` in `.github/patchwright.yml`.',
    );
  });

  test('cannot raise it: the review says so, and the limit of the operator counts', async (t) => {
    const world = await World.open(t, { settings: { TOKENS_PER_JOB: '50000' } });
    world.model.script('review', paid(1_000, 100, '<summary>\nCalls b.\n</summary>'));
    const pull = await pullWithConfig(world, 'budgets:\n  job:\n    tokens: 60000\n');
    await world.quiet();
    assert.equal(
      world.reviews(pull)[0]?.body,
      `Calls b.\n\nNothing to report on the lines that were looked at.\n\nIn \`.github/patchwright.yml\`, \`budgets.job.tokens\` in line 3 is more than the 50,000 tokens that the operator of this app allows. Defaults apply there; the rest of the file counts.\n\n${footer}`,
    );
  });
});

/** Prices of two dollars and ten for a million tokens in and out. */
async function prices(t: TestContext): Promise<Readonly<Record<string, string>>> {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-prices-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'models.json');
  const known = { in: 2, cached: null, out: 10, source: 'this test', date: '2026-11-22' };
  await writeFile(file, JSON.stringify({ elsewhere: { models: [{ names: ['scripted'], prices: known }] } }));
  return { MODELS_FILE: file };
}

/** What the log says at the end of each job of a run. */
function endings(world: World) {
  const lines = world.log.map((line) => JSON.parse(line));
  return lines
    .filter(({ msg }) => msg === 'job ended')
    .map(({ outcome, tokens, usd }) => ({ outcome, tokens, usd }));
}

/** Three documents, each of which is read by itself in a question of some 6,000 tokens. */
async function threeFiles(world: World) {
  const ada = world.github.as('ada');
  const long = Array.from({ length: 140 }, (_, line) => `${line}. ${'A long line. '.repeat(6)}\n`).join('');
  await ada.createRepository('octo/shop', { files: { 'readme.md': 'A shop.\n' } });
  await ada.push('octo/shop', 'counts', { files: { 'one.md': long, 'two.md': long, 'zoo.md': long } });
  return ada.openPull('octo/shop', { head: 'counts', title: 'Count' });
}

async function pullWithConfig(world: World, config: string) {
  const ada = world.github.as('ada');
  await ada.createRepository('octo/shop', {
    files: { 'a.js': 'a();\n', '.github/patchwright.yml': config },
  });
  await ada.push('octo/shop', 'change', { files: { 'a.js': 'b();\n' } });
  return ada.openPull('octo/shop', { head: 'change' });
}

function tomorrow(): string {
  const date = new Date(Date.now() + 86_400_000);
  const month = date.toLocaleString('en-GB', { month: 'long', timeZone: 'UTC' });
  return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
}
