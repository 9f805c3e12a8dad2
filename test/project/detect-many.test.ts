import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detectProjects } from '../../src/project/detect.ts';
import { noSettings, type ProjectSettings } from '../../src/project/project.ts';
import { sampleFiles } from './tree-files.ts';

function manifest(parts: object = {}): string {
  return JSON.stringify(parts);
}

async function detect(files: Readonly<Record<string, string>>, settings?: ProjectSettings) {
  return detectProjects(sampleFiles(files), settings);
}

function settings(commands: Partial<ProjectSettings['commands']>, scripts = false): ProjectSettings {
  return { commands: { ...noSettings.commands, ...commands }, setup: { scripts } };
}

suite('a repository of several projects', () => {
  const workspace = {
    'package.json': manifest({ workspaces: ['packages/*'] }),
    'package-lock.json': '{}',
    'packages/a/package.json': manifest({ scripts: { test: 'vitest run' } }),
    'packages/b/package.json': manifest({ scripts: { test: 'jest' } }),
    'packages/empty/package.json': '{}',
  };

  test('has a project for the root and each workspace with tests, installed at the root', async () => {
    const { projects } = await detect(workspace);
    assert.deepEqual(
      projects.map(({ folder, install, runners }) => [
        folder,
        install?.folder,
        runners.map(({ name }) => name),
      ]),
      [
        ['', '', []],
        ['packages/a', '', ['vitest']],
        ['packages/b', '', ['jest']],
      ],
    );
  });

  test('may name its workspaces as pnpm does', async () => {
    const { projects } = await detect({
      ...workspace,
      'package.json': '{}',
      'package-lock.json': '',
      'pnpm-lock.yaml': '',
      'pnpm-workspace.yaml': "packages:\n  - 'packages/**'\n",
    });
    assert.deepEqual(
      projects.map(({ folder, manager, install }) => [folder, manager, install?.folder]),
      [
        ['', 'pnpm', ''],
        ['packages/a', 'pnpm', ''],
        ['packages/b', 'pnpm', ''],
      ],
    );
  });

  test('may be of several languages, in one folder or in many', async () => {
    const { projects } = await detect({
      'pyproject.toml': '',
      'uv.lock': '',
      'package.json': '{}',
      'package-lock.json': '{}',
      'tools/go.mod': '',
      'tools/go.sum': '',
    });
    assert.deepEqual(
      projects.map(({ folder, manager }) => [folder, manager]),
      [
        ['', 'npm'],
        ['', 'uv'],
        ['tools', 'go'],
      ],
    );
  });

  test('does not count packages of others and what tests are fed with', async () => {
    const foreign = ['node_modules/a', 'vendor/a', 'test/fixtures/a', 'testdata/a', 'templates/a'];
    const files = Object.fromEntries(foreign.map((folder) => [`${folder}/package.json`, '{}']));
    assert.deepEqual((await detect(files)).projects, []);
  });

  test('is cut at fifty, which is said', async () => {
    const files = Object.fromEntries(Array.from({ length: 55 }, (_, index) => [`p${index}/go.mod`, '']));
    const { projects, assumed } = await detect(files);
    assert.equal(projects.length, 50);
    assert.equal(assumed.at(-1), '5 more projects are left out.');
  });
});

suite('the settings of the default branch', () => {
  const files = {
    'package.json': manifest({ scripts: { test: 'jest', lint: 'eslint .' } }),
    'package-lock.json': '{}',
  };

  test('come before what was found', async () => {
    const { projects } = await detect(
      files,
      settings({ install: 'make setup', test: 'vitest run --config a.ts' }),
    );
    assert.deepEqual(projects[0]?.install, {
      argv: ['sh', '-c', 'make setup'],
      folder: '',
      from: '.github/patchwright.yml, commands.install',
    });
    assert.deepEqual(
      projects[0]?.runners.map(({ name, words, from }) => [name, words, from]),
      [['vitest', ['vitest', 'run', '--config', 'a.ts'], '.github/patchwright.yml, commands.test']],
    );
    assert.deepEqual(projects[0]?.lint?.argv, ['npm', 'run', '--silent', 'lint']);
  });

  test('leave nothing to assume of what they name', async () => {
    const bare = { 'package.json': manifest({}), 'vitest.config.ts': '' };
    const [own] = (await detect(bare, settings({ install: 'make setup' }))).projects;
    assert.deepEqual(
      own?.assumed.map(({ text }) => text),
      ['No script runs the tests: by its configuration or packages they are vitest\'s, run as "vitest run".'],
    );
    const [whole] = (await detect(bare, settings({ install: 'make setup', test: 'vitest run' }))).projects;
    assert.deepEqual(whole?.assumed, []);
  });

  test('that install in another way need the tools of that way', async () => {
    const yarn = { 'package.json': files['package.json'], 'yarn.lock': '# yarn lockfile v1' };
    const own = await detect(yarn, settings({ install: 'npm install --no-package-lock' }));
    assert.deepEqual(
      [own, await detect(yarn)].map(({ projects }) => projects[0]?.tools),
      [
        ['node', 'npm'],
        ['node', 'yarn'],
      ],
    );
  });

  test('that name no runner leave none, and that is said', async () => {
    const { projects, assumed } = await detect(files, settings({ test: 'make test' }));
    assert.deepEqual(projects[0]?.runners, []);
    assert.deepEqual(assumed, [
      'commands.test of .github/patchwright.yml starts no test runner that is known here. Name one in it (vitest, jest, mocha, ava, tap, node --test, pytest, ...), so that its results can be read.',
    ]);
  });

  test('may let packages run their scripts', async () => {
    const { projects } = await detect(files, settings({}, true));
    assert.deepEqual(projects[0]?.install?.argv, ['npm', 'ci', '--no-audit', '--no-fund']);
  });
});

suite('hints', () => {
  test('are read where they stand, and nothing of them is run', async () => {
    const { hints, projects } = await detect({
      '.github/workflows/copilot-setup-steps.yml':
        'jobs:\n  copilot-setup-steps:\n    steps:\n      - uses: actions/setup-node@v4\n        with:\n          node-version: 24\n      - run: npm ci\n      - name: build\n        run: |\n          make a\n          make b\n',
      '.devcontainer/devcontainer.json':
        '{\n  // comment\n  "image": "http://example.com", /* x */\n  "postCreateCommand": {"a": "npm ci", "b": ["npm", "test"]},\n}',
      'AGENTS.md': 'Run `npm test` first.\n\n```sh\n$ pnpm run lint\nnothing here\n```\n',
    });
    assert.deepEqual(projects, []);
    assert.deepEqual(
      hints.map(({ text, from }) => `${from}: ${text}`),
      [
        '.github/workflows/copilot-setup-steps.yml:6: node-version: 24',
        '.github/workflows/copilot-setup-steps.yml:7: npm ci',
        '.github/workflows/copilot-setup-steps.yml:9: make a\nmake b',
        '.devcontainer/devcontainer.json, postCreateCommand: npm ci',
        '.devcontainer/devcontainer.json, postCreateCommand: npm test',
        'AGENTS.md:1: npm test',
        'AGENTS.md:4: pnpm run lint',
      ],
    );
  });
});
