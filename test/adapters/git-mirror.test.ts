import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { startGitHub } from '../../playground/github/start.ts';
import { type PullDiff, pullDiffs, shareMirrors } from '../../src/adapters/git/mirror.ts';
import { type GitParts, openGit } from '../../src/adapters/git/run.ts';
import { Failure } from '../../src/core/failure.ts';
import { scratch } from './git-repository.ts';

suite('a diff by git', () => {
  test('is fetched with its token and kept for the next time', async () => {
    await using world = await startMirrors();
    const { mergeBase, head } = await world.branch('topic', { 'a.txt': 'one\n2\n' });
    const first = await world.diff({ mergeBase, head });
    const again = await world.diff({ mergeBase, head, token: 'revoked' });
    assert.deepEqual([first, again], [changeOfA, changeOfA]);
  });

  test('is right for many heads at once, of a fork as well', async () => {
    await using world = await startMirrors();
    const heads = [];
    for (const n of [1, 2, 3, 4]) heads.push(await world.branch(`b${n}`, { 'a.txt': `one\n${n}\n` }));
    const eve = world.github.as('eve');
    await eve.fork('ada/lib');
    const head = await eve.push('eve/lib', 'change', { files: { 'a.txt': 'one\n5\n' } });
    await eve.openPull('ada/lib', { head: 'eve:change' });
    heads.push({ mergeBase: heads[0]?.mergeBase ?? '', head });
    const diffs = await Promise.all(heads.map((ends) => world.diff(ends)));
    assert.deepEqual(
      diffs.map((diff) => /^\+(\d)$/m.exec(diff)?.[1]),
      ['1', '2', '3', '4', '5'],
    );
  });

  test('brings no history and little of what is there already', async () => {
    await using world = await startMirrors();
    const large = Array.from({ length: 20_000 }, (_, line) => `${line} ${(line * 7919) % 104_729}\n`).join(
      '',
    );
    await world.branch('main', { 'large.txt': large });
    const one = await world.branch('one', { 'a.txt': '1\n' });
    await world.diff(one);
    const before = sizeOf(world.mirrors);
    await world.diff(await world.branch('two', { 'a.txt': '2\n' }));
    const grown = sizeOf(world.mirrors) - before;
    assert.ok(before > 50_000 && grown < 10_000, `${before} bytes, then ${grown} more`);
  });

  test('fails for now where the token does not open the repository, and never says the token', async () => {
    await using world = await startMirrors();
    const ends = await world.branch('topic', { 'a.txt': '2\n' });
    const why = await whyOf(world.diff({ ...ends, token: 'ghs_secret' }));
    assert.ok(why?.kind === 'transient' && why.reason.is === 'git-unavailable');
    assert.doesNotMatch(JSON.stringify(why), /secret|Z2hzX3NlY3JldA/);
  });

  test('fails for now where a commit is not there', async () => {
    await using world = await startMirrors();
    const { mergeBase } = await world.branch('topic', { 'a.txt': '2\n' });
    const why = await whyOf(world.diff({ mergeBase, head: '0'.repeat(39) + '1' }));
    assert.ok(why?.kind === 'transient' && why.reason.is === 'git-unavailable');
  });

  test('takes nothing but commit ids', async () => {
    await using world = await startMirrors();
    const { mergeBase } = await world.branch('topic', { 'a.txt': '2\n' });
    for (const head of ['--upload-pack=touch canary', 'HEAD', '', mergeBase.slice(1)]) {
      await assert.rejects(world.diff({ mergeBase, head }), TypeError);
    }
  });

  test('begins a mirror anew after a lock that nobody holds any more', async () => {
    await using world = await startMirrors();
    await world.diff(await world.branch('one', { 'a.txt': '1\n' }));
    writeFileSync(join(world.mirror(), 'shallow.lock'), '');
    const ends = await world.branch('two', { 'a.txt': '2\n' });
    const why = await whyOf(world.diff(ends));
    assert.ok(why?.kind === 'transient');
    assert.match(await world.diff(ends), /^\+2$/m);
  });

  test('begins a mirror anew when it has gathered many commits', async () => {
    await using world = await startMirrors();
    const ends = await world.branch('one', { 'a.txt': '1\n' });
    await world.diff(ends);
    const kept = join(world.mirror(), 'refs', 'kept');
    for (let n = 0; n < 200; n += 1)
      writeFileSync(join(kept, `old-${n}`), readFileSync(join(kept, ends.head)));
    assert.match(await world.diff(ends), /^\+1$/m);
    assert.deepEqual(readdirSync(kept).toSorted(), [ends.mergeBase, ends.head].toSorted());
  });

  test('is not made of a repository too large, and leaves nothing of it behind', async () => {
    await using world = await startMirrors({ maxFileBytes: 100_000 });
    const noise = Array.from(
      { length: 120 },
      (_, n) => [`${n}.txt`, randomBytes(2_000).toString('base64')] as const,
    );
    const ends = await world.branch('topic', Object.fromEntries(noise));
    const why = await whyOf(world.diff(ends));
    assert.deepEqual(why, {
      kind: 'budget',
      reason: { is: 'too-large', what: 'a file that git writes', limit: '0.1 MB' },
    });
    assert.deepEqual(readdirSync(world.mirrors), []);
  });

  test('stops when it is told to', async () => {
    await using world = await startMirrors();
    const reason = new Failure({ kind: 'stale' });
    const ends = await world.branch('topic', { 'a.txt': '2\n' });
    await assert.rejects(world.diff({ ...ends, signal: AbortSignal.abort(reason) }), reason);
    assert.match(await world.diff(ends), /^\+2$/m);
  });
});

const changeOfA = `diff --git a/a.txt b/a.txt
index 814f4a4..99b356d 100644
--- a/a.txt
+++ b/a.txt
@@ -1,2 +1,2 @@
 one
-two
+2
`;

/** A local GitHub with a private repository, and mirrors of it. */
async function startMirrors(limits: Partial<GitParts> = {}) {
  const folder = scratch();
  const github = await startGitHub({
    directory: join(folder.path, 'github'),
    clock: { now: () => 1_800_000_000_000 },
  });
  const ada = github.as('ada');
  const { id } = await ada.createRepository('ada/lib', { private: true, files: { 'a.txt': 'one\ntwo\n' } });
  const mirrors = join(folder.path, 'mirrors');
  const git = openGit({ environment: process.env, ...limits });
  const diff = pullDiffs(git, shareMirrors({ git, directory: mirrors, origin: github.url }));
  const token = ada.token();
  return {
    github,
    mirrors,
    mirror: () => join(mirrors, `${id}.git`),
    diff: (wanted: Pick<PullDiff, 'mergeBase' | 'head'> & Partial<PullDiff>) =>
      diff({
        repository: { id, owner: 'ada', repo: 'lib' },
        token,
        signal: new AbortController().signal,
        ...wanted,
      }),
    /** Pushes files to a branch from main; answers where they parted. */
    branch: async (name: string, files: Readonly<Record<string, string>>) => {
      const mergeBase = await ada.push('ada/lib', 'main', { files: { [`before-${name}`]: name } });
      return { mergeBase, head: await ada.push('ada/lib', name, { files }) };
    },
    [Symbol.asyncDispose]: async () => {
      await github.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Bytes of all files below. */
function sizeOf(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(directory, name)))
    .filter((entry) => entry.isFile())
    .reduce((sum, { size }) => sum + size, 0);
}

async function whyOf(diff: Promise<string>): Promise<Failure['why'] | undefined> {
  try {
    await diff;
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.why;
    throw error;
  }
}
