import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { openSandboxWorld, type SandboxWorld } from '../../contracts/sandbox-world.ts';
import { lacking } from '../../services/lacking.ts';
import { openStoreWorld, writeAll } from './store-world.ts';

const skip = lacking('bubblewrap');
const run = promisify(execFile);

let jail: SandboxWorld;
before(async () => {
  jail = await openSandboxWorld();
});
after(() => jail[Symbol.asyncDispose]());

const packages = { 'node_modules/left-pad/index.js': 'pad', 'node_modules/.bin/pad': 'pad' };

async function filesIn(tree: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const));
  return Object.fromEntries(texts.map(([path, text]) => [path.slice(tree.length + 1), text]));
}

suite('installed packages', { skip }, () => {
  test('are installed once, and given to every tree that needs the same', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const first = await world.give(packages);
    const second = await world.give(packages);
    assert.deepEqual([first.given, second.given, world.installed()], ['made', 'kept', 1]);
    const files = { 'package.json': '{"name":"shop"}', ...packages };
    assert.deepEqual([await filesIn(first.tree), await filesIn(second.tree)], [files, files]);
    assert.deepEqual(world.errors, []);
  });

  test('are given with links, modes and times as they were', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const { tree } = await world.give(packages, {
      install: async (at) => {
        await writeAll(at, packages);
        await chmod(join(at, 'node_modules/left-pad/index.js'), 0o755);
        await utimes(join(at, 'node_modules/left-pad/index.js'), 1_000, 1_000);
        await symlink('../left-pad/index.js', join(at, 'node_modules/.bin/link'));
        return true;
      },
    });
    const { mode, mtimeMs } = await lstat(join(tree, 'node_modules/left-pad/index.js'));
    assert.deepEqual([mode & 0o777, mtimeMs], [0o755, 1_000_000]);
    assert.equal(await readFile(join(tree, 'node_modules/.bin/link'), 'utf8'), 'pad');
  });

  test('are not changed by what is done to them in a tree', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const { tree } = await world.give(packages);
    await using session = await jail.sandbox.open({ tree });
    const script =
      'cd node_modules && chmod -R 777 . && echo evil >left-pad/index.js && rm .bin/pad && echo x >more';
    const { ended } = await session.run({ argv: ['sh', '-c', script] });
    assert.deepEqual(ended, { is: 'exited', exitCode: 0 });
    const other = await world.give(packages);
    assert.deepEqual(
      [other.given, await filesIn(join(other.tree, 'node_modules'))],
      ['kept', { 'left-pad/index.js': 'pad', '.bin/pad': 'pad' }],
    );
  });

  test('take the place of what lies in the tree, and no link there leads them out of it', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    await world.give(packages);
    const outside = join(world.folder, 'outside');
    await writeAll(outside, { canary: 'alive' });
    const tree = await world.tree();
    await symlink(outside, join(tree, 'node_modules'));
    const { given } = await world.give(packages, { tree });
    assert.deepEqual([given, await filesIn(outside)], ['kept', { canary: 'alive' }]);
    assert.ok((await lstat(join(tree, 'node_modules'))).isDirectory());
  });

  test('of a workspace go into its folder, and nowhere where the folder is a link', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const order = { folders: ['node_modules', 'packages/a/node_modules'] };
    const made = { ...packages, 'packages/a/node_modules/b/index.js': 'b' };
    const { tree } = await world.give(made, order);
    assert.equal(await readFile(join(tree, 'packages/a/node_modules/b/index.js'), 'utf8'), 'b');
    const outside = join(world.folder, 'outside');
    await writeAll(outside, { canary: 'alive' });
    const trap = await world.tree();
    await symlink(outside, join(trap, 'packages'));
    const told = await world.give(made, { ...order, tree: trap });
    assert.deepEqual([told.given, await filesIn(outside)], ['not-given', { canary: 'alive' }]);
    assert.deepEqual(await readdir(trap), ['package.json', 'packages']);
  });

  const unfit = {
    'does not work': async () => false,
    'makes something beside its folders': async (at: string) => {
      await writeAll(at, { ...packages, 'src/cart.js': 'evil' });
      return true;
    },
    'makes one of its folders a link': async (at: string) => {
      await symlink('/etc', join(at, 'node_modules'));
      return true;
    },
    'changes what it was told': async (at: string) => {
      await writeAll(at, { ...packages, 'package.json': '{}' });
      return true;
    },
    'leaves a pipe behind': async (at: string) => {
      await writeAll(at, packages);
      await run('mkfifo', [join(at, 'node_modules/pipe')]);
      return true;
    },
  };
  for (const [what, install] of Object.entries(unfit))
    test(`are not kept of an installation that ${what}`, async () => {
      await using world = await openStoreWorld(jail.sandbox);
      const { given, tree } = await world.give({}, { install });
      assert.deepEqual(
        [given, await readdir(tree), await world.stored()],
        ['not-given', ['package.json'], ['1']],
      );
      assert.equal((await world.give(packages)).given, 'made');
    });

  test('make nobody another user, and can always be read and deleted', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const { given, tree } = await world.give(packages, {
      install: async (at) => {
        await writeAll(at, packages);
        await chmod(join(at, 'node_modules/.bin/pad'), 0o4111);
        await chmod(join(at, 'node_modules/left-pad'), 0o500);
        return true;
      },
    });
    const modes = await Promise.all(
      ['.bin/pad', 'left-pad'].map(
        async (path) => (await lstat(join(tree, 'node_modules', path))).mode & 0o7777,
      ),
    );
    assert.deepEqual([given, modes], ['made', [0o711, 0o700]]);
  });

  test('are told apart by their key, and each repository has its own', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    await world.give(packages);
    assert.equal((await world.give(packages, { key: 'other' })).given, 'made');
    assert.equal((await world.give(packages, {}, 2)).given, 'made');
    assert.equal((await world.give(packages, {}, 2)).given, 'kept');
    assert.deepEqual(new Set(await world.store.kept()), new Set([1, 2]));
    await world.store.remove(1);
    assert.deepEqual(await world.store.kept(), [2]);
    assert.equal((await world.give(packages)).given, 'made');
  });

  test('are installed anew when newer ones may be had', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const freshMs = 60_000;
    await world.give(packages, { freshMs });
    world.pass(59_000);
    assert.equal((await world.give(packages, { freshMs })).given, 'kept');
    world.pass(1_000);
    const { given, tree } = await world.give({ 'node_modules/left-pad/index.js': 'newer' }, { freshMs });
    assert.deepEqual(
      [given, await filesIn(join(tree, 'node_modules'))],
      ['made', { 'left-pad/index.js': 'newer' }],
    );
  });
});

