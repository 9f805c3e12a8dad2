import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Failure } from '../../src/core/failure.ts';
import { failureSentence } from '../../src/text/failures.ts';
import { file, folder, link, type RawEntry } from './raw-tree.ts';
import { type CheckoutWorld, checkoutWorld } from './workspace-world.ts';

suite('The export of a commit', () => {
  test('has its files byte for byte, whatever their attributes say', async () => {
    await using world = await checkoutWorld();
    const binary = Buffer.from([0, 255, 13, 10, 10]);
    await using checkout = await world.checkOut([
      file('.gitattributes', '* text=auto eol=crlf ident export-subst filter=evil\nhidden export-ignore\n'),
      file('binary', binary),
      file('empty', ''),
      file('hidden'),
      file('lines', 'one\ntwo\r\n$Id$ $Format:%H$\n'),
      { name: 'run.sh', mode: '100755', content: '#!/bin/sh\n' },
      folder('src', folder('deep', file('größe.ts', 'export {};\n'))),
    ]);
    const { directory } = checkout;
    assert.deepEqual(namesIn(directory), [
      '.gitattributes',
      'binary',
      'empty',
      'hidden',
      'lines',
      'run.sh',
      'src',
      'src/deep',
      'src/deep/größe.ts',
    ]);
    assert.deepEqual(readFileSync(join(directory, 'binary')), binary);
    assert.equal(readFileSync(join(directory, 'lines'), 'utf8'), 'one\ntwo\r\n$Id$ $Format:%H$\n');
    assert.deepEqual(
      ['run.sh', 'lines'].map((name) => statSync(join(directory, name)).mode & 0o777),
      [0o755, 0o644],
    );
    assert.deepEqual([checkout.files.get('run.sh')?.mode, checkout.left], ['executable', []]);
  });

  test('leaves out what could lead out of it or into git, and says why', async () => {
    await using world = await checkoutWorld();
    const bad: Readonly<Record<string, readonly RawEntry[]>> = {
      absolute: [file('/etc'), folder('/', file('x'))],
      climbs: [
        file('..'),
        file('.'),
        folder('..', file('x')),
        file('a/../../x'),
        folder('b', folder('..', file('x'))),
      ],
      'git-folder': [
        folder('.git', file('config')),
        ...['.GIT', '.git.', '.git ', '.git . .', 'git~1', 'GIT~1', '.g\u200Cit', '\uFEFF.Git'].map((name) =>
          file(name),
        ),
        ...['.git:stream', '.git::$INDEX_ALLOCATION', '.git\\config', 'x\\.git'].map((name) => file(name)),
        folder('c', folder('.git', folder('hooks', file('pre-commit')))),
      ],
      unprintable: [file('a\nb'), file('\u001B[2J'), file(Buffer.from([0x61, 0xff])), file('\u0085')],
      'too-long': [file('x'.repeat(256)), folder('d', file('ü'.repeat(128)))],
      submodule: [
        { name: 'sub', mode: '160000', id: '1'.repeat(40) },
        { name: 'pipe', mode: '10644', content: 'x' },
      ],
    };
    await using checkout = await world.checkOut([...Object.values(bad).flat(), file('fine')]);
    assert.deepEqual(namesIn(checkout.directory), ['fine']);
    assert.deepEqual(
      Object.fromEntries(
        Object.entries(Object.groupBy(checkout.left, ({ because }) => because)).map(([why, left]) => [
          why,
          left.length,
        ]),
      ),
      Object.fromEntries(Object.entries(bad).map(([why, entries]) => [why, entries.length])),
    );
  });

  test('has the links that stay inside, and no other', async () => {
    await using world = await checkoutWorld();
    await using checkout = await world.checkOut([
      link('absolute', '/etc/passwd'),
      link('broken', 'src/not-there'),
      link('circle', 'circle'),
      link('climbs', 'src/../../etc'),
      link('empty', ''),
      link('folder', 'src'),
      link('line', 'a\nb'),
      link('long', 'x/'.repeat(3_000)),
      // By its name it stays; by the link on its way it would lead out.
      link('sly', 'src/deep/up/../../etc'),
      folder('src', folder('deep', link('up', '../..')), file('main.ts')),
      link('through', 'absolute/x'),
    ]);
    const { directory, left } = checkout;
    assert.deepEqual(Object.fromEntries(left.map(({ path, because }) => [path, because])), {
      absolute: 'link-leads-out',
      circle: 'link-in-circle',
      climbs: 'link-leads-out',
      empty: 'link-unreadable',
      line: 'link-unreadable',
      long: 'link-unreadable',
      sly: 'link-leads-out',
      through: 'link-leads-out',
    });
    const links = ['broken', 'folder', 'src/deep/up'].map((path) => readlinkSync(join(directory, path)));
    assert.deepEqual(links, ['src/not-there', 'src', '../..']);
  });

  test('writes nothing through a link, and nothing twice', async () => {
    await using world = await checkoutWorld();
    await using checkout = await world.checkOut([
      link('a', '../outside'),
      folder('a', file('x', 'through a link\n')),
      link('b', 'c'),
      file('b', 'first\n'),
      file('b', 'second\n'),
      folder('b', file('x')),
      folder('c', file('x', 'untouched\n')),
      link('c', 'z'),
      folder('d', link('x', 'y')),
      link('d', 'c'),
    ]);
    const { directory } = checkout;
    assert.deepEqual(namesIn(directory), ['a', 'a/x', 'b', 'c', 'c/x', 'd', 'd/x']);
    assert.equal(readFileSync(join(directory, 'b'), 'utf8'), 'first\n');
    assert.equal(readFileSync(join(directory, 'c/x'), 'utf8'), 'untouched\n');
    assert.deepEqual(
      checkout.left.map(({ path, because }) => `${path}: ${because}`).toSorted(),
      ['a: link-leads-out', 'b/x: taken', 'b: taken', 'b: taken', 'c: taken', 'd: taken'].toSorted(),
    );
  });

  test('makes no link where another link leads, since it would say something else there', async () => {
    await using world = await checkoutWorld();
    const sly = [link('here', '.'), folder('here', link('up', '../sibling'))];
    await using checkout = await world.checkOut([...sly, file('sibling')]);
    assert.deepEqual(readdirSync(checkout.directory).toSorted(), ['here', 'sibling']);
    assert.deepEqual(checkout.left, [{ path: 'here/up', because: 'taken' }]);
  });

  test('is not begun beyond a limit, which is named with its setting', async () => {
    const large = { name: 'large.bin', content: Buffer.alloc(2_500_000) };
    const many = Array.from({ length: 30 }, (_, n) => file(`${n}`));
    const deep = Array.from({ length: 40 }).reduce<RawEntry>((below) => folder('d', below), file('x'));
    const cases = [
      [
        { fileBytes: 2_000_000 },
        [large],
        'The file "large.bin" with its 2.5 MB is more than one request may take (2 MB, set by TREE_MAX_FILE_MB).',
      ],
      [
        { bytes: 4_000_000 },
        [large, { ...large, name: 'more.bin' }],
        'The 5 MB of all files at this commit is more than one request may take (4 MB, set by TREE_MAX_MB).',
      ],
      [
        { files: 29 },
        many,
        'The number of files and folders at this commit is more than one request may take (29, set by TREE_MAX_FILES).',
      ],
      [
        { files: 40 },
        [deep],
        'The number of files and folders at this commit is more than one request may take (40, set by TREE_MAX_FILES).',
      ],
    ] as const;
    for (const [limits, entries, sentence] of cases) {
      await using world = await checkoutWorld(limits);
      const told = failureSentence(await whyNot(world.checkOut(entries)));
      assert.equal(told, `${sentence} Split it, or have the operator of this app raise the limit.`);
      assert.deepEqual(foldersIn(world), []);
    }
  });

  test('does not unfold a tree of trees that stands for thousands of millions of files', async () => {
    await using world = await checkoutWorld();
    let tree = world.repository.tree([file('x', 'x')]);
    for (let level = 0; level < 10; level += 1)
      tree = world.repository.tree(
        Array.from({ length: 10 }, (_, n) => ({ name: `${n}`, mode: '40000', id: tree })),
      );
    const why = await whyNot(world.checkOut(world.repository.commitTree(tree)));
    assert.deepEqual(why, {
      kind: 'budget',
      reason: {
        is: 'too-large',
        what: 'the number of files and folders at this commit',
        limit: '1,000, set by TREE_MAX_FILES',
      },
    });
  });

  test('says so where the commit or one of its files is not there', async () => {
    await using world = await checkoutWorld();
    const gone = '1'.repeat(40);
    const told = [
      await whyNot(world.checkOut(gone)),
      await whyNot(world.checkOut([{ name: 'x', mode: '100644', id: gone }])),
    ].map(failureSentence);
    assert.deepEqual(told, [
      'Fatal: not a tree object.',
      `The object ${gone} cannot be read (git says "${gone} missing"); fetch the repository anew.`,
    ]);
    assert.deepEqual(foldersIn(world), []);
  });

  test('stops when it is told to, and leaves nothing behind', async () => {
    await using world = await checkoutWorld();
    const reason = new Failure({ kind: 'stale' });
    await assert.rejects(world.checkOut([file('x')], AbortSignal.abort(reason)), reason);
    assert.deepEqual(foldersIn(world), []);
  });

  test('waits for a disk that is full, and leaves nothing on it', { skip: !hasBubblewrap() }, async () => {
    await using world = await checkoutWorld();
    const sha = world.repository.commit([
      file('a', 'a'.repeat(50_000)),
      file('b', Buffer.alloc(2_000_000, 'b')),
    ]);
    const child = join(import.meta.dirname, 'export-on-small-disk.ts');
    const argv = ['--dev-bind', '/', '/', '--size', '1000000', '--tmpfs', world.checkouts];
    const { stdout, stderr } = bubblewrap([
      ...argv,
      process.execPath,
      child,
      world.repository.gitDirectory,
      sha,
      world.checkouts,
    ]);
    assert.deepEqual(stdout === '' ? stderr : JSON.parse(stdout), {
      why: {
        kind: 'transient',
        reason: { is: 'busy', detail: 'the disk that holds the files of repositories is full' },
        retryAfterMs: 60_000,
      },
      left: [],
    });
  });
});

function hasBubblewrap(): boolean {
  return bubblewrap(['--dev-bind', '/', '/', 'true']).status === 0;
}

function bubblewrap(argv: readonly string[]) {
  return spawnSync('/bin/sh', ['-c', 'exec bwrap "$@"', 'sh', ...argv], { encoding: 'utf8' });
}

/** Paths of all that is below, sorted. */
function namesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted();
}

/** The folders of checkouts that are there. */
function foldersIn({ checkouts }: CheckoutWorld): readonly string[] {
  return readdirSync(checkouts)
    .filter((name) => !name.endsWith('.lock'))
    .flatMap((home) => readdirSync(join(checkouts, home)));
}

async function whyNot(checkout: Promise<unknown>): Promise<Failure['why']> {
  try {
    await checkout;
  } catch (error) {
    if (error instanceof Failure) return error.why;
    throw error;
  }
  throw new Error('the commit was exported');
}
