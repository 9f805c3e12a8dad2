import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lines, openSamplePull, refusedWith, startHub, textOf } from './start-hub.ts';

suite('a pull request', () => {
  test('is shown with what git knows of it', async (t) => {
    const hub = await startHub(t);
    const { at, pull } = await openSamplePull(hub);
    const { data } = await (await hub.installationApi('alice/app')).pulls.get(at);
    assert.deepEqual(
      {
        head: data.head.sha,
        commits: data.commits,
        additions: data.additions,
        deletions: data.deletions,
        files: data.changed_files,
        mergeable: data.mergeable,
        state: data.mergeable_state,
        label: data.head.label,
      },
      {
        head: pull.headSha,
        commits: 1,
        additions: 1,
        deletions: 1,
        files: 1,
        mergeable: true,
        state: 'clean',
        label: 'alice:feature',
      },
    );
  });

  test('that conflicts with its base is dirty', async (t) => {
    const hub = await startHub(t);
    const { alice, at } = await openSamplePull(hub);
    await alice.push('alice/app', 'main', { files: { 'count.txt': lines({ 5: 'cinq' }) } });
    const { data } = await (await hub.installationApi('alice/app')).pulls.get(at);
    assert.deepEqual([data.mergeable, data.mergeable_state], [false, 'dirty']);
  });

  test('is compared from where its branch left the base, not from the base as it is now', async (t) => {
    const hub = await startHub(t);
    const { alice, at } = await openSamplePull(hub);
    await alice.push('alice/app', 'main', { files: { 'news.txt': 'news\n' } });
    await alice.push('alice/app', 'feature', { files: { 'count.txt': lines({ 6: 'SIX' }) } });
    const { data } = await (await hub.installationApi('alice/app')).pulls.listFiles(at);
    assert.deepEqual(
      data.map((file) => file.filename),
      ['count.txt'],
    );
  });

  test('is given as a diff and as a patch', async (t) => {
    const hub = await startHub(t);
    const { at } = await openSamplePull(hub);
    const api = await hub.installationApi('alice/app');
    const diff = await api.pulls.get({ ...at, mediaType: { format: 'diff' } });
    assert.match(textOf(diff.data), /^diff --git a\/count\.txt b\/count\.txt\n/);
    const patch = await api.pulls.get({ ...at, mediaType: { format: 'patch' } });
    assert.match(textOf(patch.data), /^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\n/);
  });

  test('of more than 300 files has no whole diff', async (t) => {
    const hub = await startHub(t);
    const { alice, at } = await openSamplePull(hub);
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`files/${n}.txt`, `${n}\n`]));
    await alice.push('alice/app', 'feature', { files });
    const api = await hub.installationApi('alice/app');
    await assert.rejects(
      api.pulls.get({ ...at, mediaType: { format: 'diff' } }),
      refusedWith(
        406,
        "Sorry, the diff exceeded the maximum number of files (300). Consider using 'List pull requests files' API or locally cloning the repository instead.",
        [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }],
      ),
    );
    const all = await api.paginate(api.pulls.listFiles, { ...at, per_page: 100 });
    assert.equal(all.length, 301);
  });

  test('of more than 20,000 lines has no whole diff, and its large file no patch', async (t) => {
    const hub = await startHub(t);
    const { alice, at } = await openSamplePull(hub);
    const many = Array.from({ length: 20_001 }, (_, n) => `${n}\n`).join('');
    await alice.push('alice/app', 'feature', { files: { 'many.txt': many } });
    const api = await hub.installationApi('alice/app');
    await assert.rejects(
      api.pulls.get({ ...at, mediaType: { format: 'diff' } }),
      refusedWith(406, 'Sorry, the diff exceeded the maximum number of lines (20000)', [
        { resource: 'PullRequest', field: 'diff', code: 'too_large' },
      ]),
    );
    const { data } = await api.pulls.listFiles(at);
    assert.deepEqual(
      data.map((file) => [file.filename, file.additions, file.patch !== undefined]),
      [
        ['count.txt', 1, true],
        ['many.txt', 20_001, false],
      ],
    );
  });

  test('lists files of every kind as git sees them', async (t) => {
    const hub = await startHub(t);
    const alice = hub.github.as('alice');
    const before = {
      'gone.txt': 'gone\n',
      'old name.txt': lines(),
      'image.png': Buffer.from([0, 1, 2]),
      'run.sh': 'echo\n',
      'tab\there.txt': 'tab\n',
    };
    await alice.createRepository('alice/app', { files: before });
    await alice.push('alice/app', 'feature', {
      files: {
        'gone.txt': null,
        'old name.txt': null,
        'ganz "neu" ü.txt': lines({ 3: 'three' }),
        'image.png': Buffer.from([0, 1, 3]),
        'run.sh': { content: 'echo\n', mode: '100755' },
        'tab\there.txt': 'no newline',
        link: { content: 'run.sh', mode: '120000' },
      },
    });
    await alice.openPull('alice/app', { head: 'feature' });
    const api = await hub.installationApi('alice/app');
    const { data } = await api.pulls.listFiles({ owner: 'alice', repo: 'app', pull_number: 1 });
    assert.deepEqual(
      data.map((file) => [
        file.filename,
        file.status,
        file.previous_filename,
        file.patch?.split('\n').at(-1),
      ]),
      [
        ['ganz "neu" ü.txt', 'renamed', 'old name.txt', ' line 6'],
        ['gone.txt', 'removed', undefined, '-gone'],
        ['image.png', 'modified', undefined, undefined],
        ['link', 'added', undefined, String.raw`\ No newline at end of file`],
        ['run.sh', 'changed', undefined, undefined],
        ['tab\there.txt', 'modified', undefined, String.raw`\ No newline at end of file`],
      ],
    );
  });

  test('lists its commits, oldest first', async (t) => {
    const hub = await startHub(t);
    const { alice, at } = await openSamplePull(hub);
    await alice.push('alice/app', 'feature', { files: { x: 'x' }, message: 'Second' });
    const { data } = await (await hub.installationApi('alice/app')).pulls.listCommits(at);
    assert.deepEqual(
      data.map(({ commit, author }) => [commit.message, author && 'login' in author ? author.login : author]),
      [
        ['Change', 'alice'],
        ['Second', 'alice'],
      ],
    );
  });

  test('is not opened twice for one branch, nor without commits', async (t) => {
    const hub = await startHub(t);
    const { alice } = await openSamplePull(hub);
    const api = hub.api(alice.token());
    const wanted = { owner: 'alice', repo: 'app', title: 'Again', base: 'main' };
    const fault = { resource: 'PullRequest', code: 'custom', field: 'head' };
    await assert.rejects(
      api.pulls.create({ ...wanted, head: 'feature' }),
      refusedWith(422, 'Validation Failed', [
        { ...fault, message: 'A pull request already exists for alice:feature.' },
      ]),
    );
    await alice.push('alice/app', 'idle', {
      sha: hub.github.state.pull({ repository: 'alice/app', number: 1 }).base.sha,
    });
    await assert.rejects(
      api.pulls.create({ ...wanted, head: 'idle' }),
      refusedWith(422, 'Validation Failed', [{ ...fault, message: 'No commits between main and idle' }]),
    );
    await assert.rejects(
      api.pulls.create({ ...wanted, head: 'nowhere' }),
      refusedWith(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'invalid', field: 'head' }]),
    );
  });

  test('is opened as a draft by the App, changed, closed and reopened', async (t) => {
    const hub = await startHub(t);
    const { alice } = await openSamplePull(hub);
    await alice.push('alice/app', 'more', { files: { x: 'x' } });
    const api = await hub.installationApi('alice/app');
    const at = { owner: 'alice', repo: 'app' };
    const wanted = { ...at, title: 'More', head: 'more', base: 'main', draft: true };
    const { data: opened } = await api.pulls.create(wanted);
    assert.deepEqual([opened.number, opened.draft, opened.user.login], [2, true, 'patchwright[bot]']);
    await api.pulls.update({ ...at, pull_number: 2, title: 'Even more', state: 'closed' });
    const { data } = await api.pulls.update({ ...at, pull_number: 2, state: 'open' });
    assert.deepEqual([data.title, data.state], ['Even more', 'open']);
  });

  test('from a fork that was deleted has no head repository', async (t) => {
    const hub = await startHub(t);
    const { alice } = await openSamplePull(hub);
    const bob = hub.github.as('bob');
    await bob.fork('alice/app');
    await bob.push('bob/app', 'fix', { files: { 'count.txt': lines({ 7: 'seven!' }) } });
    const pull = await bob.openPull('alice/app', { head: 'bob:fix' });
    const api = await hub.installationApi('alice/app');
    const at = { owner: 'alice', repo: 'app', pull_number: pull.number };
    assert.equal((await api.pulls.get(at)).data.head.repo.full_name, 'bob/app');
    await bob.deleteRepository('bob/app');
    const { data } = await api.pulls.get(at);
    assert.deepEqual([data.head.repo, data.head.label, data.changed_files], [null, 'bob:fix', 1]);
    assert.equal(alice.login, 'alice');
  });

  test('merged, moves its base branch and closes the issues it names', async (t) => {
    const hub = await startHub(t);
    const { alice, pull, at } = await openSamplePull(hub);
    const issue = await alice.openIssue('alice/app', { title: 'Five is too quiet' });
    await alice.edit(pull, { body: `Fixes #${issue.number}` });
    const sha = await alice.merge(pull);
    const { data } = await (await hub.installationApi('alice/app')).pulls.get(at);
    assert.deepEqual([data.merged, data.merge_commit_sha, data.state], [true, sha, 'closed']);
    assert.equal(hub.github.state.issue(issue).state, 'closed');
  });

  test('is closed when its branch is deleted', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    await alice.deleteBranch('alice/app', 'feature');
    assert.equal(hub.github.state.pull(pull).state, 'closed');
  });

  test('asks collaborators for a review, not its author and not strangers', async (t) => {
    const hub = await startHub(t);
    const { alice, at, pull } = await openSamplePull(hub);
    alice.setPermission('alice/app', 'bob', 'write');
    const api = await hub.installationApi('alice/app');
    const { data } = await api.pulls.requestReviewers({ ...at, reviewers: ['bob'] });
    assert.deepEqual(
      data.requested_reviewers?.map((one) => one?.login),
      ['bob'],
    );
    await hub.github.as('bob').review(pull, { event: 'APPROVE' });
    assert.deepEqual((await api.pulls.listRequestedReviewers(at)).data.users, []);
    await assert.rejects(
      api.pulls.requestReviewers({ ...at, reviewers: ['alice'] }),
      refusedWith(422, 'Review cannot be requested from pull request author.'),
    );
  });
});

