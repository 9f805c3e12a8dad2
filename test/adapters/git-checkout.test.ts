import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { suite, test } from 'node:test';
import { startGitHub } from '../../playground/github/start.ts';
import { openCheckouts } from '../../src/adapters/git/checkout.ts';
import { headOf, mirroredCommit } from '../../src/adapters/git/commit-source.ts';
import { pullDiffs, shareMirrors } from '../../src/adapters/git/mirror.ts';
import { resolveRange } from '../../src/adapters/git/range.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import { makeRepository, scratch } from './git-repository.ts';
import { file } from './raw-tree.ts';
import { checkoutWorld } from './workspace-world.ts';

const git = openGit({ environment: process.env });
const { signal } = new AbortController();

suite('A checkout', () => {
  test('is gone when it is done with, whatever was done in it, and what it led to is not', async () => {
    await using world = await checkoutWorld();
    const outside = join(world.path, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'canary'), 'alive');
    {
      await using checkout = await world.checkOut([file('a')]);
      const shut = join(checkout.directory, 'made', 'shut');
      mkdirSync(shut, { recursive: true });
      writeFileSync(join(shut, 'x'), 'x');
      symlinkSync(outside, join(checkout.directory, 'made', 'out'));
      const nest = "for (let n = 0; n < 1500; n += 1) { fs.mkdirSync('deep'); process.chdir('deep'); }";
      execFileSync(process.execPath, ['--eval', nest], { cwd: shut });
      chmodSync(shut, 0);
      chmodSync(join(checkout.directory, 'made'), 0o500);
    }
    const homes = readdirSync(world.checkouts).filter((name) => !name.endsWith('.lock'));
    assert.deepEqual(
      homes.map((home) => readdirSync(join(world.checkouts, home))),
      [[]],
    );
    assert.equal(readFileSync(join(outside, 'canary'), 'utf8'), 'alive');
  });

  test('of a process that was killed is deleted by the next, and one of a living process is not', async () => {
    await using world = await checkoutWorld();
    const sha = world.repository.commit([file('a')]);
    const [dead, living] = [await hold(world, sha), await hold(world, sha)];
    await dead.kill();
    await using _ = await openCheckouts({ git, directory: world.checkouts });
    assert.deepEqual([dead.files(), living.files()], [null, ['a']]);
    await living.kill();
    await using _again = await openCheckouts({ git, directory: world.checkouts });
    assert.equal(living.files(), null);
  });

  test('leaves nothing when the process ends as it should', async () => {
    await using world = await checkoutWorld();
    const before = readdirSync(world.checkouts);
    {
      await using checkouts = await openCheckouts({ git, directory: world.checkouts });
      const sha = world.repository.commit([file('a')]);
      await checkouts.open({ sha, reach: (work) => work(world.repository.gitDirectory) }, signal);
    }
    assert.deepEqual(readdirSync(world.checkouts), before);
  });

  test('comes from the mirror of a repository on GitHub, which diffs are made in as well', async () => {
    using room = scratch();
    const clock = { now: () => 1_800_000_000_000 };
    await using github = await opened(startGitHub({ directory: join(room.path, 'github'), clock }));
    const ada = github.as('ada');
    const { id } = await ada.createRepository('ada/lib', { private: true, files: { 'a.txt': 'one\n' } });
    const mergeBase = await ada.push('ada/lib', 'main', { files: { 'b.txt': 'b\n' } });
    const head = await ada.push('ada/lib', 'topic', { files: { 'a.txt': 'two\n' } });
    const inMirror = shareMirrors({ git, directory: join(room.path, 'mirrors'), origin: github.url });
    const where = { repository: { id, owner: 'ada', repo: 'lib' }, token: ada.token(), signal };
    await using checkouts = await openCheckouts({ git, directory: join(room.path, 'checkouts') });
    await using first = await checkouts.open(mirroredCommit(inMirror, { ...where, sha: head }), signal);
    const diff = await pullDiffs(git, inMirror)({ ...where, mergeBase, head });
    const revoked = { ...where, token: 'revoked', sha: mergeBase };
    await using second = await checkouts.open(mirroredCommit(inMirror, revoked), signal);
    assert.deepEqual(
      [filesIn(first.directory), filesIn(second.directory)],
      [
        { 'a.txt': 'two\n', 'b.txt': 'b\n' },
        { 'a.txt': 'one\n', 'b.txt': 'b\n' },
      ],
    );
    assert.match(diff, /^-one\n\+two$/m);
    assert.deepEqual(await first.original('a.txt'), { bytes: Buffer.from('two\n'), mode: 'plain' });
  });

  test('comes from a range on this machine, as it was committed and not as it lies there', async () => {
    using room = scratch();
    const repository = makeRepository(join(room.path, 'work'));
    repository.commit('one', { 'a.txt': 'one\n' });
    repository.commit('two', { 'a.txt': 'two\n' });
    repository.write({ 'a.txt': 'not committed\n' });
    const range = await resolveRange(git, repository.path, 'HEAD~1', 'HEAD');
    await using checkouts = await openCheckouts({ git, directory: join(room.path, 'checkouts') });
    await using checkout = await checkouts.open(headOf(range), signal);
    assert.deepEqual(filesIn(checkout.directory), { 'a.txt': 'two\n' });
    writeFileSync(join(checkout.directory, 'a.txt'), 'spoiled\n');
    assert.deepEqual(await checkout.original('a.txt'), { bytes: Buffer.from('two\n'), mode: 'plain' });
    assert.equal(await checkout.original('b.txt'), null);
  });
});

type Opened = Awaited<ReturnType<typeof startGitHub>>;

async function opened(starting: Promise<Opened>): Promise<Opened & AsyncDisposable> {
  const github = await starting;
  return Object.assign(github, { [Symbol.asyncDispose]: () => github.close() });
}

/** A process with a checkout of the commit. */
async function hold(
  {
    repository,
    checkouts,
  }: { readonly repository: { readonly gitDirectory: string }; readonly checkouts: string },
  sha: string,
) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'hold-checkout.ts'), repository.gitDirectory, sha, checkouts],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  const [directory] = (await once(lines, 'line')) as [string];
  return {
    files: () => {
      try {
        return readdirSync(directory);
      } catch {
        return null;
      }
    },
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function filesIn(directory: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );
}
