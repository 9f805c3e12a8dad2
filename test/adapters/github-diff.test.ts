import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isWhole, readDiff } from '../../src/adapters/github/pull-diff.ts';
import { Failure } from '../../src/core/failure.ts';
import { type ForgeWorld, readingOf, startForgeWorld } from './github-world.ts';

const compare = 'GET /repos/{owner}/{repo}/compare/{basehead}';

suite('the diff of a pull request', () => {
  test('is one request where GitHub gives all of it', async () => {
    await using world = await startForgeWorld();
    const { base, head } = await change(world, { 'a.txt': 'one\n2\n' });
    const forge = world.forge('ada/lib');
    await forge.repository();
    world.asked();

    const diff = await forge.diff(base, head, new AbortController().signal);

    assert.equal(
      diff,
      'diff --git a/a.txt b/a.txt\nindex 814f4a4..99b356d 100644\n--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n',
    );
    assert.deepEqual(world.asked(), [compare]);
  });

  test('comes from git where it is too large for GitHub', async () => {
    await using world = await startForgeWorld();
    const many = Object.fromEntries(Array.from({ length: 310 }, (_, n) => [`f/${n}.txt`, `${n}\n`]));
    const long = Array.from({ length: 21_000 }, (_, n) => `${n}\n`).join('');
    const { base, head } = await change(world, { ...many, 'long.txt': long });
    const diff = await world.forge('ada/lib').diff(base, head, new AbortController().signal);
    assert.deepEqual([diff.match(/^diff --git /gm)?.length, diff.match(/^\+\d+$/gm)?.length], [311, 21_310]);
  });

  test('comes from git where GitHub says that it is too large', async () => {
    await using world = await startForgeWorld();
    const { base, head } = await change(world, { 'a.txt': 'one\n2\n' });
    const body = { message: 'Sorry, the diff exceeded the maximum number of lines (20000)' };
    world.github.faults.add({
      match: { template: '/repos/{owner}/{repo}/compare/{basehead}', nth: 1 },
      act: { kind: 'fail-with', status: 406, body },
    });
    const diff = await world.forge('ada/lib').diff(base, head, new AbortController().signal);
    assert.match(diff, /^\+2$/m);
  });

  test('comes from git where GitHub leaves a file without its content', async () => {
    await using world = await startForgeWorld();
    const { base, head } = await change(world, { 'a.txt': 'one\n2\n' });
    const body = 'diff --git a/a.txt b/a.txt\nindex 814f4a4..99b356d 100644\n';
    world.github.faults.add({
      match: { template: '/repos/{owner}/{repo}/compare/{basehead}', nth: 1 },
      act: {
        kind: 'fail-with',
        status: 200,
        headers: { 'content-type': 'application/vnd.github.diff; charset=utf-8' },
        body,
      },
    });
    const diff = await world.forge('ada/lib').diff(base, head, new AbortController().signal);
    assert.match(diff, /^\+2$/m);
  });

  test('is empty where there is nothing between the two', async () => {
    await using world = await startForgeWorld();
    const { base, head } = await change(world, { 'a.txt': 'one\n2\n' });
    assert.equal(await readDiff(readingOf(world), head, base, new AbortController().signal), '');
  });

  test('is not fetched any further once it is not wanted', async () => {
    await using world = await startForgeWorld();
    const { base, head } = await change(world, { 'a.txt': 'one\n2\n' });
    const forge = world.forge('ada/lib');
    await forge.repository();
    const reason = new Failure({ kind: 'cancelled', by: { is: 'closed' } });
    await assert.rejects(forge.diff(base, head, AbortSignal.abort(reason)), reason);
    const abort = new AbortController();
    world.github.faults.add({ match: {}, act: { kind: 'fail-with', status: 500 } });
    world.github.onRequest(async () => abort.abort(reason));
    await assert.rejects(forge.diff(base, head, abort.signal), reason);
  });
});

suite('a diff is whole', () => {
  const hunk = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';

  test('when each file shows how it changed', () => {
    const whole = [
      file('index 11aa..22bb 100644\n', hunk),
      file('index 11aa..22bb 100644\n', 'Binary files a/x and b/x differ\n'),
      file('new file mode 100644\nindex 0000000..e69de29\n', ''),
      file('deleted file mode 100644\nindex e69de29..0000000\n', ''),
      file('old mode 100644\nnew mode 100755\n', ''),
      file('similarity index 100%\nrename from x\nrename to y\n', ''),
      file('index 11aa..22bb 100644\n', hunk) + file('index 11aa..22bb 100644\n', hunk),
    ];
    assert.deepEqual(
      whole.map(isWhole),
      whole.map(() => true),
    );
  });

  test("and not when one does not, when there is none, or when it is at GitHub's limits", () => {
    const one = file('index 11aa..22bb 100644\n', hunk);
    const partial = [
      '',
      '<html></html>',
      `message\n${one}`,
      file('index 11aa..22bb 100644\n', ''),
      file('new file mode 100644\nindex 0000000..22bb\n', ''),
      one + file('index 11aa..22bb 100644\n', ''),
      one.repeat(300),
      one + '+line\n'.repeat(20_000),
      one + `+${'x'.repeat(1_000_000)}\n`,
    ];
    assert.deepEqual(
      partial.map(isWhole),
      partial.map(() => false),
    );
  });
});

function file(index: string, rest: string): string {
  return `diff --git a/x b/x\n${index}${rest}`;
}

/** A repository with main and a branch that changes files; answers both heads. */
async function change(world: ForgeWorld, files: Readonly<Record<string, string>>) {
  const ada = world.github.as('ada');
  await ada.createRepository('ada/lib', { private: true, files: { 'a.txt': 'one\ntwo\n' } });
  const base = await ada.push('ada/lib', 'main', { files: { 'b.txt': 'b\n' } });
  return { base, head: await ada.push('ada/lib', 'topic', { files }) };
}