suite('the place of installed packages', { skip }, () => {
  const large = { 'node_modules/large': 'x'.repeat(400_000) };

  test('keeps no more than it may: whoever has most loses what was not used for longest', async () => {
    await using world = await openStoreWorld(jail.sandbox, { mostBytes: 1_400_000 });
    await world.give(large, { key: 'small' }, 2);
    for (const key of ['a', 'b']) {
      world.pass(1_000);
      await world.give(large, { key });
    }
    world.pass(1_000);
    assert.equal((await world.give(large, { key: 'a' })).given, 'kept');
    world.pass(1_000);
    await world.give(large, { key: 'c' });
    const stored = (await world.stored()).filter((path) => /^\d\/\w+$/.test(path));
    assert.deepEqual(stored, ['1/a', '1/c', '2/small']);
  });

  test('does not keep what is too large for all of it, and gives it all the same', async () => {
    await using world = await openStoreWorld(jail.sandbox, { mostBytes: 1_000 });
    const { given, tree } = await world.give(large);
    assert.deepEqual([given, (await filesIn(tree))['node_modules/large']?.length], ['made', 400_000]);
    assert.deepEqual(await world.stored(), ['1']);
  });

  test('has jobs that need the same at once wait for the one that installs it', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const told = await Promise.all([1, 2, 3].map(() => world.give(packages)));
    assert.deepEqual(told.map(({ given }) => given).toSorted(), ['kept', 'kept', 'made']);
    assert.equal(world.installed(), 1);
  });

  test('has processes that need the same at once wait for the one that installs it', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const script = join(import.meta.dirname, 'installing.ts');
    const told = await Promise.all(
      [1, 2].map(async () => run(process.execPath, [script, world.folder, await world.tree()])),
    );
    assert.deepEqual(told.map(({ stdout }) => stdout).toSorted(), ['kept\n', 'made\n']);
    assert.equal(await readFile(join(world.folder, 'installs'), 'utf8'), 'installs\n');
  });

  test('shows nobody what a process left half done that was killed', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const script = join(import.meta.dirname, 'installing.ts');
    const child = spawn(process.execPath, [script, world.folder, await world.tree(), 'for ever']);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.ok((await world.stored()).includes('1/key.draft/tree/node_modules/half.js'));
    const { given, tree } = await world.give(packages);
    assert.deepEqual([given, await readdir(join(tree, 'node_modules'))], ['made', ['.bin', 'left-pad']]);
    assert.ok(!(await world.stored()).some((path) => path.includes('draft')));
  });

  test('clears away drafts whose maker is gone, and what cannot be read', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    await writeAll(join(world.folder, 'store/7'), { 'old.draft/tree/x': 'x', 'odd/kept.json': 'not JSON' });
    await world.give(packages);
    assert.deepEqual(
      (await world.stored()).filter((path) => path.startsWith('7')),
      ['7'],
    );
  });

  test('lets a job wait no longer than it lives', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    const slow = Promise.withResolvers<boolean>();
    const begun = Promise.withResolvers<void>();
    const first = world.give(packages, {
      install: (at) => {
        begun.resolve();
        return writeAll(at, packages).then(() => slow.promise);
      },
    });
    await begun.promise;
    const stopped = new AbortController();
    const second = world.give(packages, { signal: stopped.signal });
    stopped.abort();
    assert.equal((await second).given, 'not-given');
    slow.resolve(true);
    assert.equal((await first).given, 'made');
  });

  test('is no hindrance where it cannot be written: it says so, and the tree is installed without it', async () => {
    await using world = await openStoreWorld(jail.sandbox);
    await writeFile(join(world.folder, 'store'), 'in the way');
    const { given } = await world.give(packages);
    assert.deepEqual([given, world.errors.length], ['not-given', 1]);
    await rm(join(world.folder, 'store'));
    await mkdir(join(world.folder, 'store'));
    assert.equal((await world.give(packages)).given, 'made');
  });
});
