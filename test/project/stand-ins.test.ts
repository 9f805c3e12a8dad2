import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { noSettings, type Project, type ProjectSettings } from '../../src/project/project.ts';
import { detectHere } from '../../src/project/stand-ins.ts';
import { sampleFiles } from './tree-files.ts';

/** The first project of these files on a machine without some tools, and what is assumed. */
async function detectWithout(
  lacking: string,
  files: Readonly<Record<string, string>>,
  settings: ProjectSettings = noSettings,
): Promise<{ readonly project: Project; readonly assumed: readonly string[] }> {
  const { projects } = await detectHere(sampleFiles(files), settings, {
    missing: (tools) => Promise.resolve(tools.filter((tool) => tool === lacking)),
  });
  const [project] = projects;
  assert.ok(project);
  return { project, assumed: project.assumed.map(({ text }) => text) };
}

function repository(lockfile: string, text: string, manifest: object = {}) {
  const scripts = { test: 'vitest', build: 'unbuild', lint: 'eslint .' };
  return { 'package.json': JSON.stringify({ scripts, ...manifest }), [lockfile]: text };
}

function words({ install, build, lint }: Project): readonly (string | undefined)[] {
  return [install, build, lint].map((command) => command?.argv.join(' '));
}

suite('on a machine without', () => {
  test('pnpm, npm fetches it, and runs the scripts', async () => {
    const { project, assumed } = await detectWithout(
      'pnpm',
      repository('pnpm-lock.yaml', "lockfileVersion: '9.0'\n"),
    );
    assert.deepEqual(words(project), [
      'npm exec --yes --ignore-scripts --package=pnpm@10 -- pnpm install --frozen-lockfile --ignore-scripts',
      'npm run --silent build',
      'npm run --silent lint',
    ]);
    assert.deepEqual(
      [project.manager, project.tools, project.script],
      ['pnpm', ['node', 'npm'], ['npm', 'run', '--silent']],
    );
    assert.deepEqual(assumed, ['This machine has no pnpm: npm fetched it to install the packages.']);
  });

  for (const [manifest, lockfile, version] of [
    [{ packageManager: 'pnpm@9.15.4+sha512.abc' }, "lockfileVersion: '9.0'\n", '9.15.4'],
    [{ packageManager: 'pnpm@file:evil.tgz' }, "lockfileVersion: '6.0'\n", '8'],
    [{}, 'lockfileVersion: 5.4\n', '7'],
    [{}, '', 'latest'],
  ] as const)
    test(`pnpm, version ${version} is taken for ${JSON.stringify(manifest)} and ${JSON.stringify(lockfile)}`, async () => {
      const { project } = await detectWithout('pnpm', repository('pnpm-lock.yaml', lockfile, manifest));
      assert.ok(project.install?.argv.includes(`--package=pnpm@${version}`));
    });

  for (const lockfile of ['# yarn lockfile v1\n', '__metadata:\n  version: 8\n'])
    test(`yarn, npm installs by ${JSON.stringify(lockfile)}`, async () => {
      const { project, assumed } = await detectWithout('yarn', repository('yarn.lock', lockfile));
      assert.deepEqual(words(project), [
        'npm install --no-save --no-audit --no-fund --ignore-scripts yarn@1',
        'env SKIP_YARN_COREPACK_CHECK=1 npm run --silent build',
        'env SKIP_YARN_COREPACK_CHECK=1 npm run --silent lint',
      ]);
      assert.equal(assumed.length, 1);
    });

  test('yarn, scripts run where the repository lets them', async () => {
    const settings = { ...noSettings, setup: { scripts: true } };
    const { project } = await detectWithout(
      'yarn',
      repository('yarn.lock', '# yarn lockfile v1\n'),
      settings,
    );
    assert.equal(words(project)[0], 'npm install --no-save --no-audit --no-fund yarn@1');
  });

  test('uv, pip installs the newest versions that fit', async () => {
    const files = { 'pyproject.toml': '[project]\nname = "shop"\n', 'uv.lock': '' };
    const pip = (await detectWithout('none', { 'pyproject.toml': files['pyproject.toml'] })).project;
    const { project, assumed } = await detectWithout('uv', files);
    assert.deepEqual(project.install, pip.install);
    assert.deepEqual([project.manager, project.tools], ['pip', ['python3']]);
    assert.ok(
      assumed.includes(
        'This machine has no uv: pip installed the newest versions that fit, whatever uv.lock says.',
      ),
    );
    const settings = { ...noSettings, setup: { scripts: true } };
    const built = await detectWithout('uv', files, settings);
    assert.equal(built.project.install?.argv.includes('PIP_ONLY_BINARY=:all:'), false);
  });

  test('what nothing stands in for, and what the repository installs in its own way, stays as it is', async () => {
    const commands = { ...noSettings.commands, install: 'pnpm fetch' };
    const own = await detectWithout('pnpm', repository('pnpm-lock.yaml', ''), { ...noSettings, commands });
    assert.deepEqual([words(own.project)[0], own.assumed], ['sh -c pnpm fetch', []]);
    const bun = await detectWithout('bun', repository('bun.lock', ''));
    assert.deepEqual([bun.project.tools, bun.assumed], [['node', 'bun'], []]);
    const there = await detectWithout('yarn', repository('pnpm-lock.yaml', ''));
    assert.equal(words(there.project)[0], 'pnpm install --frozen-lockfile --ignore-scripts');
  });
});
