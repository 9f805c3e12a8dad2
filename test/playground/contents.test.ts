import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSamplePull, refusedWith, startHub, textOf, type Hub } from './start-hub.ts';

async function open(hub: Hub) {
  const { alice, pull } = await openSamplePull(hub);
  const api = await hub.installationApi('alice/app');
  return { alice, pull, api, repository: { owner: 'alice', repo: 'app' } };
}

suite('contents', () => {
  test('are read from the default branch, or from any other revision', async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    await alice.push('alice/app', 'feature', { files: { 'deep/er.txt': 'here\n' } });
    const { data } = await api.repos.getContent({ ...repository, path: 'README.md' });
    assert.ok(!Array.isArray(data) && data.type === 'file');
    assert.equal(Buffer.from(data.content, 'base64').toString('utf8'), 'Counting\n');
    const at = { ...repository, path: 'deep/er.txt', ref: 'feature' };
    const raw = await api.repos.getContent({ ...at, mediaType: { format: 'raw' } });
    assert.equal(textOf(raw.data), 'here\n');
    await assert.rejects(api.repos.getContent({ ...at, ref: 'main' }), refusedWith(404, 'Not Found'));
    await assert.rejects(
      api.repos.getContent({ ...at, ref: 'nowhere' }),
      refusedWith(404, 'No commit found for the ref nowhere'),
    );
  });

  test('of a directory are listed', async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    await alice.push('alice/app', 'main', { files: { 'deep/er.txt': 'here\n' } });
    const { data } = await api.repos.getContent({ ...repository, path: '' });
    assert.ok(Array.isArray(data));
    assert.deepEqual(
      data.map((entry) => [entry.path, entry.type]),
      [
        ['README.md', 'file'],
        ['count.txt', 'file'],
        ['deep', 'dir'],
      ],
    );
  });

  test('of a link are those of the file it leads to', async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    const files = {
      'docs/link': { content: '../README.md', mode: '120000' },
      out: { content: '/etc/passwd', mode: '120000' },
    };
    await alice.push('alice/app', 'main', { files });
    const inside = await api.repos.getContent({ ...repository, path: 'docs/link' });
    assert.ok(!Array.isArray(inside.data) && inside.data.type === 'file');
    assert.equal(Buffer.from(inside.data.content, 'base64').toString('utf8'), 'Counting\n');
    const outside = await api.repos.getContent({ ...repository, path: 'out' });
    assert.ok(!Array.isArray(outside.data) && outside.data.type === 'symlink');
    assert.equal(outside.data.target, '/etc/passwd');
  });

  test('above a megabyte come only raw', async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    const large = 'x'.repeat(1024 * 1024 + 1);
    await alice.push('alice/app', 'main', { files: { 'large.txt': large } });
    const at = { ...repository, path: 'large.txt' };
    const { data } = await api.repos.getContent(at);
    assert.ok(!Array.isArray(data) && data.type === 'file');
    assert.deepEqual([data.encoding, data.content, data.size], ['none', '', large.length]);
    const raw = await api.repos.getContent({ ...at, mediaType: { format: 'raw' } });
    assert.equal(textOf(raw.data), large);
  });
});

suite('commits', () => {
  test('are listed and shown with their files', async (t) => {
    const hub = await startHub(t);
    const { api, repository, pull } = await open(hub);
    const { data: list } = await api.repos.listCommits({ ...repository, sha: 'feature', path: 'count.txt' });
    assert.deepEqual(
      list.map((one) => one.commit.message),
      ['Change', 'Begin'],
    );
    const { data } = await api.repos.getCommit({ ...repository, ref: 'feature' });
    assert.deepEqual(
      [data.sha, data.stats, data.files?.map((file) => file.filename)],
      [pull.headSha, { total: 2, additions: 1, deletions: 1 }, ['count.txt']],
    );
    await assert.rejects(
      api.repos.getCommit({ ...repository, ref: 'nowhere' }),
      refusedWith(422, 'No commit found for SHA: nowhere'),
    );
  });

  test('have a status, which is pending where nobody sets one', async (t) => {
    const hub = await startHub(t);
    const { api, repository, pull } = await open(hub);
    const { data } = await api.repos.getCombinedStatusForRef({ ...repository, ref: 'feature' });
    assert.deepEqual([data.sha, data.state, data.total_count], [pull.headSha, 'pending', 0]);
  });

  test('are compared from where they parted', async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    await alice.push('alice/app', 'main', { files: { 'news.txt': 'news\n' } });
    const { data } = await api.repos.compareCommitsWithBasehead({
      ...repository,
      basehead: 'main...feature',
    });
    assert.deepEqual(
      [
        data.status,
        data.ahead_by,
        data.behind_by,
        data.total_commits,
        data.files?.map((file) => file.filename),
      ],
      ['diverged', 1, 1, 1, ['count.txt']],
    );
    const diff = await api.repos.compareCommitsWithBasehead({
      ...repository,
      basehead: 'main...feature',
      mediaType: { format: 'diff' },
    });
    assert.match(textOf(diff.data), /^diff --git a\/count\.txt/);
    await assert.rejects(
      api.repos.compareCommitsWithBasehead({ ...repository, basehead: 'main...nowhere' }),
      refusedWith(404, 'Not Found'),
    );
  });

  test('of a fork are compared by its owner', async (t) => {
    const hub = await startHub(t);
    const { api, repository } = await open(hub);
    const bob = hub.github.as('bob');
    await bob.fork('alice/app');
    await bob.push('bob/app', 'fix', { files: { 'fix.txt': 'fixed\n' } });
    const { data } = await api.repos.compareCommitsWithBasehead({
      ...repository,
      basehead: 'main...bob:fix',
    });
    assert.deepEqual([data.status, data.files?.map((file) => file.filename)], ['ahead', ['fix.txt']]);
  });
});

