import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detectProjects } from '../../src/project/detect.ts';
import { type Installation, installationKey, installationOf } from '../../src/project/installation.ts';
import { noSettings, type Project, type ProjectSettings } from '../../src/project/project.ts';
import { sampleFiles } from './tree-files.ts';

type Files = Readonly<Record<string, string>>;

async function projectIn(files: Files, settings?: ProjectSettings): Promise<Project> {
  const { projects } = await detectProjects(sampleFiles(files), settings);
  assert(projects[0] !== undefined);
  return projects[0];
}

async function installation(files: Files, settings?: ProjectSettings): Promise<Installation | undefined> {
  return installationOf(await projectIn(files, settings), (path) => Promise.resolve(files[path] ?? null));
}

async function decidedBy(files: Files): Promise<readonly string[] | undefined> {
  const found = await installation(files);
  return found && [...found.files.keys()].toSorted();
}

async function keyOf(files: Files, surroundings = 'node 26'): Promise<string> {
  const found = await installation(files);
  assert(found !== undefined);
  return installationKey(await projectIn(files), found, surroundings);
}

const npm = { 'package.json': '{}', 'package-lock.json': '{}', 'src/index.js': '' };

suite('an installation', () => {
  test('is decided by the lockfile, the manifests of workspaces, and the settings of its manager', async () => {
    const workspaces = {
      ...npm,
      'package.json': '{"workspaces": ["parts/*"]}',
      'parts/a/package.json': '{}',
      'parts/a/.npmrc': '',
      'apart/package.json': '{}',
      '.npmrc': 'fund=false',
      '.npmignore': '',
    };
    const found = await installation(workspaces);
    assert.deepEqual(
      [...(found?.files ?? [])],
      [
        ['package.json', '{"workspaces": ["parts/*"]}'],
        ['package-lock.json', '{}'],
        ['parts/a/package.json', '{}'],
        ['.npmrc', 'fund=false'],
      ],
    );
    assert.deepEqual(found?.folders, ['node_modules', 'parts/a/node_modules']);
  });

  test('of Python is decided by all requirements, or by the lockfile and the manifest', async () => {
    const requirements = { 'requirements.txt': '-r requirements/base.txt', 'requirements/base.txt': 'a==1' };
    assert.deepEqual(await decidedBy({ ...requirements, 'app.py': '' }), [
      'requirements.txt',
      'requirements/base.txt',
    ]);
    const uv = { 'uv.lock': 'source = { virtual = "." }', 'pyproject.toml': '', 'app.py': '' };
    assert.deepEqual(await decidedBy(uv), ['pyproject.toml', 'uv.lock']);
    assert.deepEqual((await installation(uv))?.folders, ['.venv']);
  });

  test('lasts for a day where versions are open, and for ever where a lockfile has them', async () => {
    const day = 24 * 60 * 60_000;
    assert.equal((await installation(npm))?.freshMs, null);
    assert.equal((await installation({ 'package.json': '{"scripts":{"test":"jest"}}' }))?.freshMs, day);
    assert.equal((await installation({ 'requirements.txt': 'a' }))?.freshMs, day);
  });

  const outside: Readonly<Record<string, Files>> = {
    'a package of the repository': { ...npm, 'package.json': '{"dependencies": {"own": "file:own"}}' },
    'the project itself': { 'requirements.txt': 'a==1\n-e .\n' },
    'a file beside it': { 'requirements.txt': './own-1.0-py3-none-any.whl\n' },
    'a folder by its address': { 'requirements.txt': 'own @ file:///project/own\n' },
    'a member of its workspace': {
      'uv.lock': 'source = { editable = "packages/own" }\n',
      'pyproject.toml': '',
    },
    'the sources themselves': { 'go.mod': 'module shop', 'go.sum': '', 'main.go': '' },
    'classes that it is to find': { 'composer.json': '{}', 'composer.lock': '{}' },
  };
  for (const [what, files] of Object.entries(outside))
    test(`is not told by its files where it takes ${what}`, async () => {
      assert.equal(await installation(files), undefined);
    });

  test('is not told by its files where scripts may run, or a command of the settings does it', async () => {
    const scripts = { ...noSettings, setup: { scripts: true } };
    const own = { ...noSettings, commands: { ...noSettings.commands, install: 'npm ci --ignore-scripts' } };
    assert.deepEqual(
      [await installation(npm, scripts), await installation(npm, own)],
      [undefined, undefined],
    );
  });

  test('is not told by files that are no text', async () => {
    const project = await projectIn(npm);
    assert.equal(await installationOf(project, () => Promise.resolve(undefined)), undefined);
  });
});

suite('installations are told apart', () => {
  test('by the files that decide, by the command and by the machine, and by nothing else', async () => {
    const key = await keyOf(npm);
    assert.match(key, /^[0-9a-f]{64}$/);
    assert.equal(await keyOf({ ...npm, 'src/index.js': 'changed', 'new.js': '' }), key);
    const others = [
      await keyOf({ ...npm, 'package-lock.json': '{"a": 1}' }),
      await keyOf({ ...npm, 'package.json': '{"a": 1}' }),
      await keyOf({ ...npm, '.npmrc': '' }),
      await keyOf({ 'package.json': '{"scripts":{"test":"jest"}}' }),
      await keyOf({ 'a/package.json': '{}', 'a/package-lock.json': '{}' }),
      await keyOf(npm, 'node 27'),
    ];
    assert.equal(new Set([key, ...others]).size, others.length + 1);
  });
});
