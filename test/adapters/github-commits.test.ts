import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Change } from '../../src/core/change.ts';
import { trailer } from '../../src/core/marker.ts';
import type { CommitOrder } from '../../src/ports/forge.ts';
import { type ForgeWorld, readingOf, startForgeWorld } from './github-world.ts';

const plain: Change = { path: 'a.txt', before: 'one\n', after: 'ünö\r\n', mode: 'plain' };
const added: Change = { path: 'deep/er/b.txt', before: null, after: '', mode: 'plain' };
const removed: Change = { path: 'old.txt', before: 'old\n', after: null, mode: 'plain' };
const script: Change = { path: 'run.sh', before: null, after: 'exit\n', mode: 'executable' };
const large: Change = { path: 'large.txt', before: null, after: 'ä'.repeat(100_001), mode: 'plain' };

const atOnce = 'POST /graphql';
const inParts = [
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
  'POST /repos/{owner}/{repo}/git/trees',
  'POST /repos/{owner}/{repo}/git/commits',
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
];

suite('a commit', () => {
  test('of plain files is made at once, and found again by its trailer', async () => {
    await using world = await startForgeWorld();
    const { order, writer, forge } = await opened(world);
    const message = `Count right\n\nTwo is 2.\n\n${trailer('r1.1.0', 'marks')}`;

    const sent = await writer.commit({ ...order, message, changes: [plain, added, removed] });

    assert.deepEqual(writes(world), [atOnce]);
    assert.deepEqual(sent, { is: 'sent', id: 0 });
    const [newest, parent] = (await forge.branch(order.branch)) ?? [];
    assert.deepEqual(
      [newest?.key, parent],
      ['r1.1.0', { sha: order.expectedHead, key: null, isSignedOff: false }],
    );
    const files = ['a.txt', 'deep/er/b.txt', 'old.txt'].map((path) => forge.file(path, order.branch));
    assert.deepEqual(await Promise.all(files), ['ünö\r\n', '', undefined]);
    const { data } = await commitOf(world, newest?.sha ?? '');
    assert.deepEqual([data.commit.message, data.author?.login], [message, world.self.botLogin]);
  });

  test('with an executable file is made in parts, which end with the branch', async () => {
    await using world = await startForgeWorld();
    const { order, writer, forge } = await opened(world);
    const message = `Add a script\n\n${trailer('r1.1.0', 'marks')}`;

    await writer.commit({ ...order, message, changes: [plain, script, removed] });

    assert.deepEqual(writes(world), inParts);
    const [newest, parent] = (await forge.branch(order.branch)) ?? [];
    assert.deepEqual([newest?.key, parent?.sha], ['r1.1.0', order.expectedHead]);
    const tree = await modesIn(world, newest?.sha ?? '');
    assert.deepEqual(tree, { 'a.txt': '100644', 'run.sh': '100755' });
    assert.equal(await forge.file('a.txt', order.branch), 'ünö\r\n');
  });

  test('has blobs for what would make its tree too large', async () => {
    await using world = await startForgeWorld();
    const { order, writer, forge } = await opened(world);

    await writer.commit({ ...order, message: 'Grow', changes: [script, large] });

    const [parent = '', ...rest] = inParts;
    assert.deepEqual(writes(world), [parent, 'POST /repos/{owner}/{repo}/git/blobs', ...rest]);
    assert.equal(await forge.file('large.txt', order.branch), large.after);
  });

  test('of more than GitHub takes at once is made in parts', async () => {
    await using world = await startForgeWorld({ timeoutMs: 20_000 });
    const { order, writer, forge } = await opened(world);
    const after = 'x'.repeat(7_600_000);

    await writer.commit({ ...order, message: 'Grow', changes: [{ ...large, after }] });

    assert.equal(writes(world).length, 5);
    assert.equal((await forge.file('large.txt', order.branch))?.length, after.length);
  });

  for (const change of [plain, script]) {
    test(`on a head that has moved is refused, and nothing is changed: ${change.mode}`, async () => {
      await using world = await startForgeWorld();
      const { ada, order, writer, forge } = await opened(world);
      const newer = await ada.push('ada/lib', order.branch, { files: { 'c.txt': 'c\n' } });

      const sent = await writer.commit({ ...order, message: 'Late', changes: [change] });

      assert.equal(sent.is === 'refused' && sent.status, change.mode === 'plain' ? 409 : 422);
      assert.equal((await forge.branch(order.branch))?.[0]?.sha, newer);
    });

    test(`that changes a workflow is refused by GitHub: ${change.mode}`, async () => {
      await using world = await startForgeWorld();
      const { order, writer, forge } = await opened(world);
      const path = '.github/workflows/ci.yml';

      const sent = await writer.commit({ ...order, message: 'x', changes: [{ ...change, path }] });

      assert.equal(sent.is === 'refused' && sent.status, 403);
      assert.equal((await forge.branch(order.branch))?.[0]?.sha, order.expectedHead);
    });
  }

  test('is in doubt where no answer comes, and stands on the branch all the same', async () => {
    for (const [template, change] of [
      ['/graphql', plain],
      ['/repos/{owner}/{repo}/git/refs/{ref}', script],
    ] as const) {
      await using world = await startForgeWorld();
      const { order, writer, forge } = await opened(world);
      world.github.faults.add({ match: { template }, act: { kind: 'commit-then', status: 502 } });
      const message = `x\n\n${trailer('r1.1.0', 'marks')}`;

      await assert.rejects(writer.commit({ ...order, message, changes: [change] }), {
        message: 'transient: delivery-in-doubt',
      });

      assert.equal((await forge.branch(order.branch))?.[0]?.key, 'r1.1.0');
    }
  });

  test('of somebody else does not count as ours, whatever its message says', async () => {
    await using world = await startForgeWorld();
    const { ada, order, forge } = await opened(world);
    const forged = trailer('r1.1.0', 'guessed');
    await ada.push('ada/lib', order.branch, { files: { 'c.txt': 'c\n' }, message: `x\n\n${forged}` });

    assert.deepEqual(
      (await forge.branch(order.branch))?.map(({ key }) => key),
      [null, null, null],
    );
  });
});