suite('lists', () => {
  test('come in pages of 30, at most 100, with links', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    for (let n = 1; n <= 65; n += 1) alice.comment(pull, `Comment ${n}`);
    const api = await hub.installationApi('alice/app');
    const at = { owner: 'alice', repo: 'app', issue_number: pull.number };
    const second = await api.issues.listComments({ ...at, page: 2 });
    assert.deepEqual([second.data.length, second.data[0]?.body], [30, 'Comment 31']);
    const url = `${hub.github.apiUrl}/repos/alice/app/issues/1/comments`;
    assert.equal(
      second.headers.link,
      `<${url}?page=1>; rel="prev", <${url}?page=3>; rel="next", <${url}?page=3>; rel="last", <${url}?page=1>; rel="first"`,
    );
    const all = await api.paginate(api.issues.listComments, at);
    assert.equal(all.length, 65);
    const large = await api.issues.listComments({ ...at, per_page: 100 });
    assert.equal(large.headers.link, undefined);
  });

  test('of pull requests are filtered by state, head and base', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    await alice.push('alice/app', 'second', { files: { x: 'x' } });
    await alice.openPull('alice/app', { head: 'second' });
    await alice.close(pull);
    const api = await hub.installationApi('alice/app');
    const at = { owner: 'alice', repo: 'app' };
    async function numbers(filter: { state?: 'all' | 'closed'; head?: string; base?: string }) {
      const { data } = await api.pulls.list({ ...at, ...filter });
      return data.map((one) => one.number);
    }
    assert.deepEqual(await numbers({}), [2]);
    assert.deepEqual(await numbers({ state: 'all' }), [2, 1]);
    assert.deepEqual(await numbers({ state: 'closed' }), [1]);
    assert.deepEqual(await numbers({ state: 'all', head: 'alice:feature' }), [1]);
    assert.deepEqual(await numbers({ base: 'other' }), []);
  });
});

suite('a repository', () => {
  test('that was renamed redirects reads and is found by its id', async (t) => {
    const hub = await startHub(t);
    const { alice, at } = await openSamplePull(hub);
    const { id } = hub.github.state.repository('alice/app');
    alice.renameRepository('alice/app', 'tally');
    const api = await hub.installationApi('alice/tally');
    assert.equal((await api.pulls.get(at)).data.base.repo.full_name, 'alice/tally');
    const { data } = await api.request('GET /repositories/{id}', { id });
    assert.equal(data.full_name, 'alice/tally');
    const answer = await fetch(`${hub.github.apiUrl}/repos/alice/app/pulls/1`, { redirect: 'manual' });
    assert.deepEqual(
      [answer.status, answer.headers.get('location')],
      [301, `${hub.github.apiUrl}/repositories/${id}/pulls/1`],
    );
  });
});
