import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { World } from '../world.ts';
import { good, shopWorld, worked } from './implement-world.ts';
import { page, pageTurns } from './page.ts';

/** What a status comment says below its title, without what was spent and how long it took. */
function reason(status: string | undefined): string {
  return status?.split('\n\n').slice(0, 2).join(' ') ?? '';
}

async function branches({ github }: World): Promise<readonly string[]> {
  return [...(await github.state.branches('octo/shop')).keys()];
}

suite('an issue is not worked on', () => {
  test('while it is closed, locked, or somebody else is at it, and the model is not asked', async (t) => {
    const { world, ada, bob, issue, said } = await shopWorld(t);
    await ada.close(issue);
    ada.comment(issue, '/implement');
    await world.quiet();
    await ada.reopen(issue);
    ada.lock(issue);
    ada.comment(issue, '/implement');
    await world.quiet();
    ada.lock(issue, false);
    await ada.assign(issue, 'bob');
    ada.comment(issue, '/implement');
    await world.quiet();
    assert.deepEqual(said().map(reason), [
      '**`/implement`: not done** This issue is closed. Reopen it, then ask again.',
      '**`/implement`: not done** This issue is locked, so a question about it could not be answered. Unlock it, then ask again.',
      '**`/implement`: not done** This issue is assigned to `bob`, who may be working on it. Have it assigned to you, or to nobody, then ask again.',
    ]);
    assert.deepEqual([world.drafts('octo/shop'), worked(world)], [[], []]);
    await ada.push('octo/shop', 'mine', { files: { 'src/shop.js': '// soon\n' } });
    const pull = await bob.openPull('octo/shop', {
      head: 'mine',
      title: 'Mine',
      body: `Fixes #${issue.number}`,
    });
    bob.comment(issue, '/implement');
    await world.quiet();
    assert.equal(
      reason(said().at(-1)),
      `**\`/implement\`: not done** Pull request #${pull.number} says that it closes this issue. If another one is wanted, close that or have it say otherwise, then ask again.`,
    );
  });

  test('where it says nothing, or there is nothing to begin at', async (t) => {
    const { world, ada, zoe } = await shopWorld(t, { config: '{base: release}' });
    const issue = await zoe.openIssue('octo/shop', { title: 'Bug' });
    ada.comment(issue, '/implement');
    await world.quiet();
    assert.match(
      world.comments(issue)[1]?.body ?? '',
      /There is no branch `release` with a commit to begin at\./,
    );
    await ada.push('octo/shop', 'release', { files: { 'a.md': '1\n' } });
    ada.comment(issue, '/implement');
    await world.quiet();
    assert.match(world.comments(issue).at(-1)?.body ?? '', /^\*\*`\/implement`: not done\*\*\n\n/);
    assert.deepEqual([world.drafts('octo/shop'), worked(world)], [[], []]);
  });

  test('where there is no commit yet', async (t) => {
    const { world, ada } = await shopWorld(t);
    await ada.createRepository('octo/empty');
    const empty = await ada.openIssue('octo/empty', page.issue);
    ada.comment(empty, '/implement');
    await world.quiet();
    assert.equal(
      reason(world.comments(empty)[1]?.body),
      '**`/implement`: not done** There is no branch `main` with a commit to begin at. Push one, or name another as `implement.base` of `.github/patchwright.yml`, then ask again.',
    );
  });

  test('where there are more files than the operator allows', async (t) => {
    const files = { ...page.files, 'a.md': 'a\n', 'b.md': 'b\n' };
    const settings = { TREE_MAX_FILES: '2' };
    const { world, ada, issue, said } = await shopWorld(t, { project: { ...page, files }, settings });
    ada.comment(issue, '/implement');
    await world.quiet();
    assert.deepEqual(said().map(reason), [
      '**`/implement`: not done** The number of files and folders at this commit is more than one request may take (2, set by TREE_MAX_FILES). Split it, or have the operator of this app raise the limit.',
    ]);
    assert.deepEqual([await branches(world), worked(world)], [['main'], []]);
  });

  test('that the model declines, and the reason is told', async (t) => {
    const parts = ['Take ten per cent off', 'Paint the shop'];
    const declines = [['decline', { reason: 'unrelated-things', parts }]] as const;
    const { world, ada, issue, said } = await shopWorld(t, { turns: [good.look, declines] });
    ada.comment(issue, '/implement');
    await world.quiet();
    assert.match(said()[0] ?? '', /: not done\*\*\n\n[^]*Take ten per cent off[^]*Paint the shop/);
    assert.deepEqual(world.drafts('octo/shop'), []);
  });
});

suite('a finished change is not proposed', () => {
  test('where another pull request has come to close the issue meanwhile', async (t) => {
    const { world, ada, bob, issue, said } = await shopWorld(t, { project: page, turns: pageTurns });
    await ada.label(issue, 'patchwright');
    await world.model.next();
    await bob.push('octo/shop', 'mine', { files: { 'src/shop.js': '// soon\n' } });
    const pull = await bob.openPull('octo/shop', {
      head: 'mine',
      title: 'Mine',
      body: `Fixes #${issue.number}`,
    });
    await world.quiet();
    assert.match(
      said()[0] ?? '',
      new RegExp(`: not done\\*\\*\n\nPull request #${pull.number} says that it`),
    );
    assert.deepEqual(world.drafts('octo/shop'), []);
  });

  test('where the repository has been archived meanwhile, and nothing of it is left', async (t) => {
    const { world, ada, issue } = await shopWorld(t, { project: page, turns: pageTurns });
    await ada.label(issue, 'patchwright');
    await world.model.next();
    ada.setArchived('octo/shop', true);
    await world.quiet();
    assert.deepEqual([world.drafts('octo/shop'), await branches(world)], [[], ['main']]);
    ada.setArchived('octo/shop', false);
    ada.comment(issue, '/implement');
    await world.quiet();
    assert.equal(world.drafts('octo/shop').length, 1);
  });

  test('where the rules of the repository refuse it, and nothing of it is left', async (t) => {
    const { world, ada, issue, said } = await shopWorld(t, { project: page, turns: pageTurns });
    ada.ruleBranches('octo/shop', {
      kind: 'ruleset',
      branches: 'patchwright/*',
      rules: [{ type: 'pull_request' }],
    });
    await ada.label(issue, 'patchwright');
    await world.quiet();
    assert.deepEqual(said().map(reason), [
      '**`/implement`: could not be finished** The branch is protected, and its rules refuse a push by this app. Let this app bypass them, then ask again.',
    ]);
    assert.deepEqual([world.drafts('octo/shop'), await branches(world)], [[], ['main']]);
  });
});
