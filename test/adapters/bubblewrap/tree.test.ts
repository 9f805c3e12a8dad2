import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { makeRemovable } from '../../../src/adapters/bubblewrap/changes.ts';
import { makeFolderIn, readIn, removeIn, writeIn } from '../../../src/adapters/bubblewrap/tree.ts';

let folder: string;
let tree: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchwright-tree-'));
  tree = join(folder, 'tree');
  await mkdir(join(tree, 'src'), { recursive: true });
  await writeFile(join(tree, 'src', 'a.js'), 'one\n');
  await mkdir(join(folder, 'outside'));
  await writeFile(join(folder, 'outside', 'secret'), 'not for you');
});
afterEach(() => rm(folder, { recursive: true }));

function refused(reason: string) {
  return { is: 'refused', reason };
}

suite('a file of a tree that hostile code has touched', () => {
  test('is read as bytes, with whether it may be run', async () => {
    assert.deepEqual(await readIn(tree, 'src/a.js', 100), {
      is: 'file',
      bytes: Buffer.from('one\n'),
      mode: 'plain',
    });
    await chmod(join(tree, 'src/a.js'), 0o755);
    const again = await readIn(tree, 'src/a.js', 100);
    assert.equal(again.is === 'file' && again.mode, 'executable');
  });

  test('is not read where it is none, none of ours, or too large', async () => {
    await symlink('../outside/secret', join(tree, 'link'));
    await symlink('../outside', join(tree, 'folder-link'));
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(tree, 'pipe')]);
    const reasons = {
      'src/missing.js': 'absent',
      'missing/a.js': 'absent',
      'src/a.js/b': 'absent',
      link: 'link',
      'folder-link/secret': 'link',
      src: 'not-a-file',
      pipe: 'not-a-file',
      '../outside/secret': 'outside',
      'src/../../outside/secret': 'outside',
      [join(folder, 'outside/secret')]: 'outside',
      '': 'outside',
      './src/a.js': 'outside',
      'src//a.js': 'outside',
      'a\0b': 'outside',
      ['x'.repeat(300)]: 'outside',
    };
    for (const [path, reason] of Object.entries(reasons))
      assert.deepEqual(await readIn(tree, path, 100), refused(reason), path);
    assert.deepEqual(await readIn(tree, 'src/a.js', 3), refused('too-large'));
  });

  test('is written with the folders above it, in the place of what had its name', async () => {
    await symlink('../../outside/secret', join(tree, 'src/link'));
    assert.deepEqual(await writeIn(tree, 'src/link', 'mine', 'plain'), { is: 'done' });
    assert.deepEqual(await writeIn(tree, 'new/deep/run', 'go', 'executable'), { is: 'done' });
    assert.equal(await readFile(join(folder, 'outside/secret'), 'utf8'), 'not for you');
    assert.equal(await readFile(join(tree, 'src/link'), 'utf8'), 'mine');
    assert.equal((await stat(join(tree, 'new/deep/run'))).mode & 0o777, 0o755);
    assert.deepEqual(await readdir(join(tree, 'src')), ['a.js', 'link']);
  });

  test('is not written over a link to a folder, over a folder, nor outside', async () => {
    await symlink('../outside', join(tree, 'folder-link'));
    assert.deepEqual(await writeIn(tree, 'folder-link/new', 'x', 'plain'), refused('link'));
    assert.deepEqual(await writeIn(tree, 'src', 'x', 'plain'), refused('not-a-file'));
    assert.deepEqual(await writeIn(tree, '../new', 'x', 'plain'), refused('outside'));
    assert.deepEqual(await makeFolderIn(tree, 'folder-link/new'), refused('link'));
    assert.deepEqual(await readdir(join(folder, 'outside')), ['secret']);
    assert.deepEqual(await readdir(tree), ['folder-link', 'src']);
  });

  test('is removed, and a link without what it leads to', async () => {
    await symlink('../outside', join(tree, 'folder-link'));
    assert.deepEqual(await removeIn(tree, 'folder-link'), { is: 'done' });
    assert.deepEqual(await removeIn(tree, 'src/a.js'), { is: 'done' });
    assert.deepEqual(await removeIn(tree, 'src/a.js'), refused('absent'));
    assert.deepEqual(await readdir(join(folder, 'outside')), ['secret']);
  });
});

test('a folder without any rights can be deleted by its owner afterwards', async () => {
  await chmod(join(tree, 'src'), 0o000);
  await makeRemovable(tree);
  await rm(tree, { recursive: true });
});
