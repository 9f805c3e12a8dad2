import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { keptEdits } from '../../../src/agent/tools/kept-edits.ts';
import { type RawEntry, file, folder, link } from '../../adapters/raw-tree.ts';
import { checkoutWorld } from '../../adapters/workspace-world.ts';
import { toolsWorld, wrapped } from './tools-world.ts';

const code = 'export function add(a: number, b: number) {\n  return a - b;\n}\n';

suite('edit', () => {
  test('changes what was read, and shows how it is now', async () => {
    await using world = await toolsWorld({ 'src/add.ts': code });
    await world.call('read_file', { path: 'src/add.ts' });
    const replacements = [
      { path: './src/add.ts', search: '  return a - b;\n', replace: '  return a + b;\n' },
    ];
    assert.equal(
      await world.call('edit', { replacements }),
      `"src/add.ts" was changed. There it is now:\n${wrapped('src/add.ts', '1\texport function add(a: number, b: number) {\n2\t  return a + b;\n3\t}')}`,
    );
    assert.deepEqual(world.workspace.changes(), [
      { path: 'src/add.ts', before: code, after: code.replace('-', '+'), mode: 'plain' },
    ]);
    assert.equal(readFileSync(join(world.workspace.directory, 'src/add.ts'), 'utf8'), code.replace('-', '+'));
    assert.equal(await world.call('edit', { replacements }), '"src/add.ts" had one of the edits already.');
  });

  test('takes edits in sections, writes new files in new folders, and deletes', async () => {
    await using world = await toolsWorld({ 'old.txt': 'old\n', 'run.sh': 'x\n' });
    await world.call('read_file', { path: 'old.txt' });
    const told = await world.editBlocks(
      '<write>\npath: lib/deep/new.txt\n```\nnew\n```\n</write>\n<delete>\npath: old.txt\n</delete>',
    );
    assert.equal(told, '"lib/deep/new.txt" was written.\n"old.txt" was deleted.');
    assert.deepEqual(world.workspace.files(), ['lib/deep/new.txt', 'run.sh']);
    assert.deepEqual(world.workspace.changes(), [
      { path: 'lib/deep/new.txt', before: null, after: 'new\n', mode: 'plain' },
      { path: 'old.txt', before: 'old\n', after: null, mode: 'plain' },
    ]);
    assert.equal(
      await world.editBlocks('<edit>\npath: x\n<search>\n'),
      'failed: Nothing was changed. The <edit> of x is not closed with </edit>.',
    );
    assert.equal(
      await world.editBlocks('I would change a line.'),
      'failed: Nothing was changed. No edit was given.',
    );
  });

  test('says nothing is to be done where a file is as wanted', async () => {
    await using world = await toolsWorld({ a: 'a\n' });
    await world.call('read_file', { path: 'a' });
    assert.equal(
      await world.call('edit', { files: [{ path: 'a', text: 'a\n' }] }),
      'The files are as you want them already.',
    );
    assert.deepEqual(world.workspace.changes(), []);
  });

  test('changes nothing that was not read, or has changed since', async () => {
    await using world = await toolsWorld({ a: 'one\n', b: 'two\n' });
    await world.call('read_file', { path: 'b' });
    writeFileSync(join(world.workspace.directory, 'b'), 'three\n');
    const told = await world.call('edit', {
      replacements: [
        { path: 'a', search: 'one', replace: '1' },
        { path: 'b', search: 'three', replace: '3' },
      ],
    });
    assert.equal(
      told,
      [
        'failed: Nothing was changed.',
        wrapped('a', 'a: read the file before you change it.'),
        wrapped('b', 'b: the file has changed since it was read. Read it again, then change it.'),
      ].join('\n'),
    );
  });

  test('undoes everything where one file would not be read any more, and shows where', async () => {
    await using world = await toolsWorld({ 'add.ts': code, 'notes.txt': 'x\n' });
    for (const path of ['add.ts', 'notes.txt']) await world.call('read_file', { path });
    const told = await world.call('edit', {
      replacements: [
        { path: 'notes.txt', search: 'x', replace: 'y' },
        { path: 'add.ts', search: '  return a - b;', replace: '  return (a + b;' },
      ],
    });
    const around = '1\texport function add(a: number, b: number) {\n2\t  return (a + b;\n3\t}';
    assert.equal(
      told,
      `failed: Nothing was changed. The code would not be read any more:\n${wrapped('add.ts', `In line 2: a missing ')' after 'return (a + b'\nThe lines around it, as they would have been:\n${around}`)}`,
    );
    assert.deepEqual(world.workspace.changes(), []);
    assert.equal(readFileSync(join(world.workspace.directory, 'notes.txt'), 'utf8'), 'x\n');
  });

  test('does not hold errors against an edit that were there before', async () => {
    await using world = await toolsWorld({ 'a.ts': 'const a = ;\nconst b = 1;\n' });
    await world.call('read_file', { path: 'a.ts' });
    const replacements = [{ path: 'a.ts', search: 'const b = 1;', replace: 'const b = 2;' }];
    assert.match(await world.call('edit', { replacements }), /^"a\.ts" was changed\./);
  });

  test('refuses paths that it may not write, and then does nothing at all', async () => {
    const entries: readonly RawEntry[] = [
      file('a', 'a\n'),
      file('binary', 'x\u0000'),
      link('latest', 'a'),
      folder('src', file('main.ts', '')),
      { name: 'vendor', mode: '160000', id: '1'.repeat(40) },
    ];
    await using world = await toolsWorld(entries);
    const { directory } = world.workspace;
    symlinkSync('/tmp', join(directory, 'out'));
    mkdirSync(join(directory, 'made'));
    const climbs =
      'has a step in it that is empty, `.` or `..`. Give the plain path from the root of the repository.';
    const refusals: readonly (readonly [path: string, told: string])[] = [
      ['../x', climbs],
      ['src/../x', climbs],
      ['.git/hooks/pre-commit', "belongs to git's own folder, which is not here."],
      ['.GIT./config', "belongs to git's own folder, which is not here."],
      ['out/x', 'is or lies behind a link that leads out of the repository, and is not followed.'],
      ['latest', `is a link. Change the file that it leads to:\n${wrapped('paths', 'a')}`],
      ['vendor/x', 'is not here: it is a submodule, another repository.'],
      ['src', 'is a folder. List it, and name one of its files.'],
      ['made', 'is a folder. List it, and name one of its files.'],
      ['binary', 'is a binary file. There is no text in it to read or change.'],
      ['a/b', 'is no folder, or lies below what is none.'],
      ['x'.repeat(256), 'is longer than a path may be.'],
    ];
    for (const [path, told] of refusals) {
      const asked = {
        files: [
          { path: 'fine', text: 'x' },
          { path, text: 'x' },
        ],
      };
      assert.equal(
        await world.call('edit', asked),
        `failed: Nothing was changed.\n${JSON.stringify(path)} ${told}`,
      );
    }
    assert.deepEqual(
      [world.workspace.changes(), await world.call('read_file', { path: 'fine' })],
      [[], 'failed: "fine" is not there. List the files, or search for what you need.'],
    );
  });
});

