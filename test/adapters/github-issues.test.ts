import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { marker } from '../../src/core/marker.ts';
import type { Forge, PullMention } from '../../src/ports/forge.ts';
import { type ForgeWorld, startForgeWorld } from './github-world.ts';

const minute = 60_000;

suite('an issue', () => {
  test('is read with everything that decides whether to begin', async () => {
    await using world = await startForgeWorld();
    const { ada, forge, issue } = await opened(world);
    const began = world.clock.now();
    await ada.label(issue, 'bug', 'patchwright');
    await ada.assign(issue, 'mailbox');

    const { id } = world.github.as('ada');
    assert.deepEqual(await forge.issue(issue.number), {
      ref: { ...world.ref('ada/lib'), number: issue.number },
      title: 'Wrong sum',
      body: 'One and one is three.',
      author: { id, login: 'ada', isBot: false },
      state: 'open',
      isLocked: false,
      labels: ['bug', 'patchwright'],
      assignees: ['mailbox'],
      writtenAt: began,
    });
    ada.lock(issue);
    await ada.close(issue);
    const { state, isLocked } = await forge.issue(issue.number);
    assert.deepEqual([state, isLocked], ['closed', true]);
  });

  test('tells when it was written last: by a new text or a new title, and by nothing else', async () => {
    await using world = await startForgeWorld();
    const { ada, forge, issue } = await opened(world);
    const began = world.clock.now();
    const changes = [
      () => ada.comment(issue, 'Me too.'),
      () => ada.label(issue, 'bug'),
      () => ada.edit(issue, { body: 'One and one is two.' }),
      () => ada.assign(issue, 'mailbox'),
      () => ada.edit(issue, { title: 'Sums are wrong' }),
      () => ada.close(issue),
    ];
    const minutes: number[] = [];
    for (const change of changes) {
      world.clock.move(minute);
      await change();
      minutes.push(((await forge.issue(issue.number)).writtenAt - began) / minute);
    }

    assert.deepEqual(minutes, [0, 0, 3, 3, 5, 5]);
  });

  test('is also the conversation of a pull request', async () => {
    await using world = await startForgeWorld();
    const { ada, forge } = await opened(world);
    await ada.push('ada/lib', 'topic', { files: { 'a.txt': '2\n' } });
    const pull = await ada.openPull('ada/lib', { head: 'topic', title: 'Count', body: 'So.' });
    await ada.merge(pull);

    const { title, body, state } = await forge.issue(pull.number);
    assert.deepEqual([title, body, state], ['Count', 'So.', 'closed']);
  });

  test('that is not there is gone', async () => {
    await using world = await startForgeWorld();
    const { forge } = await opened(world);

    await assert.rejects(forge.issue(99), { message: 'user: gone' });
  });
});

suite('the remarks on an issue', () => {
  test('are all comments, oldest first, with who made them and when they were changed', async () => {
    await using world = await startForgeWorld();
    const { ada, forge, issue } = await opened(world);
    const began = world.clock.now();
    const first = ada.comment(issue, 'Me too.');
    world.clock.move(minute);
    ada.editComment(first.id, 'Not me.');
    await world.writer('ada/lib').createComment({ ...world.ref('ada/lib'), number: issue.number }, 'Begun.');

    const { id } = world.github.as('ada');
    const [byAda, byUs, ...others] = await forge.remarks(issue.number);
    assert.deepEqual(byAda, {
      id: first.id,
      author: { id, login: 'ada', isBot: false },
      body: 'Not me.',
      isOurs: false,
      createdAt: began,
      updatedAt: began + minute,
    });
    assert.deepEqual([byUs?.body, byUs?.isOurs, byUs?.author.isBot, others], ['Begun.', true, true, []]);
  });

  test('are the last ten pages of very many, without a gap', async () => {
    await using world = await startForgeWorld({ timeoutMs: 20_000 });
    const { ada, forge, issue } = await opened(world);
    for (let count = 1; count <= 1_150; count += 1) ada.comment(issue, `${count}`);

    const remarks = await forge.remarks(issue.number);
    assert.deepEqual([remarks.length, remarks[0]?.body, remarks.at(-1)?.body], [950, '201', '1150']);
  });
});

