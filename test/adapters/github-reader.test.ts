import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { marker } from '../../src/core/marker.ts';
import { type ForgeWorld, startForgeWorld } from './github-world.ts';

suite('a reader of GitHub', () => {
  test('sees a pull request as of its head', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    await ada.label(pull, 'bug', 'patchwright');

    const seen = await world.forge('ada/lib').pull(pull.number);

    assert.deepEqual(seen, {
      ref: { ...world.ref('ada/lib'), number: pull.number },
      title: 'Count right',
      body: 'Two is 2.',
      author: { id: ada.id, login: 'ada', isBot: false },
      state: 'open',
      base: { branch: 'main', sha: world.github.state.pull(pull).base.sha },
      head: { branch: 'topic', sha: pull.headSha },
      isFork: false,
      isDraft: false,
      labels: ['bug', 'patchwright'],
      changedFiles: 1,
    });
  });

  test('tells drafts, merged and closed pull requests apart', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    await ada.push('ada/lib', 'other', { files: { 'b.txt': 'b\n' } });
    const draft = await ada.openPull('ada/lib', { head: 'other', draft: true });
    const forge = world.forge('ada/lib');
    const before = await forge.pull(draft.number);
    await ada.close(draft);
    await ada.merge(pull);
    const [closed, merged] = [await forge.pull(draft.number), await forge.pull(pull.number)];
    assert.deepEqual(
      [before.isDraft, before.state, closed.state, merged.state],
      [true, 'open', 'closed', 'merged'],
    );
  });

  test('tells a fork, even when it has been deleted', async () => {
    await using world = await startForgeWorld();
    await opened(world);
    const eve = world.github.as('eve');
    await eve.fork('ada/lib');
    await eve.push('eve/lib', 'change', { files: { 'a.txt': 'evil\n' } });
    const pull = await eve.openPull('ada/lib', { head: 'eve:change' });
    const forge = world.forge('ada/lib');

    const alive = await forge.pull(pull.number);
    const at = await forge.pullsAt(pull.headSha);
    await eve.deleteRepository('eve/lib');
    const deleted = await forge.pull(pull.number);

    assert.deepEqual([alive.isFork, deleted.isFork, deleted.head.sha], [true, true, pull.headSha]);
    assert.deepEqual(at, [{ ...world.ref('ada/lib'), number: pull.number }]);
  });

  test('finds all open pull requests of a head', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    const other = await ada.openPull('ada/lib', { head: 'topic', base: 'old' });
    const forge = world.forge('ada/lib');
    const found = await forge.pullsAt(pull.headSha);
    await ada.close(other);
    const left = await forge.pullsAt(pull.headSha);
    const none = await forge.pullsAt('0'.repeat(40));
    const ref = { ...world.ref('ada/lib'), number: pull.number };
    assert.deepEqual([found, left, none], [[{ ...ref, number: other.number }, ref], [ref], []]);
  });

  test('reads the issues that a pull request closes, of its own repository only', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    await ada.createRepository('ada/other', { files: { 'a.txt': 'a\n' } });
    const named = await ada.openIssue('ada/lib', { title: 'Wrong sum', body: 'It counts **wrong**.' });
    const linked = await world.github.as('bob').openIssue('ada/lib', { title: 'Linked' });
    await ada.openIssue('ada/lib', { title: 'Only mentioned' });
    const foreign = await ada.openIssue('ada/other', { title: 'Elsewhere' });
    await ada.edit(pull, { body: `Fixes #${named.number}, ada/other#${foreign.number}; see #99` });
    ada.linkIssue(pull, linked);

    const issues = await world.forge('ada/lib').linkedIssues(pull.number);

    const ref = world.ref('ada/lib');
    const bob = world.github.as('bob');
    assert.deepEqual(
      issues.toSorted((left, right) => left.ref.number - right.ref.number),
      [
        {
          ref: { ...ref, number: named.number },
          title: 'Wrong sum',
          body: 'It counts **wrong**.',
          author: { id: ada.id, login: 'ada', isBot: false },
        },
        {
          ref: { ...ref, number: linked.number },
          title: 'Linked',
          body: '',
          author: { id: bob.id, login: 'bob', isBot: false },
        },
      ],
    );
  });

  test('reads files of a branch or commit, and nothing where there is no file', async () => {
    await using world = await startForgeWorld();
    const ada = world.github.as('ada');
    const large = 'ä'.repeat(600_000);
    const files = { 'a b/#1?.txt': 'odd\n', empty: '', 'large.txt': large, '.github/x.yml': 'x: 1\n' };
    await ada.createRepository('ada/lib', { files });
    const sha = await ada.push('ada/lib', 'topic', { files: { '.github/x.yml': 'x: 2\n' } });
    const forge = world.forge('ada/lib');
    const wanted = [
      ['.github/x.yml', 'main'],
      ['.github/x.yml', sha],
      ['.github/x.yml', 'topic'],
      ['a b/#1?.txt', 'main'],
      ['empty', 'main'],
      ['.github', 'main'],
      ['nothing', 'main'],
      ['empty', 'no-branch'],
    ] as const;
    const read = await Promise.all(wanted.map(([path, at]) => forge.file(path, at)));
    const expected = [
      'x: 1\n',
      'x: 2\n',
      'x: 2\n',
      'odd\n',
      '',
      ...Array.from({ length: 3 }, () => undefined),
    ];
    assert.deepEqual(read, expected);
    assert.equal(await forge.file('large.txt', 'main'), large);
  });

  test('asks nothing for a path that leads out of the repository', async () => {
    await using world = await startForgeWorld();
    await opened(world);
    const forge = world.forge('ada/lib');
    for (const path of ['../../../user', 'a/../../b', './a.txt', '/etc/passwd', 'a//b', '']) {
      assert.equal(await forge.file(path, 'main'), undefined);
    }
    assert.deepEqual(world.asked(), []);
  });

  test('leaves out the issues of other repositories that GitHub names', async () => {
    await using world = await startForgeWorld();
    const { pull } = await opened(world);
    const foreign = {
      number: 7,
      title: 'Elsewhere',
      body: '',
      repository: { databaseId: 1, name: 'other', owner: { login: 'ada' } },
      author: null,
    };
    const own = {
      ...foreign,
      repository: { ...foreign.repository, databaseId: world.ref('ada/lib').id, name: 'lib' },
    };
    const body = {
      data: { repository: { pullRequest: { closingIssuesReferences: { nodes: [foreign, own] } } } },
    };
    world.github.faults.add({
      match: { template: '/graphql' },
      act: { kind: 'fail-with', status: 200, body },
    });
    assert.deepEqual(await world.forge('ada/lib').linkedIssues(pull.number), [
      {
        ref: { ...world.ref('ada/lib'), number: 7 },
        title: 'Elsewhere',
        body: '',
        author: { id: 10_137, login: 'ghost', isBot: false },
      },
    ]);
  });

  test('reads a comment as it stands now', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    const said = ada.comment(pull, 'before');
    const inThread = await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: 'why?' });
    ada.editComment(said.id, 'after\r\nthat');
    const forge = world.forge('ada/lib');
    const ref = { ...world.ref('ada/lib'), number: pull.number };
    const author = { id: ada.id, login: 'ada', isBot: false };

    assert.deepEqual(await forge.comment(ref, said.id, false), {
      id: said.id,
      author,
      body: 'after\r\nthat',
    });
    assert.deepEqual(await forge.comment(ref, inThread.id, true), { id: inThread.id, author, body: 'why?' });
    ada.deleteComment(said.id);
    assert.equal(await forge.comment(ref, said.id, false), undefined);
  });

  test("knows everyone's exact role", async () => {
    await using world = await startForgeWorld();
    const ada = world.github.as('ada');
    await ada.createRepository('ada/lib', { private: true, files: { 'a.txt': 'a\n' } });
    const roles = ['read', 'triage', 'write', 'maintain', 'admin', 'none'] as const;
    for (const role of roles) ada.setPermission('ada/lib', `has-${role}`, role);
    const forge = world.forge('ada/lib');
    const seen = await Promise.all(
      [...roles.map((role) => `has-${role}`), 'ada', 'nobody', '../x'].map((login) =>
        forge.permission(login),
      ),
    );
    assert.deepEqual(seen, [...roles, 'admin', 'none', 'none']);
  });

  test('finds its repository by id after a rename, whoever has the old name by now', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    const forge = world.forge('ada/lib');
    ada.renameRepository('ada/lib', 'core');
    await ada.createRepository('ada/lib', { files: { 'a.txt': 'another repository\n' } });

    const seen = await forge.pull(pull.number);

    assert.deepEqual([seen.ref.repo, await forge.file('a.txt', 'main')], ['core', 'one\ntwo\n']);
    assert.deepEqual((await forge.repository()).ref, world.ref('ada/core'));
  });
});