suite('Edits that were kept', () => {
  test('are made again in a fresh workspace, with modes, and can be edited on', async () => {
    await using first = await toolsWorld(scripts);
    await first.call('read_file', { path: 'run.sh' });
    await first.call('edit', {
      replacements: [{ path: 'run.sh', search: 'one', replace: 'two' }],
      files: [{ path: 'lib/new.txt', text: 'new' }],
    });
    const saved = await keptEdits(first.workspace).save();
    await using second = await toolsWorld(scripts);
    await keptEdits(second.workspace).restore(saved);
    assert.deepEqual(second.workspace.changes(), first.workspace.changes());
    const script = join(second.workspace.directory, 'run.sh');
    assert.deepEqual(
      [readFileSync(script, 'utf8'), statSync(script).mode & 0o777],
      ['#!/bin/sh\necho two\n', 0o755],
    );
    const again = {
      replacements: [{ path: 'run.sh', search: 'two', replace: 'one' }],
      deletions: ['lib/new.txt'],
    };
    assert.match(await second.call('edit', again), /^"run\.sh" was changed\./);
    assert.deepEqual([second.workspace.changes(), await keptEdits(second.workspace).save()], [[], '']);
  });

  test('are nothing where nothing was edited', async () => {
    await using world = await toolsWorld(scripts);
    const kept = keptEdits(world.workspace);
    assert.equal(await kept.save(), '');
    await kept.restore('');
    assert.deepEqual(world.workspace.changes(), []);
  });

  test('are not made on other files, nor on paths that may not be written', async () => {
    await using world = await checkoutWorld();
    await using workspace = await world.open(scripts);
    const change = { before: null, after: 'x', mode: 'plain' } as const;
    assert.deepEqual(
      await workspace.apply([
        { ...change, path: 'fine' },
        { ...change, path: 'run.sh' },
        { ...change, path: '.git/config' },
      ]),
      {
        is: 'unapplied',
        refused: [{ is: 'refused', path: '.git/config', why: { is: 'git-folder' } }],
        differing: ['run.sh'],
      },
    );
    assert.deepEqual(workspace.files(), ['run.sh']);
    const saved = JSON.stringify([{ ...change, path: 'run.sh' }]);
    await assert.rejects(keptEdits(workspace).restore(saved), /^Error: the edits that were kept do not fit /);
  });
});

const scripts: readonly RawEntry[] = [{ name: 'run.sh', mode: '100755', content: '#!/bin/sh\necho one\n' }];
