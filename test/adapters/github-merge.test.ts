import assert from 'node:assert/strict';
import { join } from 'node:path';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { suite, test } from 'node:test';
import { makeRepository, type Repository, scratch } from './git-repository.ts';
import { type ForgeWorld, readingOf, startForgeWorld } from './github-world.ts';

const binary = Uint8Array.of(0, 1, 2, 3);
const otherBinary = Uint8Array.of(0, 3, 2, 1);

/** Ten lines, so that changes at both ends do not meet. */
function many(ending: string): string {
  return 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n' + ending;
}

suite('a merge', () => {
  test('of what is contained already is nothing', async () => {
    await using at = await parted({ 'a.txt': 'one\n' });
    const base = at.local.git('rev-parse', 'main');
    const topic = at.commit('topic', { 'b.txt': 'two\n' });
    const forge = await at.imported();

    assert.deepEqual(await forge.merge(topic, base, at.signal), { is: 'contained' });
    const ahead = await forge.merge(base, topic, at.signal);
    assert.deepEqual(ahead, {
      is: 'clean',
      changes: [{ path: 'b.txt', before: null, after: 'two\n', mode: 'plain' }],
      taken: [],
    });
  });

  test('that is clean tells the changes to the commit that is merged into', async () => {
    await using at = await parted({ 'a.txt': many('end\n'), 'old.txt': 'old\n', 'run.sh': 'exit\n' });
    const into = at.commit('topic', { 'a.txt': `start\n${many('end\n')}` });
    at.edit('main', () => {
      at.local.write({ 'a.txt': many('the end\n'), 'b.txt': 'b\r\n' });
      rmSync(join(at.local.path, 'old.txt'));
      chmodSync(join(at.local.path, 'run.sh'), 0o755);
    });
    const from = at.local.commit('Go on');
    const forge = await at.imported();

    assert.deepEqual(await forge.merge(into, from, at.signal), {
      is: 'clean',
      changes: [
        {
          path: 'a.txt',
          before: `start\n${many('end\n')}`,
          after: `start\n${many('the end\n')}`,
          mode: 'plain',
        },
        { path: 'old.txt', before: 'old\n', after: null, mode: 'plain' },
        { path: 'run.sh', before: 'exit\n', after: 'exit\n', mode: 'executable' },
        { path: 'b.txt', before: null, after: 'b\r\n', mode: 'plain' },
      ],
      taken: [],
    });
  });

  test('takes over what is no text, as the other side has it', async () => {
    await using at = await parted({ 'a.txt': 'one\n', 'old.bin': binary, 'logo.bin': binary });
    const into = at.commit('topic', { 'a.txt': 'two\n' });
    at.edit('main', () => {
      at.local.write({ 'logo.bin': otherBinary });
      rmSync(join(at.local.path, 'old.bin'));
      symlinkSync('a.txt', join(at.local.path, 'link'));
    });
    const from = at.local.commit('Go on');
    const forge = await at.imported();

    const [logo, link] = ['logo.bin', 'link'].map((path) => at.local.git('rev-parse', `${from}:${path}`));
    assert.deepEqual(await forge.merge(into, from, at.signal), {
      is: 'clean',
      changes: [],
      taken: [
        { path: 'logo.bin', entry: { mode: '100644', id: logo } },
        { path: 'old.bin', entry: null },
        { path: 'link', entry: { mode: '120000', id: link } },
      ],
    });
  });

  test('with texts in conflict has markers that name the two commits', async () => {
    await using at = await parted({ 'a.txt': 'one\n', 'b.txt': 'b\n' });
    const into = at.commit('topic', { 'a.txt': 'ours\n', 'new.txt': 'ours\n' });
    const from = at.commit('main', { 'a.txt': 'theirs\n', 'new.txt': 'theirs\n', 'b.txt': 'c\n' });
    const forge = await at.imported();

    const marked = `<<<<<<< ${into}\nours\n=======\ntheirs\n>>>>>>> ${from}\n`;
    assert.deepEqual(await forge.merge(into, from, at.signal), {
      is: 'conflicts',
      changes: [
        { path: 'a.txt', before: 'ours\n', after: marked, mode: 'plain' },
        { path: 'b.txt', before: 'b\n', after: 'c\n', mode: 'plain' },
        { path: 'new.txt', before: 'ours\n', after: marked, mode: 'plain' },
      ],
      taken: [],
      paths: ['a.txt', 'new.txt'],
      beyond: [],
    });
  });

  test('leaves conflicts that are no text to people: binary files, deletions, kinds of files', async () => {
    await using at = await parted({ 'a.bin': binary, 'gone.txt': many(''), 'kind.txt': 'kind\n' });
    at.edit('topic', () => {
      at.local.write({ 'a.bin': otherBinary, 'kind.txt': 'ours\n' });
      rmSync(join(at.local.path, 'gone.txt'));
    });
    const into = at.local.commit('Ours');
    at.edit('main', () => {
      at.local.write({ 'a.bin': Uint8Array.of(0, 9), 'gone.txt': many('more\n') });
      rmSync(join(at.local.path, 'kind.txt'));
      symlinkSync('a.bin', join(at.local.path, 'kind.txt'));
    });
    const from = at.local.commit('Theirs');
    const forge = await at.imported();

    const outcome = await forge.merge(into, from, at.signal);
    assert.equal(outcome.is, 'conflicts');
    assert.deepEqual(outcome.is === 'conflicts' && [outcome.changes, outcome.paths], [[], []]);
    const beyond = outcome.is === 'conflicts' ? outcome.beyond : [];
    for (const path of ['a.bin', 'gone.txt']) assert.ok(beyond.includes(path), beyond.join());
    assert.ok(
      beyond.some((path) => path.startsWith('kind.txt')),
      beyond.join(),
    );
  });

  test('is decided by the texts alone, whatever attributes and drivers the repository names', async () => {
    await using at = await parted({ 'a.txt': 'one\n', '.gitattributes': 'a.txt merge=union\n' });
    const into = at.commit('topic', { 'a.txt': 'ours\n' });
    const from = at.commit('main', { 'a.txt': 'theirs\n', '.gitattributes': 'a.txt merge=evil\n' });
    const forge = await at.imported();

    const outcome = await forge.merge(into, from, at.signal);
    assert.deepEqual(outcome.is === 'conflicts' && outcome.paths, ['a.txt']);
  });

  test('of commits that have nothing in common is not possible', async () => {
    await using at = await parted({ 'a.txt': 'one\n' });
    const into = at.local.git('rev-parse', 'main');
    at.local.git('checkout', '--quiet', '--orphan', 'alone');
    const from = at.local.commit('Alone', { 'b.txt': 'b\n' });
    const forge = await at.imported({ alone: 'alone' });

    await assert.rejects(forge.merge(into, from, at.signal), { message: 'user: gone' });
  });

  test('that is committed has both parents, and the tree that git would have made', async () => {
    await using at = await parted({ 'a.txt': many('end\n'), 'logo.bin': binary, 'old.bin': binary });
    const into = at.commit('topic', { 'a.txt': `start\n${many('end\n')}`, 'mine.txt': 'mine\n' });
    at.edit('main', () => {
      at.local.write({ 'a.txt': many('the end\n'), 'logo.bin': otherBinary, 'deep/er.txt': 'deep\n' });
      rmSync(join(at.local.path, 'old.bin'));
    });
    const from = at.local.commit('Go on');
    const forge = await at.imported();
    const merged = await forge.merge(into, from, at.signal);
    assert.ok(merged.is === 'clean');

    const merges = { sha: from, taken: merged.taken };
    const order = { branch: 'topic', expectedHead: into, merges, message: 'Merge', changes: merged.changes };
    const sent = await at.world.writer('ada/lib').commit(order);

    assert.deepEqual(sent, { is: 'sent', id: 0 });
    at.local.git('checkout', '--quiet', 'topic');
    at.local.git('merge', '--quiet', '--no-edit', 'main');
    const [head] = (await forge.branch('topic')) ?? [];
    const { tree, parents } = await commitAt(at.world, head?.sha ?? '');
    assert.deepEqual([tree, parents], [at.local.git('rev-parse', 'HEAD^{tree}'), [into, from]]);
  });
});