suite('git data', () => {
  test('becomes a branch with a commit: blob, tree, commit, reference', async (t) => {
    const hub = await startHub(t);
    const { api, repository } = await open(hub);
    const { data: main } = await api.git.getRef({ ...repository, ref: 'heads/main' });
    const { data: blob } = await api.git.createBlob({
      ...repository,
      content: 'Zm91bmQK',
      encoding: 'base64',
    });
    const { data: base } = await api.git.getCommit({ ...repository, commit_sha: main.object.sha });
    const { data: tree } = await api.git.createTree({
      ...repository,
      base_tree: base.tree.sha,
      tree: [
        { path: 'src/new.txt', mode: '100755', type: 'blob', sha: blob.sha },
        { path: 'inline.txt', mode: '100644', content: 'inline\n' },
        { path: 'README.md', mode: '100644', sha: null },
      ],
    });
    const { data: commit } = await api.git.createCommit({
      ...repository,
      message: 'By hand',
      tree: tree.sha,
      parents: [main.object.sha],
    });
    const ref = { ...repository, ref: 'refs/heads/by-hand', sha: commit.sha };
    assert.equal((await api.git.createRef(ref)).status, 201);
    await assert.rejects(api.git.createRef(ref), refusedWith(422, 'Reference already exists'));
    const { data } = await api.git.getTree({ ...repository, tree_sha: 'by-hand', recursive: '1' });
    assert.deepEqual(
      data.tree.map((entry) => `${entry.mode} ${entry.path}`),
      ['100644 count.txt', '100644 inline.txt', '040000 src', '100755 src/new.txt'],
    );
    const { data: read } = await api.git.getBlob({ ...repository, file_sha: blob.sha });
    assert.equal(Buffer.from(read.content, 'base64').toString('utf8'), 'found\n');
  });

  test('moves a branch only forward, unless forced', async (t) => {
    const hub = await startHub(t);
    const { api, repository, pull } = await open(hub);
    const { base, head } = hub.github.state.pull(pull);
    const at = { ...repository, ref: 'heads/feature' };
    await assert.rejects(
      api.git.updateRef({ ...at, sha: base.sha }),
      refusedWith(422, 'Update is not a fast forward'),
    );
    assert.equal((await api.git.updateRef({ ...at, sha: base.sha, force: true })).data.object.sha, base.sha);
    assert.equal((await api.git.updateRef({ ...at, sha: head.sha })).data.object.sha, head.sha);
    await assert.rejects(
      api.git.updateRef({ ...at, ref: 'heads/nowhere', sha: head.sha }),
      refusedWith(422, 'Reference does not exist'),
    );
    const refs = await api.git.listMatchingRefs({ ...repository, ref: 'heads/fea' });
    assert.deepEqual(
      refs.data.map((one) => one.ref),
      ['refs/heads/feature'],
    );
    await api.git.deleteRef(at);
    await assert.rejects(api.git.getRef(at), refusedWith(404, 'Not Found'));
  });

  test("of a workflow is not the App's to change", async (t) => {
    const hub = await startHub(t);
    const { alice, api, repository } = await open(hub);
    const sha = await alice.push('alice/app', 'ci', { files: { '.github/workflows/ci.yml': 'on: push\n' } });
    await assert.rejects(
      api.git.createRef({ ...repository, ref: 'refs/heads/mine', sha }),
      refusedWith(403, 'Resource not accessible by integration'),
    );
  });
});
