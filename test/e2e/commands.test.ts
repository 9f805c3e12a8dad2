import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { type Command, registered } from '../../src/commands/command.ts';
import { commands } from '../../src/commands/index.ts';
import { divisionAnswer, World } from '../world.ts';

/** A world with a pull request that was reviewed as it was opened. */
async function reviewed(t: Parameters<typeof World.open>[0]) {
  const world = await World.open(t);
  world.model.script('review', divisionAnswer);
  const pull = await world.divisionPull();
  await world.quiet();
  return { world, pull };
}

suite('/review in a comment', () => {
  test('by the author reviews the same head once more, with a sign of life', async (t) => {
    const { world, pull } = await reviewed(t);
    world.model.script('review', divisionAnswer);
    const comment = world.github.as('ada').comment(pull, 'Please look again:\n\n/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 2);
    const reactions = world.github.state.reactions({ kind: 'issue-comment', id: comment.id });
    assert.deepEqual(
      reactions.map(({ content, account }) => [content, account.login]),
      [['eyes', 'patchwright[bot]']],
    );
  });

  test('by mention does the same', async (t) => {
    const { world, pull } = await reviewed(t);
    world.model.script('review', divisionAnswer);
    world.github.as('ada').comment(pull, '@patchwright review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 2);
  });

  test('reviews a draft, since a person asked', async (t) => {
    const world = await World.open(t);
    const pull = await world.divisionPull({ draft: true });
    await world.quiet();
    world.model.script('review', divisionAnswer);
    world.github.as('ada').comment(pull, '/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
  });

  test('by a stranger is refused, with what is missing', async (t) => {
    const { world, pull } = await reviewed(t);
    world.github.as('mallory').comment(pull, '/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.deepEqual(world.comments(pull).slice(1), [
      {
        author: 'patchwright[bot]',
        body: "`/review` can be asked for by the pull request's author and people with triage permission, and mallory is not among them. Somebody who is can ask instead.",
      },
    ]);
  });

  test('by somebody with triage permission is done', async (t) => {
    const { world, pull } = await reviewed(t);
    world.github.as('ada').setPermission('octo/shop', 'tim', 'triage');
    world.model.script('review', divisionAnswer);
    world.github.as('tim').comment(pull, '/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 2);
  });

  test('with arguments that it does not take is answered with the usage', async (t) => {
    const { world, pull } = await reviewed(t);
    world.github.as('ada').comment(pull, '/review everything');
    await world.quiet();
    assert.equal(
      world.comments(pull).at(-1)?.body,
      "`/review` was not understood: it takes the word 'full' or nothing. Write it as `/review [full]`.",
    );
  });

  for (const [where, text] of [
    ['in a quote', '> /review'],
    ['in a code fence', '```\n/review\n```'],
    ['in the middle of a line', 'You could say /review here.'],
    ['under another name', '/reviews'],
  ] as const) {
    test(`${where} is none`, async (t) => {
      const { world, pull } = await reviewed(t);
      world.github.as('ada').comment(pull, text);
      await world.quiet();
      assert.equal(world.reviews(pull).length, 1);
      assert.equal(world.comments(pull).length, 1);
    });
  }

  test('that an edit adds is run, and one that stood there before is not run again', async (t) => {
    const { world, pull } = await reviewed(t);
    const ada = world.github.as('ada');
    const comment = ada.comment(pull, 'Hm.');
    await world.quiet();
    world.model.script('review', divisionAnswer);
    ada.editComment(comment.id, 'Hm.\n/review');
    await world.quiet();
    ada.editComment(comment.id, 'Hm!\n/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 2);
  });

  test('on a closed pull request is answered with how to have it reviewed', async (t) => {
    const { world, pull } = await reviewed(t);
    const ada = world.github.as('ada');
    await ada.close(pull);
    await world.quiet();
    ada.comment(pull, '/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.deepEqual(world.comments(pull).slice(-1), [
      {
        author: 'patchwright[bot]',
        body: 'This pull request is closed. Reopen it, then comment `/review` again.',
      },
    ]);
    assert.equal(world.checks(pull)[0]?.conclusion, 'neutral');
  });

  test('on a merged pull request is answered with where it works', async (t) => {
    const { world, pull } = await reviewed(t);
    const ada = world.github.as('ada');
    await ada.merge(pull);
    await world.quiet();
    ada.comment(pull, '/review');
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    assert.equal(
      world.comments(pull).at(-1)?.body,
      'This pull request is merged, and what is merged is not reviewed any more. Comment `/review` on an open one.',
    );
  });

  test('on an issue is answered with where it works', async (t) => {
    const { world } = await reviewed(t);
    const ada = world.github.as('ada');
    const issue = await ada.openIssue('octo/shop', { title: 'A wish' });
    ada.comment(issue, '/review');
    await world.quiet();
    assert.equal(
      world.comments(issue).at(-1)?.body,
      '`/review` works on pull requests only. Ask for it there.',
    );
  });
});

suite('re-run on a check', () => {
  test('of a closed pull request says in a check how to have it reviewed', async (t) => {
    const { world, pull } = await reviewed(t);
    const [check] = world.github.state.checkRuns(pull);
    assert.ok(check);
    const ada = world.github.as('ada');
    await ada.close(pull);
    await world.quiet();
    ada.rerequestCheckRun(check.id);
    await world.quiet();
    assert.equal(world.reviews(pull).length, 1);
    const [told] = world.checks(pull);
    assert.deepEqual(
      [told?.conclusion, told?.summary],
      ['skipped', 'This pull request is closed. Reopen it, then comment `/review` again.'],
    );
  });
});

suite('/help', () => {
  test('lists the commands, on an issue as on a pull request', async (t) => {
    const { world, pull } = await reviewed(t);
    world.github.as('tim').comment(pull, '/help');
    await world.quiet();
    const text = world.comments(pull).at(-1)?.body ?? '';
    assert.deepEqual(
      world.checks(pull).map(({ name }) => name),
      ['Patchwright review'],
    );
    const named = commands.filter(({ head }) => head.on.some(({ on }) => on === 'commented'));
    for (const { head } of named) assert.ok(text.includes(head.usage), `${head.usage} is missing in ${text}`);
  });
});

suite('a new command', () => {
  const wave: Command<readonly string[]> = {
    head: {
      name: 'wave',
      summary: 'Waves back.',
      usage: '/wave',
      subjects: ['issue', 'pull'],
      lane: 'quick',
      args: z.array(z.string()).readonly(),
      on: [{ on: 'commented', needs: 'read', again: true, waits: false }],
      endsOn: [],
      shows: 'answer',
    },
    wants: () => ({ is: 'yes' }),
    run: ({ subject, args }) =>
      Promise.resolve({
        effects:
          subject.kind === 'issue' || subject.kind === 'pull'
            ? [{ kind: 'comment', on: subject.ref, body: `Hello ${args.join(' ')}`, closes: [] }]
            : [],
        next: { kind: 'done', note: '' },
      }),
  };

  test('that fails says so in an answer, since no check does', async (t) => {
    const failing = { ...wave, run: () => Promise.reject(new TypeError('waving is broken')) };
    const world = await World.open(t, { commands: [...commands, registered(failing)] });
    const ada = world.github.as('ada');
    await ada.createRepository('octo/shop', { files: { 'a.js': 'a();\n' } });
    const issue = await ada.openIssue('octo/shop', { title: 'A wish' });
    ada.comment(issue, '/wave');
    await world.quiet();
    assert.match(world.comments(issue).at(-1)?.body ?? '', /^Something broke on our side/);
    assert.equal(world.comments(issue).length, 2);
  });

  test('is its own description and one more entry of the list, and nothing else', async (t) => {
    const world = await World.open(t, { commands: [...commands, registered(wave)] });
    const ada = world.github.as('ada');
    await ada.createRepository('octo/shop', { files: { 'a.js': 'a();\n' } });
    const issue = await ada.openIssue('octo/shop', { title: 'A wish' });
    ada.comment(issue, '/wave "over there"');
    await world.quiet();
    assert.deepEqual(world.comments(issue).at(-1), { author: 'patchwright[bot]', body: 'Hello over there' });
    ada.comment(issue, '/help');
    await world.quiet();
    assert.match(world.comments(issue).at(-1)?.body ?? '', /`\/wave`.*Waves back\./);
  });
});
