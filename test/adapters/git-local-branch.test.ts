import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { makeBranch } from '../../src/adapters/git/local-branch.ts';
import { resolveLocal } from '../../src/adapters/git/range.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import { makeRepository, type Repository, scratch } from './git-repository.ts';

const git = openGit({ environment: process.env });

function shop(folder: string): Repository {
  const repository = makeRepository(join(folder, 'shop'));
  repository.commit('Open', { 'a.txt': 'one\n', 'b.txt': 'two\n', 'run.sh': '#!/bin/sh\n' });
  repository.git('update-index', '--chmod=+x', 'run.sh');
  repository.commit('Make it run');
  return repository;
}

const order = {
  name: 'patchwright/more',
  title: 'Do more',
  body: 'Since it was asked for.',
  now: Date.UTC(2026, 0, 2, 3, 4, 5),
  changes: [
    { path: 'a.txt', before: 'one\n', after: 'ünö\n', mode: 'plain' },
    { path: 'b.txt', before: 'two\n', after: null, mode: 'plain' },
    { path: 'run.sh', before: '#!/bin/sh\n', after: '#!/bin/sh\ntrue\n', mode: 'executable' },
    { path: 'new "folder"/a b.txt', before: null, after: 'no line break', mode: 'plain' },
  ],
} as const;

suite('a branch with one commit', () => {
  test('holds what was changed, with modes, by our name, and leaves everything else as it was', async () => {
    using folder = scratch();
    const repository = shop(folder.path);
    const parent = await resolveLocal(git, repository.path, 'main');
    assert.equal(await makeBranch(parent, order), 'patchwright/more');
    assert.equal(
      repository.git('log', '-1', '--format=%P|%an <%ae>|%cI|%B', 'patchwright/more'),
      `${parent.sha}|Patchwright <patchwright@users.noreply.github.com>|2026-01-02T03:04:05+00:00|Do more\n\nSince it was asked for.`,
    );
    assert.deepEqual(
      repository
        .git(
          '-c',
          'core.quotePath=false',
          'ls-tree',
          '-r',
          '--format=%(objectmode) %(path)',
          'patchwright/more',
        )
        .split('\n'),
      ['100644 a.txt', '100644 "new \\"folder\\"/a b.txt"', '100755 run.sh'],
    );
    assert.equal(repository.git('show', 'patchwright/more:a.txt'), 'ünö');
    assert.equal(repository.git('show', 'patchwright/more:new "folder"/a b.txt'), 'no line break');
    assert.deepEqual(
      [repository.git('status', '--porcelain'), repository.git('branch', '--show-current')],
      ['', 'main'],
    );
  });

  test('takes another name where there is one of it, and runs no hook', async () => {
    using folder = scratch();
    const repository = shop(folder.path);
    const parent = await resolveLocal(git, repository.path, 'HEAD');
    const hook = join(repository.path, '.git/hooks/reference-transaction');
    writeFileSync(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    assert.throws(() => repository.git('branch', 'other'), /reference-transaction|hook/);
    assert.equal(await makeBranch(parent, order), 'patchwright/more');
    assert.equal(await makeBranch(parent, order), 'patchwright/more-2');
  });
});