suite('pull requests about an issue', () => {
  test('are those that say they close it, newest first, whatever became of them', async () => {
    await using world = await startForgeWorld();
    const { ada, forge, issue } = await opened(world);
    const numbers: number[] = [];
    for (const body of [`Fixes #${issue.number}`, `Closes #${issue.number}`, `About #${issue.number}`]) {
      numbers.unshift(await pullFrom(world, `topic-${numbers.length}`, body));
    }
    await ada.close({ repository: 'ada/lib', number: numbers[2] ?? 0 });

    assert.deepEqual(
      (await forge.pullsClosing(issue.number)).map(({ ref, state, isOurs }) => [ref.number, state, isOurs]),
      [
        [numbers[1], 'open', false],
        [numbers[2], 'closed', false],
      ],
    );
  });

  test('are ours where we opened them, whoever has copied our mark', async () => {
    await using world = await startForgeWorld();
    const { ada, forge, issue } = await opened(world);
    const body = `Fixes #${issue.number}\n\n${marker('r1.1.0', 'marks')}`;
    const theirs = await pullFrom(world, 'theirs', body);
    await ada.push('ada/lib', 'ours', { files: { 'a.txt': '2\n' } });
    const sent = await world
      .writer('ada/lib')
      .createDraft({ branch: 'ours', base: 'main', title: 'Count', body });

    const ours: PullMention = {
      ref: { ...world.ref('ada/lib'), number: sent.is === 'sent' ? sent.id : 0 },
      title: 'Count',
      state: 'open',
      isOurs: true,
      key: 'r1.1.0',
    };
    assert.deepEqual(await forge.pullsFrom('ours'), [ours]);
    const [first, second] = await forge.pullsClosing(issue.number);
    assert.deepEqual([first, second?.ref.number, second?.isOurs, second?.key], [ours, theirs, false, null]);
  });

  test('from a branch are those of this repository alone, open or not', async () => {
    await using world = await startForgeWorld();
    const { ada, forge } = await opened(world);
    const merged = await pullFrom(world, 'topic', 'One.');
    await ada.merge({ repository: 'ada/lib', number: merged });
    const open = await pullFrom(world, 'topic', 'Two.');
    const bob = world.github.as('bob');
    await bob.fork('ada/lib');
    await bob.push('bob/lib', 'topic', { files: { 'b.txt': 'b\n' } });
    await bob.openPull('ada/lib', { head: 'bob:topic' });

    assert.deepEqual(await mentions(forge, 'topic'), [
      [open, 'open'],
      [merged, 'merged'],
    ]);
    assert.deepEqual(await mentions(forge, 'nowhere'), []);
  });
});

suite('a submitted review', () => {
  test('is read with the threads that it begins, and those that it answers in', async () => {
    await using world = await startForgeWorld();
    const { ada, forge } = await opened(world);
    await ada.push('ada/lib', 'topic', { files: { 'a.txt': 'one\ntwo\n' } });
    const pull = await ada.openPull('ada/lib', { head: 'topic' });
    const comments = [1, 2].map((line) => ({ path: 'a.txt', line, body: `Line ${line}?` }));
    const { id } = await ada.review(pull, { event: 'COMMENT', body: 'Two things.', comments });
    const roots = world.github.state.threads(pull).map((thread) => thread.comments[0]?.id);
    const reply = ada.reply(roots[0] ?? 0, 'And?');
    const answered = await forge.review(pull.number, reply.reviewId);

    assert.deepEqual(await forge.review(pull.number, id), {
      id,
      author: { id: ada.id, login: 'ada', isBot: false },
      body: 'Two things.',
      state: 'commented',
      threads: roots,
    });
    assert.deepEqual([answered.body, answered.threads], ['', [roots[0]]]);
  });

  test('is as it stands now', async () => {
    await using world = await startForgeWorld();
    const { ada, forge } = await opened(world);
    const number = await pullFrom(world, 'topic', 'One.');
    const bob = world.github.as('bob');
    const { id } = await bob.review(
      { repository: 'ada/lib', number },
      { event: 'REQUEST_CHANGES', body: 'No.' },
    );
    const before = await forge.review(number, id);
    ada.dismissReview(id);

    assert.deepEqual(
      [before.state, (await forge.review(number, id)).state],
      ['changes-requested', 'dismissed'],
    );
  });
});

suite('a repository', () => {
  test('says whether it is archived, and refuses every write then', async () => {
    await using world = await startForgeWorld();
    const { ada, forge, issue } = await opened(world);
    const before = await forge.repository();
    ada.setArchived('ada/lib', true);
    const sent = await world
      .writer('ada/lib')
      .createComment({ ...world.ref('ada/lib'), number: issue.number }, 'Begun.');

    assert.deepEqual([before.isArchived, (await forge.repository()).isArchived], [false, true]);
    assert.deepEqual(sent, {
      is: 'refused',
      status: 403,
      detail: 'Repository was archived so is read-only.',
    });
  });
});

/** An issue of ada's in `ada/lib`. */
async function opened(world: ForgeWorld) {
  const ada = world.github.as('ada');
  await ada.createRepository('ada/lib', { files: { 'a.txt': '1\n' } });
  const issue = await ada.openIssue('ada/lib', { title: 'Wrong sum', body: 'One and one is three.' });
  return { ada, issue, forge: world.forge('ada/lib') };
}

let pushes = 0;

/** Opens a pull request of ada's from a branch that is made anew, or goes on. */
async function pullFrom({ github }: ForgeWorld, branch: string, body: string): Promise<number> {
  const ada = github.as('ada');
  pushes += 1;
  await ada.push('ada/lib', branch, { files: { [`${pushes}.txt`]: 'x\n' } });
  return (await ada.openPull('ada/lib', { head: branch, body })).number;
}

async function mentions(forge: Forge, branch: string) {
  return (await forge.pullsFrom(branch)).map(({ ref, state }) => [ref.number, state]);
}
