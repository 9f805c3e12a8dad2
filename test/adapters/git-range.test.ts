import assert from 'node:assert/strict';
import { chownSync, existsSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { rangeDiff, rangeIntent, resolveRange } from '../../src/adapters/git/range.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import { Failure } from '../../src/core/failure.ts';
import { makeRepository, type Repository, scratch } from './git-repository.ts';

const git = openGit({ environment: process.env });

suite('a local range', () => {
  test('is the diff from where the branches parted', async () => {
    using folder = scratch();
    const repository = makeRepository(folder.path);
    const parted = repository.commit('start', { 'a.txt': 'one\ntwo\n' });
    repository.git('switch', '--quiet', '--create', 'topic');
    const head = repository.commit('change', { 'a.txt': 'one\n2\n' });
    repository.git('switch', '--quiet', 'main');
    const base = repository.commit('meanwhile', { 'b.txt': 'b\n' });

    const range = await resolveRange(git, folder.path, 'main', 'topic');

    assert.deepEqual([range.base, range.head, range.mergeBase], [base, head, parted]);
    assert.equal(await rangeDiff(range), changeOfA);
  });

  test('is found from a folder inside, a linked worktree, a bare repository and under a strange name', async () => {
    using folder = scratch();
    const repository = makeRepository(join(folder.path, 'a "repository" {x}: ä'));
    repository.commit('start', { 'a.txt': 'one\ntwo\n', 'sub/b.txt': 'b\n' });
    repository.commit('change', { 'a.txt': 'one\n2\n' });
    repository.git('worktree', 'add', '--quiet', '../linked');
    repository.git('clone', '--quiet', '--bare', '.', '../bare.git');

    const diffs = [];
    for (const place of [
      join(repository.path, 'sub'),
      join(folder.path, 'linked'),
      join(folder.path, 'bare.git'),
    ]) {
      diffs.push(await rangeDiff(await resolveRange(git, place, 'HEAD~1', 'HEAD')));
    }

    assert.deepEqual(diffs, [changeOfA, changeOfA, changeOfA]);
  });

  test('shows renames, modes, links, submodules, binaries and odd names as GitHub does', async () => {
    using folder = scratch();
    const repository = makeRepository(folder.path);
    const long = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('');
    const start = {
      'old.txt': long,
      'run.sh': 'echo\n',
      'no end': 'a',
      'crlf.txt': 'a\r\nb\r\n',
      'b.bin': bytes(1),
    };
    const base = repository.commit('start', start);
    renameSync(join(folder.path, 'old.txt'), join(folder.path, 'new.txt'));
    symlinkSync('run.sh', join(folder.path, 'link'));
    repository.git('update-index', '--add', '--cacheinfo', `160000,${base},sub`);
    repository.write({
      'no end': 'b',
      'crlf.txt': 'a\r\nc\r\n',
      'b.bin': bytes(2),
      'tab\t"ä"': 'x\n',
      'empty.txt': '',
    });
    repository.git('add', '--all', '--force', '--', ':!sub');
    repository.git('update-index', '--chmod=+x', 'run.sh');
    repository.git('commit', '--quiet', '--message', 'change');

    const diff = await rangeDiff(await resolveRange(git, folder.path, base, 'HEAD'));

    assert.deepEqual(diff.replaceAll(/^index .*\n/gm, '').split(/^(?=diff)/m), [
      'diff --git a/b.bin b/b.bin\nBinary files a/b.bin and b/b.bin differ\n',
      'diff --git a/crlf.txt b/crlf.txt\n--- a/crlf.txt\n+++ b/crlf.txt\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n',
      'diff --git a/empty.txt b/empty.txt\nnew file mode 100644\n',
      'diff --git a/link b/link\nnew file mode 120000\n--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+run.sh\n\\ No newline at end of file\n',
      'diff --git a/old.txt b/new.txt\nsimilarity index 100%\nrename from old.txt\nrename to new.txt\n',
      'diff --git a/no end b/no end\n--- a/no end\t\n+++ b/no end\t\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n',
      'diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n',
      `diff --git a/sub b/sub\nnew file mode 160000\n--- /dev/null\n+++ b/sub\n@@ -0,0 +1 @@\n+Subproject commit ${base}\n`,
      'diff --git "a/tab\\t\\"\\303\\244\\"" "b/tab\\t\\"\\303\\244\\""\nnew file mode 100644\n--- /dev/null\n+++ "b/tab\\t\\"\\303\\244\\""\n@@ -0,0 +1 @@\n+x\n',
    ]);
  });

  test('tells what its commits say', async () => {
    using folder = scratch();
    const repository = makeRepository(folder.path);
    repository.commit('start');
    repository.commit('Add a limit\n\nTwo requests at once\nwere too many.');
    repository.commit('Test the limit');
    const intent = await rangeIntent(await resolveRange(git, folder.path, 'HEAD~2', 'HEAD'));
    assert.deepEqual(intent, {
      title: 'Add a limit',
      body: 'Add a limit\n\nTwo requests at once\nwere too many.\n\nTest the limit',
      author: 'Ada',
    });
  });
});

suite(
  "a repository of somebody else's",
  { skip: process.getuid?.() !== 0 && 'only root can give files away' },
  () => {
    test('is read when it is named', async () => {
      using folder = scratch();
      const repository = makeRepository(folder.path);
      repository.commit('start', { 'a.txt': 'one\ntwo\n' });
      repository.commit('change', { 'a.txt': 'one\n2\n' });
      for (const path of [folder.path, join(folder.path, '.git')]) chownSync(path, 12_345, 12_345);
      assert.equal(await rangeDiff(await resolveRange(git, folder.path, 'HEAD~1', 'HEAD')), changeOfA);
    });
  },
);

suite('a range that is none', () => {
  test('is told apart by what is wrong and what to do', async () => {
    using folder = scratch();
    const repository = makeRepository(join(folder.path, 'here'));
    repository.commit('start');
    repository.git('branch', 'topic/limits');
    repository.commit('next');
    repository.git('switch', '--quiet', '--orphan', 'other');
    repository.commit('unrelated');
    const { path } = repository;

    assert.deepEqual(
      [
        await faultOf(join(folder.path, 'nowhere'), 'a', 'b'),
        await faultOf(folder.path, 'a', 'b'),
        await faultOf(path, 'maim', 'main'),
        await faultOf(path, 'limits', 'main'),
        await faultOf(path, '--output=x', 'main'),
        await faultOf(path, 'main', 'no\0pe'),
        await faultOf(path, 'main..other', 'main'),
        await faultOf(path, 'main', 'main~1'),
        await faultOf(path, 'main', 'other'),
      ],
      [
        `there is no folder ${folder.path}/nowhere`,
        `${folder.path} is not a git repository: name a folder that git has cloned or initialised`,
        'there is no revision "maim" here; did you mean main?',
        'there is no revision "limits" here; did you mean topic/limits?',
        'there is no revision "--output=x" here; see `git branch --all` for what there is, or fetch it first',
        'there is no revision "no\\u0000pe" here; see `git branch --all` for what there is, or fetch it first',
        'there is no revision "main..other" here; see `git branch --all` for what there is, or fetch it first',
        'the range from main to main~1 is empty: main has all of main~1. Are the two swapped?',
        'main and other have no commit in common',
      ],
    );
  });

  test('hints at a shallow clone', async () => {
    using folder = scratch();
    const repository = makeRepository(join(folder.path, 'whole'));
    repository.commit('one');
    repository.commit('two');
    repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, '../shallow');
    assert.equal(
      await faultOf(join(folder.path, 'shallow'), 'HEAD~1', 'HEAD'),
      'there is no revision "HEAD~1" here; see `git branch --all` for what there is, or fetch it first' +
        ' (the clone is shallow: `git fetch --unshallow` brings the rest)',
    );
  });

  test('says that commits named by SHA-256 are not supported', async () => {
    using folder = scratch();
    const repository = makeRepository(folder.path);
    repository.git('init', '--quiet', '--object-format=sha256', 'sub');
    const inner = makeRepository(join(folder.path, 'sub'));
    inner.commit('one');
    assert.equal(
      await faultOf(inner.path, 'HEAD', 'HEAD'),
      'this repository names its commits by SHA-256; only SHA-1 is supported',
    );
  });
});

