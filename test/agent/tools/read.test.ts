import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { file, folder, link } from '../../adapters/raw-tree.ts';
import { toolsWorld, wrapped } from './tools-world.ts';

suite('read_file', () => {
  test('shows the lines of a file with their numbers', async () => {
    await using world = await toolsWorld({ 'src/main.ts': 'one\n\ttwo\n\nfour' });
    assert.equal(
      await world.call('read_file', { path: './src/main.ts' }),
      `Lines 1 to 4 of the 4 in "src/main.ts":\n${wrapped('src/main.ts', '1\tone\n2\t\ttwo\n3\t\n4\tfour')}`,
    );
    assert.equal(
      await world.call('read_file', { path: 'src/main.ts', from: 2, to: 3 }),
      `Lines 2 to 3 of the 4 in "src/main.ts":\n${wrapped('src/main.ts', '2\t\ttwo\n3\t')}`,
    );
  });

  test('shows as much as fits, and says how to go on', async () => {
    const long = Array.from({ length: 1_000 }, (_, n) => `line ${n + 1}`).join('\n');
    await using world = await toolsWorld({ a: long, wide: `${'x'.repeat(900)}\n` });
    const lines = Array.from({ length: 400 }, (_, n) => `${n + 501}\tline ${n + 501}`).join('\n');
    assert.equal(
      await world.call('read_file', { path: 'a', from: 501 }),
      `Lines 501 to 900 of the 1000 in "a":\n${wrapped('a', lines)}\nMore did not fit: go on with "from": 901.`,
    );
    assert.equal(
      await world.call('read_file', { path: 'wide' }),
      `Lines 1 to 1 of the 1 in "wide":\n${wrapped('wide', `1\t${'x'.repeat(500)}… [400 more characters]`)}`,
    );
  });

  test('says so where there is nothing to show', async () => {
    await using world = await toolsWorld({ empty: '', a: 'one\n' });
    assert.equal(await world.call('read_file', { path: 'empty' }), '"empty" is empty.');
    assert.equal(
      await world.call('read_file', { path: 'a', from: 2 }),
      '"a" has 1 line, and none was asked for.',
    );
  });

  test('follows a link inside the repository', async () => {
    await using world = await toolsWorld([link('latest', 'src/a'), folder('src', file('a', 'text\n'))]);
    assert.equal(
      await world.call('read_file', { path: 'latest' }),
      `Lines 1 to 1 of the 1 in "latest":\n${wrapped('latest', '1\ttext')}`,
    );
  });

  test('refuses what is no file of the repository, in words', async () => {
    await using world = await toolsWorld([
      file('binary', Buffer.from([1, 0, 2])),
      file('huge', 'x'.repeat(2_500_000)),
      file('latin', Buffer.from([0x67, 0x72, 0xf6, 0xdf, 0x65])),
      link('out', '/etc/passwd'),
      folder('src', file('main.ts')),
      { name: 'vendor', mode: '160000', id: '1'.repeat(40) },
    ]);
    const { directory } = world.workspace;
    symlinkSync('/proc/self', join(directory, 'process'));
    symlinkSync('../../..', join(directory, 'src', 'up'));
    symlinkSync('circle', join(directory, 'circle'));
    symlinkSync('/dev/zero', join(directory, 'zero'));
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(directory, 'pipe')]);
    await using _ = await listening(join(directory, 'socket'));
    const absolute =
      'begins at the root of the machine. Only files of the repository can be used: give the path from its root, without a slash before it.';
    const climbs =
      'has a step in it that is empty, `.` or `..`. Give the plain path from the root of the repository.';
    const leadsOut = 'is or lies behind a link that leads out of the repository, and is not followed.';
    const noFile = 'is no plain file but a device, a pipe or a socket, and is not opened.';
    const gitFolder = "belongs to git's own folder, which is not here.";
    const absent = 'is not there. List the files, or search for what you need.';
    const refusals: readonly (readonly [path: string, told: string])[] = [
      ['/proc/self/environ', absolute],
      ['/etc/passwd', absolute],
      ['../../etc/passwd', climbs],
      ['src/../../x', climbs],
      ['src//main.ts', climbs],
      ['process/environ', leadsOut],
      ['src/up/etc/passwd', leadsOut],
      ['zero', leadsOut],
      ['out', 'is not here: it is a link that leads out of the repository.'],
      ['vendor/lib.c', 'is not here: it is a submodule, another repository.'],
      ['circle', 'is or lies behind a link that leads to itself.'],
      ['pipe', noFile],
      ['socket', noFile],
      ['.git/config', gitFolder],
      ['.GIT /config', gitFolder],
      ['src', 'is a folder. List it, and name one of its files.'],
      ['src/main.ts/x', absent],
      ['nowhere', absent],
      ['a\u0000b', 'holds characters that cannot be printed.'],
      ['', 'names nothing. Give a path from the root of the repository, such as src/main.ts.'],
      ['x/'.repeat(2_000) + 'x', 'is longer than a path may be.'],
      ['binary', 'is a binary file. There is no text in it to read or change.'],
      ['latin', 'is not written in UTF-8, and cannot be read or changed as text.'],
      ['huge', 'has 2.5 MB; more than 2.0 MB are not read as one file. Search it for what you need.'],
    ];
    for (const [path, told] of refusals)
      assert.equal(await world.call('read_file', { path }), `failed: ${JSON.stringify(path)} ${told}`);
  });

  test('names the paths that may have been meant', async () => {
    await using world = await toolsWorld({ 'src/app/main.ts': '', 'test/main.ts': '', 'docs/design.md': '' });
    const near = wrapped('paths', 'src/app/main.ts\ntest/main.ts');
    assert.equal(
      await world.call('read_file', { path: 'src/main.ts' }),
      `failed: "src/main.ts" is not there. These paths are, and look like it:\n${near}`,
    );
    assert.equal(
      await world.call('read_file', { path: 'docs/design.rst' }),
      `failed: "docs/design.rst" is not there. These paths are, and look like it:\n${wrapped('paths', 'docs/design.md')}`,
    );
  });

  test('shows what is there now, and not what a link has been put in its place', async () => {
    await using world = await toolsWorld({ 'src/a': 'before\n' });
    const path = join(world.workspace.directory, 'src');
    writeFileSync(join(path, 'a'), 'after\n');
    assert.match(await world.call('read_file', { path: 'src/a' }), /^1\tafter$/m);
    rmSync(path, { recursive: true });
    symlinkSync('/etc', path);
    assert.match(await world.call('read_file', { path: 'src/passwd' }), /leads out of the repository/);
  });
});

