import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { commitFile, git, temporaryFolder } from './git-command.ts';
import { lines, startHub, type Hub } from './start-hub.ts';

async function localRepository(t: TestContext) {
  const directory = await temporaryFolder(t);
  await git(directory, 'init', '--quiet', '--initial-branch=trunk');
  const base = await commitFile(directory, 'count.txt', lines());
  const head = await commitFile(directory, 'count.txt', lines({ 5: 'FIVE' }));
  return { directory, base, head };
}

function post(hub: Hub, body: object, type = 'application/json') {
  const headers = { 'content-type': type };
  return fetch(`${hub.github.url}/_local/pulls`, { method: 'POST', headers, body: JSON.stringify(body) });
}

suite('a local repository', () => {
  test('becomes a pull request from any two of its revisions', async (t) => {
    const hub = await startHub(t);
    const { directory, base, head } = await localRepository(t);
    const answer = await post(hub, { directory, base: 'HEAD~1', head, name: 'you/counting', title: 'Shout' });
    const opened = (await answer.json()) as { url: string; number: number };
    assert.deepEqual([answer.status, opened.url], [201, `${hub.github.url}/you/counting/pull/1`]);
    const pull = hub.github.state.pull({ repository: 'you/counting', number: 1 });
    assert.deepEqual([pull.base.sha, pull.head.sha, pull.title], [base, head, 'Shout']);
    const later = await commitFile(directory, 'count.txt', lines({ 5: 'FIVE', 9: 'NINE' }));
    const second = await post(hub, { directory, base: head, head: later, name: 'you/counting' });
    assert.equal(second.status, 201);
    const files = await hub.github.state.diff({ repository: 'you/counting', number: 2 });
    assert.deepEqual(
      files.map((file) => [file.path, file.additions, file.deletions]),
      [['count.txt', 1, 1]],
    );
  });

  const copies = [
    { form: 'a bare one', argv: ['clone', '--quiet', '--bare'] },
    { form: 'one that borrows its objects', argv: ['clone', '--quiet', '--shared'] },
    { form: 'a shallow one', argv: ['clone', '--quiet', '--depth=2', '--no-local'] },
    { form: 'a work tree of another', argv: ['worktree', 'add', '--quiet', '--detach'] },
  ];
  for (const { form, argv } of copies) {
    test(`may be ${form}, and packed`, async (t) => {
      const hub = await startHub(t);
      const { directory } = await localRepository(t);
      await git(directory, 'gc', '--quiet');
      const copy = `${await temporaryFolder(t)}/copy`;
      await git(directory, ...argv, ...(argv[0] === 'clone' ? [directory, copy] : [copy]));
      const answer = await post(hub, { directory: copy, base: 'HEAD~1', head: 'HEAD', name: 'you/copy' });
      assert.equal(answer.status, 201);
      const files = await hub.github.state.diff({ repository: 'you/copy', number: 1 });
      assert.deepEqual(
        files.map((file) => file.path),
        ['count.txt'],
      );
      const clone = await temporaryFolder(t);
      await git(clone, 'clone', '--quiet', `${hub.github.url}/you/copy.git`, '.');
      assert.match(await git(clone, 'log', '--oneline'), /Write count\.txt/);
    });
  }

  test('is refused by name when it is none, or has no such commit', async (t) => {
    const hub = await startHub(t);
    const { directory } = await localRepository(t);
    const empty = await temporaryFolder(t);
    for (const wanted of [
      { directory: empty, base: 'HEAD~1', head: 'HEAD' },
      { directory, base: 'nowhere', head: 'HEAD' },
    ]) {
      const answer = await post(hub, wanted);
      const { message } = (await answer.json()) as { message: string };
      assert.deepEqual(
        [answer.status, message],
        [422, `${wanted.directory} has no commit ${wanted.base}, or is no git repository.`],
      );
    }
    assert.equal((await post(hub, { directory }, 'text/plain')).status, 415);
  });
});