/** A local repository with a first commit, which is brought to the local GitHub as `ada/lib` when it is done. */
async function parted(files: Parameters<Repository['commit']>[1]) {
  const folder = scratch();
  const local = makeRepository(join(folder.path, 'local'));
  local.commit('Begin', files);
  local.git('branch', 'topic');
  const world = await startForgeWorld({ timeoutMs: 20_000 });
  function edit(branch: string, change: () => void): void {
    local.git('checkout', '--quiet', branch);
    change();
  }
  return {
    world,
    local,
    signal: new AbortController().signal,
    edit,
    /** Commits the files on a branch. */
    commit: (branch: string, changed: Parameters<Repository['commit']>[1]) => {
      edit(branch, () => {});
      return local.commit('Change', changed);
    },
    imported: async (refs: Readonly<Record<string, string>> = {}) => {
      const ada = world.github.as('ada');
      const branches = { main: 'main', topic: 'topic', ...refs };
      await ada.importRepository('ada/lib', local.path, { refs: branches });
      return world.forge('ada/lib');
    },
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

async function commitAt(world: ForgeWorld, ref: string) {
  const { data } = await readingOf(world).client.rest.repos.getCommit({ owner: 'ada', repo: 'lib', ref });
  return { tree: data.commit.tree.sha, parents: data.parents.map(({ sha }) => sha) };
}
