import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { openSandbox } from '../../src/adapters/bubblewrap/sandbox.ts';
import { lockFile } from '../../src/adapters/git/lock-file.ts';
import { removeTree } from '../../src/adapters/git/remove-tree.ts';
import { openInstalls } from '../../src/adapters/installs/store.ts';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import { detectProjects } from '../../src/project/detect.ts';
import { prepare } from '../../src/project/prepare.ts';
import { runTests } from '../../src/project/run-tests.ts';
import { lacking } from '../services/lacking.ts';
import { openPackageIndex, type PackageIndex } from './package-index.ts';
import { writeFiles } from './shops.ts';
import { treeFiles } from './tree-files.ts';

const skip = lacking('bubblewrap', 'pytest', 'pip');

let folder: string;
let index: PackageIndex;
let sandbox: Sandbox;
before(async () => {
  if (skip !== false) return;
  folder = await mkdtemp(join(tmpdir(), 'patchwright-python-'));
  index = await openPackageIndex(folder);
  const bare = openSandbox({
    environment: {
      PATH: process.env['PATH'],
      HOME: folder,
      PIP_INDEX_URL: index.url,
      PIP_CONFIG_FILE: '/dev/null',
    },
    folder: join(folder, 'jail'),
    node: process.execPath,
    architecture: process.arch,
  });
  const installs = openInstalls({
    folder: join(folder, 'store'),
    mostBytes: 100_000_000,
    sandbox: bare,
    lockFile,
    removeTree,
    clock: { now: () => 0 },
    onError: (error) => {
      throw error;
    },
  });
  sandbox = { ...bare, installs: installs.of(1) };
});
after(async () => {
  if (skip !== false) return;
  await index[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function prepared(files: Readonly<Record<string, string>>) {
  const tree = await mkdtemp(join(folder, 'tree-'));
  await writeFiles(tree, files);
  const { projects } = await detectProjects(treeFiles(tree));
  const [project] = projects;
  assert(project !== undefined);
  const told = await prepare(sandbox, { tree, project });
  assert.equal(told.is, 'prepared', JSON.stringify(told));
  return { tree, project, isKept: told.is === 'prepared' && told.isKept };
}

async function versionIn(tree: string): Promise<string> {
  await using session = await sandbox.open({ tree, tools: ['python3 with pytest'] });
  const argv = ['.venv/bin/python', '-c', 'import sample; print(sample.version)'] as const;
  const { stdout, stderr } = await session.run({ argv });
  return stdout.text.trim() || stderr.text;
}

suite('Python packages of an index', { skip }, () => {
  const files = {
    'requirements.txt': '-r requirements/base.txt\n',
    'requirements/base.txt': 'sample==1.0\n',
    'test_it.py': 'import pytest\nimport sample\n\n\ndef test_version():\n    assert sample.version\n',
  };

  test('are fetched through the proxy, once for all trees in which the same files decide', async () => {
    const first = await prepared(files);
    const asked = index.asked().length;
    assert.ok(index.asked().includes('/sample-1.0-py3-none-any.whl'), index.asked().join('\n'));
    const second = await prepared({ ...files, 'other.py': '' });
    assert.deepEqual(
      [first.isKept, second.isKept, index.asked().length, await versionIn(second.tree)],
      [false, true, asked, '1.0'],
    );
    const other = await prepared({ ...files, 'requirements/base.txt': 'sample\n' });
    assert.deepEqual([other.isKept, await versionIn(other.tree)], [false, '2.0']);
  });

  test('lie beside those of the system, of which the test runner is one', async () => {
    const { tree, project } = await prepared(files);
    const [runner] = project.runners;
    assert(runner !== undefined);
    await using session = await sandbox.open({ tree, tools: project.tools });
    const { tests, output } = await runTests(session, runner, { what: { is: 'all' }, isMeasured: false });
    assert.deepEqual(
      tests.map(({ name, outcome }) => [name, outcome]),
      [['test_version', 'passed']],
      output,
    );
  });

  test('are named by a manifest alone, too', async () => {
    const manifest = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["sample<2"]\n';
    const { tree } = await prepared({ 'pyproject.toml': manifest, 'test_it.py': files['test_it.py'] });
    assert.equal(await versionIn(tree), '1.0');
  });

  test('of a group for tests and what that includes, without what is for development', async () => {
    const groups = [
      '[dependency-groups]',
      'dev = ["ruff"]',
      'tests = [{ include-group = "base" }]',
      'base = ["sample<2"]',
    ];
    const manifest = ['[project]', 'name = "shop"', 'version = "1"', ...groups].join('\n');
    const { tree } = await prepared({ 'pyproject.toml': manifest, 'test_it.py': files['test_it.py'] });
    assert.equal(await versionIn(tree), '1.0');
  });

  const older: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'setup.cfg': { 'setup.cfg': '[options]\ninstall_requires =\n  # of the shop\n  sample<2\n' },
    'setup.py, of which nothing is run': {
      'pyproject.toml': '[build-system]\nrequires = ["setuptools"]\n',
      'setup.py': [
        '"""A path, so that it is installed among the files of the repository:\n./ast.py\n"""',
        'from setuptools import setup',
        'open("ran", "w").close()',
        'base = []',
        'wanted = base + ["sample<2", "-e .", "./", "sample<2\\n-e ."]',
        'setup(name="shop", install_requires=wanted)',
      ].join('\n'),
      'ast.py': 'open("ran", "w").close()\n',
    },
    'setup.py as the tests have them': {
      'setup.py':
        'from setuptools import setup\nsetup(extras_require={"tests": ["sample<2"], "dev": ["ruff"]})\n',
    },
  };
  for (const [name, manifests] of Object.entries(older))
    test(`are named by ${name}`, async () => {
      const { tree } = await prepared({ ...manifests, 'test_it.py': files['test_it.py'] });
      assert.equal(await versionIn(tree), '1.0');
      assert.equal((await readdir(tree)).includes('ran'), false);
    });

  test('are none where setup.py cannot be read', async () => {
    const { tree } = await prepared({ 'setup.py': 'print "old"\n', 'test_it.py': files['test_it.py'] });
    assert.ok((await readdir(tree)).includes('.venv'));
  });
});
