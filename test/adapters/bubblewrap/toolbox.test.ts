import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { openToolbox } from '../../../src/adapters/bubblewrap/toolbox.ts';

let home: string;
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'patchwright-toolbox-')));
});
afterEach(() => rm(home, { recursive: true }));

/** A Python in a folder, with some modules, that answers what Pythons are asked here. */
async function python(version: string, ...modules: readonly string[]): Promise<string> {
  const bin = join(home, 'versions', version, 'bin');
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo Python ${version}; exit; fi
case "$3" in *find_spec*) ;; *) echo "${bin}/python3"; echo "${join(bin, '..')}"; exit ;; esac
shift 3
for module; do case " ${modules.join(' ')} " in *" $module "*) ;; *) exit 1 ;; esac; done
`;
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'python3'), script, { mode: 0o755 });
  return bin;
}

function toolbox(...folders: readonly string[]) {
  return openToolbox({ HOME: home, PATH: folders.join(':') });
}

suite('of several programs of a name', () => {
  test('the first that has the module is taken, by all who want the program', async () => {
    const [bare, full, later] = [await python('1'), await python('2', 'pytest'), await python('3', 'pytest')];
    const { tools } = toolbox(bare, full, later);
    const chosen = { folders: [full], shown: [join(home, 'versions/2')], missing: [] };
    assert.deepEqual(await tools(['python3 with pytest']), chosen);
    assert.deepEqual(await tools(['python3', 'python3 with pytest']), chosen);
    assert.deepEqual((await tools(['python3'])).folders, [bare]);
  });

  test('one is wanted that has all modules, and the first is taken where none has them', async () => {
    const [bare, half, full] = [
      await python('1'),
      await python('2', 'pytest'),
      await python('3', 'pytest', 'coverage'),
    ];
    const both = ['python3 with pytest', 'python3 with coverage'];
    assert.deepEqual((await toolbox(bare, half, full).tools(both)).folders, [full]);
    assert.deepEqual((await toolbox(bare, half).tools(both)).folders, [bare]);
  });

  test('none is missed under another name than it was wanted by', async () => {
    const { missing } = await toolbox(home).tools(['python3 with pytest', 'no-such-tool']);
    assert.deepEqual(missing, ['python3 with pytest', 'no-such-tool']);
  });
});

test('a program of the system that has the module comes before its namesakes beside other tools', async () => {
  const { tools } = openToolbox({ HOME: home, PATH: '/usr/bin' });
  assert.deepEqual((await tools(['python3'])).folders, []);
  assert.deepEqual((await tools(['python3 with json'])).folders, ['/usr/bin']);
});

test('versions of tools tell where they lie, and change with them', async () => {
  const [old, fresh] = [await python('1'), await python('2')];
  assert.deepEqual(await toolbox(old).versions(['python3']), [`${old}/python3 Python 1`]);
  assert.deepEqual(await toolbox(fresh, old).versions(['python3', 'node']), [
    `${fresh}/python3 Python 2`,
    'no node',
  ]);
});
