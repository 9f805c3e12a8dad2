import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, suite, test } from 'node:test';
import { lockFile } from '../../src/adapters/git/lock-file.ts';
import { removeTree } from '../../src/adapters/git/remove-tree.ts';
import { openInstalls } from '../../src/adapters/installs/store.ts';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import { detectProjects } from '../../src/project/detect.ts';
import { type Prepared, prepare } from '../../src/project/prepare.ts';
import { noSettings, type ProjectSettings } from '../../src/project/project.ts';
import { openSandboxWorld, type SandboxWorld } from '../contracts/sandbox-world.ts';
import { lacking } from '../services/lacking.ts';
import { writeFiles } from './shops.ts';
import { treeFiles } from './tree-files.ts';

const skip = lacking('bubblewrap');

let jail: SandboxWorld;
let folder: string;
let sandbox: Sandbox;
before(async () => {
  jail = await openSandboxWorld();
});
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'patchwright-prepare-')));
  const installs = openInstalls({
    folder: join(folder, 'store'),
    mostBytes: 100_000_000,
    lockFile,
    removeTree,
    sandbox: jail.sandbox,
    clock: { now: () => 0 },
    onError: (error) => {
      throw error;
    },
  });
  sandbox = { ...jail.sandbox, installs: installs.of(1) };
});
afterEach(() => rm(folder, { recursive: true }));
after(() => jail[Symbol.asyncDispose]());

type Files = Readonly<Record<string, string>>;

/** Prepares the first project of a repository with these files, in a tree of its own. */
async function prepared(
  files: Files,
  settings: ProjectSettings = noSettings,
): Promise<Prepared & { readonly tree: string }> {
  const tree = await mkdtemp(join(folder, 'tree-'));
  await writeFiles(tree, files);
  const { projects } = await detectProjects(treeFiles(tree), settings);
  assert(projects[0] !== undefined);
  return { ...(await prepare(sandbox, { tree, project: projects[0] })), tree };
}

/** A project with one package, under the lock that our own has. */
async function shop(more: Files = {}): Promise<Files> {
  const own = JSON.parse(await readFile(join(import.meta.dirname, '../../package-lock.json'), 'utf8'));
  const { version, integrity } = own.packages['node_modules/commander'];
  const manifest = {
    name: 'shop',
    version: '1.0.0',
    workspaces: ['parts/*'],
    dependencies: { commander: '*' },
  };
  const part = { name: 'part', version: '1.0.0' };
  const packages = {
    '': manifest,
    'node_modules/commander': { version, integrity },
    'node_modules/part': { resolved: 'parts/part', link: true },
    'parts/part': part,
  };
  return {
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify({ ...manifest, lockfileVersion: 3, packages }),
    'parts/part/package.json': JSON.stringify(part),
    'cart.js': 'export {};\n',
    ...more,
  };
}

/** A package of the repository's own, which no lockfile describes in full. */
const bundled = {
  'package.json': JSON.stringify({ name: 'shop', dependencies: { own: 'file:./own' } }),
  'own/package.json': JSON.stringify({ name: 'own', version: '1.0.0' }),
};

suite('a project', { skip }, () => {
  test('is installed once for all trees in which the same files decide, whatever else is in them', async () => {
    const first = await prepared(await shop());
    const second = await prepared(await shop({ 'cart.js': 'changed\n', 'more.js': 'new\n' }));
    assert.deepEqual(
      [first, second].map((each) => each.is === 'prepared' && each.isKept),
      [false, true],
      JSON.stringify([first, second]),
    );
    const [made, kept] = [first, second].map(({ tree }) => readdir(join(tree, 'node_modules')));
    assert.deepEqual(await kept, await made);
    const program = [
      '-e',
      'console.log(typeof require("commander").Command, require("part/package.json").name)',
    ];
    const ran = await jail.run(['node', ...program], { tree: second.tree });
    assert.equal(ran.stdout.text, 'function part\n', ran.stderr.text);
    assert.ok(second.is === 'prepared');
    assert.deepEqual(second.installed, ['node_modules', 'parts/part/node_modules']);
  });

  test('is installed anew where one of those files is another', async () => {
    await prepared(await shop());
    const part = JSON.stringify({ name: 'part', version: '1.0.0', description: 'a part' });
    const others: readonly Files[] = [{ '.npmrc': 'fund=false\n' }, { 'parts/part/package.json': part }];
    for (const more of others) {
      const again = await prepared(await shop(more));
      assert.equal(again.is === 'prepared' && again.isKept, false, JSON.stringify([more, again]));
    }
  });

  test('has what measures its tests beside its packages where these bring nothing for it, as far as its runner needs that', async () => {
    const files = await shop();
    const manifest = JSON.parse(files['package.json'] ?? '');
    for (const [script, programs] of [['mocha', true] as const, ['node --test', false] as const]) {
      const own = JSON.stringify({ ...manifest, scripts: { test: script } });
      const { tree } = await prepared({ ...files, 'package.json': own });
      const found = await readdir(join(tree, 'node_modules/.patchwright/node_modules/.bin')).catch(
        (): string[] => [],
      );
      assert.equal(found.includes('c8'), programs, script);
    }
  });

  test('is installed in its tree, and not kept, where packages lie in the repository or scripts may run', async () => {
    const scripts = { ...noSettings, setup: { scripts: true } };
    for (const [files, settings] of [[bundled, noSettings] as const, [await shop(), scripts] as const]) {
      const told = [await prepared(files, settings), await prepared(files, settings)];
      assert.deepEqual(
        told.map((each) => each.is === 'prepared' && each.isKept),
        [false, false],
        JSON.stringify(told),
      );
    }
    assert.deepEqual(await readdir(folder).then((names) => names.includes('store')), false);
  });

  test('that cannot be installed says why, as without a place to keep it', async () => {
    const { 'package-lock.json': _, ...files } = await shop();
    const told = await prepared({ ...files, 'package-lock.json': '{"lockfileVersion": 3}' });
    assert.equal(told.is, 'not-prepared');
    assert.match(told.is === 'not-prepared' ? told.because : '', /^`npm` ended with exit code 1\.$/);
  });
});
