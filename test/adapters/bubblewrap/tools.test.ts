import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { findTool } from '../../../src/adapters/bubblewrap/tools.ts';

let home: string;
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'patchwright-tools-')));
});
afterEach(() => rm(home, { recursive: true }));

async function program(path: string, text = '#!/bin/sh\n'): Promise<void> {
  await mkdir(join(home, path, '..'), { recursive: true });
  await writeFile(join(home, path), text, { mode: 0o755 });
}

function find(name: string, ...folders: readonly string[]) {
  return findTool(name, {
    HOME: home,
    PATH: [...folders.map((folder) => join(home, folder)), '/usr/bin'].join(':'),
  });
}

suite('a tool of this machine', () => {
  test('comes with the folder that it was installed in, behind links', async () => {
    await program('versions/26/bin/node');
    await mkdir(join(home, 'links/.bin'), { recursive: true });
    await symlink('../../versions/26/bin/node', join(home, 'links/.bin/node'));
    const found = { folder: join(home, 'versions/26/bin'), shown: [join(home, 'versions/26')] };
    assert.deepEqual(await find('node', 'links/.bin'), found);
    assert.deepEqual(await find('node', 'versions/26/bin'), found);
  });

  test('keeps the name that its folder gives it', async () => {
    await program('versions/26/lib/npm/cli.js');
    await mkdir(join(home, 'versions/26/bin'));
    await symlink('../lib/npm/cli.js', join(home, 'versions/26/bin/npm'));
    assert.deepEqual(await find('npm', 'versions/26/bin'), {
      folder: join(home, 'versions/26/bin'),
      shown: [join(home, 'versions/26')],
    });
  });

  test('comes alone where its folder holds more than a toolchain', async () => {
    await program('.cargo/bin/tool');
    await program('bin/tool');
    assert.deepEqual(await find('tool', '.cargo/bin'), {
      folder: join(home, '.cargo/bin'),
      shown: [join(home, '.cargo/bin/tool')],
    });
    assert.deepEqual(await find('tool', 'bin'), {
      folder: join(home, 'bin'),
      shown: [join(home, 'bin/tool')],
    });
  });

  test('is asked where it lies when it may be a shim', async () => {
    const real = join(home, 'versions/3.11');
    await program('shims/python3', `#!/bin/sh\necho ${real}/bin/python3\necho ${real}\necho /usr\n`);
    assert.deepEqual(await find('python3', 'shims'), { folder: join(real, 'bin'), shown: [real] });
  });

  test('of the system needs nothing more', async () => {
    assert.deepEqual(await find('env'), { folder: '/usr/bin', shown: [] });
  });

  test('is not there under a name that nobody has, or that is none', async () => {
    assert.equal(await find('no-such-tool'), undefined);
    assert.equal(await find('../bin/env'), undefined);
  });
});