suite('a branch', () => {
  test('is not there, although a tag is called the same', async () => {
    await using world = await startForgeWorld();
    const { forge, order } = await opened(world);
    await tag(world, 'v1', order.expectedHead);

    assert.equal(await forge.branch('v1'), undefined);
  });

  test('shows its newest hundred commits', async () => {
    await using world = await startForgeWorld();
    const { ada, forge, order } = await opened(world);
    const pushed = [];
    for (let count = 0; count < 100; count += 1) {
      pushed.unshift(await ada.push('ada/lib', order.branch, { files: { 'c.txt': `${count}\n` } }));
    }

    assert.deepEqual(
      (await forge.branch(order.branch))?.map(({ sha }) => sha),
      pushed,
    );
  });
});

/** A branch with a slash in its name, and what a commit on it needs besides its message and changes. */
async function opened(world: ForgeWorld) {
  const ada = world.github.as('ada');
  await ada.createRepository('ada/lib', { files: { 'a.txt': 'one\n', 'old.txt': 'old\n' } });
  const expectedHead = await ada.push('ada/lib', 'fix/sum', { files: { 'a.txt': '1\n' } });
  const order: Pick<CommitOrder, 'branch' | 'expectedHead' | 'merges'> = {
    branch: 'fix/sum',
    expectedHead,
    merges: null,
  };
  const [writer, forge] = [world.writer('ada/lib'), world.forge('ada/lib')];
  await forge.repository();
  await world.tokens.get(world.installation('ada/lib'), world.ref('ada/lib').id, 'push');
  world.asked();
  return { ada, order, writer, forge };
}

/** What the commit asked of GitHub, but for what the repository is called. */
function writes(world: ForgeWorld): readonly string[] {
  return world.asked().filter((request) => request !== 'GET /repositories/{repository_id}');
}

function commitOf(world: ForgeWorld, ref: string) {
  return readingOf(world).client.rest.repos.getCommit({ owner: 'ada', repo: 'lib', ref });
}

async function modesIn(world: ForgeWorld, sha: string): Promise<Readonly<Record<string, string>>> {
  const { data } = await readingOf(world).client.rest.git.getTree({
    owner: 'ada',
    repo: 'lib',
    tree_sha: sha,
  });
  return Object.fromEntries(data.tree.map(({ path, mode }) => [path, mode]));
}

async function tag(world: ForgeWorld, name: string, sha: string): Promise<void> {
  const { status } = await fetch(`${world.github.apiUrl}/repos/ada/lib/git/refs`, {
    method: 'POST',
    headers: { authorization: `token ${world.github.as('ada').token()}` },
    body: JSON.stringify({ ref: `refs/tags/${name}`, sha }),
  });
  assert.equal(status, 201);
}