suite('what we wrote', () => {
  test("is found by our marker, newest first, over many pages, and nobody else's counts", async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    const writer = world.writer('ada/lib');
    const ref = { ...world.ref('ada/lib'), number: pull.number };
    const keys = [];
    for (const n of [1, 2]) {
      await writer.createComment(ref, `mine ${marker(`r.1.${n}`, 'marks')}`);
      keys.unshift(`r.1.${n}`);
      for (let said = 0; said < 99; said += 1) ada.comment(pull, `talk ${said}`);
    }
    ada.comment(pull, `copied ${marker('r.1.1', 'marks')}`);
    await writer.createComment(ref, 'without a marker');
    await writer.createComment(ref, `forged ${marker('r.1.9', 'guessed')}`);

    const own = await world.forge('ada/lib').ownComments(pull.number);

    assert.deepEqual(
      own.map(({ key }) => key),
      keys,
    );
  });

  test('is found in reviews, replies and check runs', async () => {
    await using world = await startForgeWorld();
    const { ada, pull } = await opened(world);
    const [writer, forge] = [world.writer('ada/lib'), world.forge('ada/lib')];
    const ref = { ...world.ref('ada/lib'), number: pull.number };
    const root = await ada.reviewComment(pull, { path: 'a.txt', line: 2, body: 'why?' });
    await ada.review(pull, { body: `copied ${marker('r.1.0', 'marks')}` });
    const check = {
      name: 'review',
      headSha: pull.headSha,
      state: { is: 'queued' },
      title: 't',
      summary: 's',
      buttons: [],
    } as const;

    const review = await writer.createReview(ref, {
      headSha: pull.headSha,
      body: ending('r.1.1'),
      comments: [],
      requestsChanges: false,
    });
    const reply = await writer.replyInThread(ref, root.id, ending('r.1.2'));
    const first = await writer.createCheck({ ...check, key: 'r.1' });
    const second = await writer.createCheck({ ...check, key: 'r.2' });

    const ids = [review, reply, first, second].map((sent) => sent.is === 'sent' && sent.id);
    assert.deepEqual(
      [
        await forge.ownReviews(pull.number),
        await forge.ownReplies(pull.number),
        await forge.ownChecks(pull.headSha),
      ],
      [
        [{ id: ids[0], key: 'r.1.1', findings: [], blocks: false }],
        [{ id: ids[1], key: 'r.1.2' }],
        [
          { id: ids[3], key: 'r.2' },
          { id: ids[2], key: 'r.1' },
        ],
      ],
    );
  });
});

function ending(key: string): string {
  return `text\n\n${marker(key, 'marks')}`;
}

/** A repository of ada's with one pull request that changes one line. */
async function opened(world: ForgeWorld) {
  const ada = world.github.as('ada');
  await ada.createRepository('ada/lib', { files: { 'a.txt': 'one\ntwo\n' } });
  await ada.push('ada/lib', 'old', { files: { 'c.txt': 'c\n' } });
  await ada.push('ada/lib', 'topic', { files: { 'a.txt': 'one\n2\n' } });
  const pull = await ada.openPull('ada/lib', { head: 'topic', title: 'Count right', body: 'Two is 2.' });
  return { ada, pull };
}