suite('a hostile repository', () => {
  test('runs nothing and hides nothing by its configuration and attributes', async () => {
    using folder = scratch();
    const canary = join(folder.path, 'canary');
    const repository = makeRepository(join(folder.path, 'hostile'));
    const base = repository.commit('start', { '.gitattributes': '* -diff diff=evil', 'a.txt': 'one\ntwo\n' });
    const unsigned = repository.commit('change', { 'a.txt': 'one\n2\n' });
    const head = withSignature(repository, unsigned);
    repository.git('replace', head, base);
    writeFileSync(join(repository.path, '.git', 'info', 'attributes'), '* diff=evil -diff\n');
    arm(repository, canary);

    const range = await resolveRange(git, repository.path, base, head);
    const diff = await rangeDiff(range);
    const { title } = await rangeIntent(range);
    await git({ args: ['status', '--short'], directory: repository.path });

    assert.deepEqual([diff, title, existsSync(canary)], [changeOfA, 'change', false]);
    repository.git('status', '--short');
    assert.ok(existsSync(canary), 'a git that is not hardened runs the canary');
  });

  test('is not found when a checkout brings it along', async () => {
    using folder = scratch();
    const outer = makeRepository(folder.path);
    const inner = makeRepository(join(folder.path, 'inner-source'));
    inner.commit('one');
    inner.git('clone', '--quiet', '--bare', '.', '../embedded');
    outer.commit('one');
    const args = ['status'];
    const { exitCode, complaint } = await git({ args, directory: join(folder.path, 'embedded') });
    assert.equal(exitCode, 128);
    assert.match(complaint, /bare repository/);
  });

  test('fetches nothing that is missing from where it says', async () => {
    using folder = scratch();
    const canary = join(folder.path, 'canary');
    const repository = makeRepository(join(folder.path, 'hostile'));
    const base = repository.commit('start', { 'a.txt': 'one\n' });
    const head = repository.commit('change', { 'a.txt': 'two\n' });
    const blob = repository.git('rev-parse', `${head}:a.txt`);
    renameSync(
      join(repository.path, '.git/objects', blob.slice(0, 2), blob.slice(2)),
      join(folder.path, 'taken'),
    );
    repository.git('config', 'extensions.partialClone', 'evil');
    repository.git('config', 'remote.evil.promisor', 'true');
    repository.git('config', 'remote.evil.url', `ext::sh -c touch% ${canary}`);
    repository.git('config', 'protocol.ext.allow', 'always');

    const range = await resolveRange(git, repository.path, base, head);

    await assert.rejects(rangeDiff(range), (error) => error instanceof Failure && error.why.kind === 'user');
    assert.equal(existsSync(canary), false);
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

function bytes(last: number): Uint8Array {
  return Uint8Array.from([0, 1, 2, 0, last]);
}

/** Has everything in a repository's own configuration that names a program make the canary sing, and diffs look different. */
function arm(repository: Repository, canary: string): void {
  const command = join(repository.path, '.git', 'evil');
  writeFileSync(command, `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
  const programs = [
    'core.pager',
    'core.editor',
    'core.sshCommand',
    'core.askPass',
    'core.alternateRefsCommand',
    'diff.external',
    'diff.evil.command',
    'diff.evil.textconv',
    'filter.evil.process',
    'gpg.program',
    'credential.helper',
    'pager.log',
    'pager.diff-tree',
  ];
  for (const name of programs) repository.git('config', name, command);
  const looks = {
    'diff.noprefix': 'true',
    'diff.context': '0',
    'color.ui': 'always',
    'diff.orderFile': '/etc/passwd',
  };
  for (const [name, value] of Object.entries(looks)) repository.git('config', name, value);
  repository.git('config', 'log.showSignature', 'true');
  repository.git('config', 'diff.suppressBlankEmpty', 'true');
  repository.git('config', 'core.fsmonitor', command);
}

/** The commit once more with a signature that nobody made, so that a git that looks at it asks its program. */
function withSignature(repository: Repository, sha: string): string {
  const [head = '', ...message] = repository.git('cat-file', 'commit', sha).split('\n\n');
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n forged\n -----END PGP SIGNATURE-----';
  const path = join(repository.path, '.git', 'signed');
  writeFileSync(path, `${head}\n${signature}\n\n${message.join('\n\n')}\n`);
  const signed = repository.git('hash-object', '-t', 'commit', '-w', path);
  repository.git('update-ref', 'HEAD', signed);
  return signed;
}

/** The detail of the Failure that resolving the range ends with. */
async function faultOf(path: string, base: string, head: string): Promise<string> {
  try {
    await resolveRange(git, path, base, head);
    return 'no fault';
  } catch (error) {
    if (!(error instanceof Failure) || error.why.kind !== 'user' || error.why.reason.is !== 'git')
      throw error;
    return error.why.reason.detail;
  }
}