suite('list_files', () => {
  const files = {
    'README.md': '',
    'src/a.ts': '',
    'src/deep/b.ts': '',
    'src/deep/er/c.ts': '',
    'src.md': '',
  };

  test('shows files and how many lie deeper', async () => {
    await using world = await toolsWorld(files);
    assert.equal(
      await world.call('list_files', {}),
      wrapped('files', 'README.md\nsrc.md\nsrc/a.ts\nsrc/deep/ (2 files)'),
    );
    assert.equal(
      await world.call('list_files', { folder: 'src/deep/', depth: 5 }),
      wrapped('files', 'src/deep/b.ts\nsrc/deep/er/c.ts'),
    );
  });

  test('does not show what commands have left behind', async () => {
    await using world = await toolsWorld({ a: '' });
    writeFileSync(join(world.workspace.directory, 'core.1234'), 'x');
    assert.equal(await world.call('list_files', { folder: '.' }), wrapped('files', 'a'));
  });

  test('shows as many as fit', async () => {
    const many = Object.fromEntries(Array.from({ length: 310 }, (_, n) => [`${1_000 + n}`, '']));
    await using world = await toolsWorld(many);
    const names = Object.keys(many).slice(0, 300).join('\n');
    assert.equal(
      await world.call('list_files', {}),
      `${wrapped('files', names)}\n10 more did not fit: list one of the folders.`,
    );
  });

  test('says so where there is no such folder, and where there is nothing at all', async () => {
    await using world = await toolsWorld(files);
    assert.equal(
      await world.call('list_files', { folder: 'README.md' }),
      'failed: "README.md" is no folder, or lies below what is none.',
    );
    assert.equal(
      await world.call('list_files', { folder: '/etc' }),
      'failed: "/etc" begins at the root of the machine. Only files of the repository can be used: give the path from its root, without a slash before it.',
    );
    await using empty = await toolsWorld({});
    assert.equal(await empty.call('list_files', {}), 'There are no files.');
  });
});

suite('outline', () => {
  test('shows what a file defines', async () => {
    await using world = await toolsWorld({
      'a.ts': 'export class A {\n  b(): void {}\n}\n\nfunction c() {\n  return 1;\n}\n',
      'empty.ts': '',
      'notes.txt': 'c\n',
    });
    assert.equal(
      await world.call('outline', { path: 'a.ts' }),
      wrapped('a.ts', '1-3\tclass\tclass A {\n2-2\tmethod\tb(): void {}\n5-7\tfunction\tfunction c() {'),
    );
    assert.equal(
      await world.call('outline', { path: 'empty.ts' }),
      '"empty.ts" defines nothing that has a name.',
    );
    assert.equal(
      await world.call('outline', { path: 'notes.txt' }),
      'failed: "notes.txt" is written in a language that is not understood here. Read it instead.',
    );
    assert.match(await world.call('outline', { path: 'b.ts' }), /^failed: "b.ts" is not there/);
  });
});

async function listening(path: string): Promise<AsyncDisposable> {
  const server = createServer().listen(path);
  await once(server, 'listening');
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}
