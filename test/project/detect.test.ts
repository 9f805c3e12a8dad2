import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Detection, detectProjects } from '../../src/project/detect.ts';
import type { Project } from '../../src/project/project.ts';
import { sampleFiles } from './tree-files.ts';

function manifest(parts: object = {}): string {
  return JSON.stringify(parts);
}

/** With what is assumed of the projects among what is assumed. */
async function detect(files: Readonly<Record<string, string>>): Promise<Detection> {
  const detection = await detectProjects(sampleFiles(files));
  const { projects, assumed } = detection;
  return {
    ...detection,
    assumed: [...projects.flatMap((project) => project.assumed.map(({ text }) => text)), ...assumed],
  };
}

/** What is found, each project in a line for what it does. */
async function found(files: Readonly<Record<string, string>>) {
  const { projects } = await detect(files);
  return projects.map((project) => [project.folder, project.manager, ...linesOf(project)]);
}

function linesOf({ install, runners, build, lint, types }: Project): readonly string[] {
  const commands = Object.entries({ install, build, lint, types }).flatMap(([name, command]) =>
    command === null ? [] : [`${name}: ${command.argv.join(' ')}`],
  );
  return [...commands, ...runners.map(({ name, words }) => `test: ${name}: ${words.join(' ')}`)];
}

suite(
  'a package manager is known by its lockfile, and installs what that says without running scripts:',
  () => {
    const package_ = { 'package.json': manifest({ scripts: { test: 'node --test' } }) };
    const cases: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string]>> = {
      npm: [{ ...package_, 'package-lock.json': '{}' }, 'npm ci --no-audit --no-fund --ignore-scripts'],
      pnpm: [{ ...package_, 'pnpm-lock.yaml': '' }, 'pnpm install --frozen-lockfile --ignore-scripts'],
      yarn: [
        { ...package_, 'yarn.lock': '# yarn lockfile v1' },
        'yarn install --frozen-lockfile --non-interactive --ignore-scripts',
      ],
      'yarn berry': [
        { ...package_, 'yarn.lock': '__metadata:\n  version: 8\n' },
        'yarn install --immutable --mode=skip-build',
      ],
      bun: [{ ...package_, 'bun.lock': '{}' }, 'bun install --frozen-lockfile --ignore-scripts'],
      uv: [
        { 'uv.lock': '', 'pyproject.toml': '' },
        'uv sync --frozen --all-groups --no-install-project --no-build',
      ],
      poetry: [
        { 'poetry.lock': '', 'pyproject.toml': '' },
        'env POETRY_VIRTUALENVS_IN_PROJECT=true POETRY_INSTALLER_ONLY_BINARY=:all: poetry install --no-interaction --no-root --all-groups',
      ],
      pipenv: [
        { 'Pipfile.lock': '{}' },
        'env PIPENV_VENV_IN_PROJECT=1 PIP_ONLY_BINARY=:all: pipenv sync --dev',
      ],
      pip: [
        { 'requirements.txt': '', 'requirements-dev.txt': '' },
        'env PIP_ONLY_BINARY=:all: sh -c python3 -I -m venv --without-pip --system-site-packages .venv && python3 -I -m pip --python .venv/bin/python install --disable-pip-version-check --no-input "$@" && { python3 -I -m pip --python .venv/bin/python install --disable-pip-version-check --no-input coverage || true; } sh -r requirements.txt -r requirements-dev.txt',
      ],
      go: [{ 'go.mod': '', 'go.sum': '' }, 'go mod vendor'],
      cargo: [{ 'Cargo.toml': '', 'Cargo.lock': '' }, 'env CARGO_HOME=.cargo-home cargo fetch --locked'],
      maven: [{ 'pom.xml': '' }, 'mvn --batch-mode -Dmaven.repo.local=.m2 dependency:go-offline'],
      gradle: [{ 'build.gradle.kts': '' }, 'gradle --no-daemon --gradle-user-home=.gradle-home dependencies'],
      bundler: [
        { Gemfile: '', 'Gemfile.lock': '' },
        'env BUNDLE_FROZEN=true BUNDLE_PATH=vendor/bundle bundle install',
      ],
      composer: [
        { 'composer.json': '{}', 'composer.lock': '{}' },
        'composer install --no-interaction --no-plugins --no-scripts',
      ],
    };
    for (const [manager, [files, command]] of Object.entries(cases))
      test(manager, async () => {
        const { projects } = await detect(files);
        assert.deepEqual(
          projects.map((project) => [project.manager, project.install?.argv.join(' ')]),
          [[manager, command]],
        );
      });

    test('without a lockfile the newest versions are taken, and that is said', async () => {
      const { projects, assumed } = await detect(package_);
      assert.deepEqual(projects[0]?.install?.argv.slice(0, 2), ['npm', 'install']);
      assert.deepEqual(assumed, [
        'The repository has no lockfile: the newest versions that fit are installed.',
      ]);
    });
  },
);

async function runnerFor(script: string, more: object = {}) {
  const { projects } = await detect({ 'package.json': manifest({ scripts: { test: script }, ...more }) });
  const [runner] = projects[0]?.runners ?? [];
  return runner === undefined ? undefined : `${runner.name}: ${runner.words.join(' ')}`;
}

suite('the runner is the one that the test script starts,', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    'vitest run --coverage': 'vitest: vitest run',
    'npm run build && NODE_ENV=test npx jest --watch --config "my jest.json"':
      'jest: jest --config my jest.json',
    'node --experimental-vm-modules node_modules/jest/bin/jest.js -w 2':
      'jest: node --experimental-vm-modules node_modules/jest/bin/jest.js -w 2',
    "nyc mocha --require ts-node/register -R spec 'test/**/*.ts'":
      'mocha: mocha --require ts-node/register test/**/*.ts',
    'c8 --100 ava --serial': 'ava: ava --serial',
    'tap --100 test/*.js': 'tap: tap test/*.js',
    'node --test --test-reporter=spec --import tsx test/*.test.ts':
      'node:test: node --test --import tsx test/*.test.ts',
    'tsx --test': 'node:test: tsx --test',
    'cross-env CI=1 vitest watch': 'vitest: vitest',
    'npm install jest && echo jest': undefined,
    'exit 0': undefined,
  };
  for (const [script, expected] of Object.entries(cases))
    test(script, async () => {
      assert.equal(await runnerFor(script), expected);
    });

  test('with what the script sets for it', async () => {
    const script = 'NODE_OPTIONS=--experimental-vm-modules SECRET=1 jest';
    const { projects } = await detect({ 'package.json': manifest({ scripts: { test: script } }) });
    assert.deepEqual(projects[0]?.runners[0]?.env, { NODE_OPTIONS: '--experimental-vm-modules' });
  });

  test('with the others that scripts start behind it', async () => {
    const scripts = { 'test:e2e': 'mocha e2e', test: 'vitest run', 'test:again': 'vitest run b' };
    const { projects } = await detect({ 'package.json': manifest({ scripts }) });
    assert.deepEqual(
      projects[0]?.runners.map(({ name, from }) => [name, from]),
      [
        ['vitest', 'package.json, scripts.test'],
        ['mocha', 'package.json, scripts.test:e2e'],
      ],
    );
  });

  test('also by the scripts that it calls', async () => {
    const scripts = {
      test: 'nyc yarn _test',
      _test: 'yarn build && cross-env NODE_ENV=test yarn run -s run-mocha',
      build: 'tsc',
      'run-mocha': "mocha --require ./runtime 'test/**/*.js'",
      'run-jest': 'jest',
    };
    const { projects } = await detect({ 'package.json': manifest({ scripts }) });
    assert.deepEqual(
      projects[0]?.runners.map(({ words, from }) => [words.join(' '), from]),
      [['mocha --require ./runtime test/**/*.js', 'package.json, scripts.run-mocha']],
    );
  });

  test('or, where none does, one that is depended upon, configured or imported', async () => {
    assert.equal(await runnerFor('make test', { devDependencies: { jest: '30' } }), 'jest: jest');
    assert.deepEqual(await found({ 'package.json': '{}', '.mocharc.yml': '' }), [
      [
        '',
        'npm',
        'install: npm install --no-audit --no-fund --no-package-lock --ignore-scripts',
        'test: mocha: mocha',
      ],
    ]);
    const { projects, assumed } = await detect({
      'package.json': '{}',
      'package-lock.json': '{}',
      'a.test.js': "import { test } from 'node:test';",
    });
    assert.equal(projects[0]?.runners[0]?.name, 'node:test');
    assert.deepEqual(assumed, [
      `No script runs the tests: by the imports of its tests they are node:test's, run as "node --test".`,
    ]);
  });

  test('and where there is none, that is said', async () => {
    const { assumed } = await detect({ 'package.json': '{}', 'package-lock.json': '{}' });
    assert.deepEqual(assumed, ['No test runner that is known is found in package.json.']);
  });
});

suite('runners of other languages are known by their files:', () => {
  const cases: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string | undefined]>> = {
    'pytest by a requirement': [{ 'requirements.txt': 'flask\npytest==8.0\n' }, 'pytest'],
    'pytest by its settings': [{ 'pyproject.toml': '[tool.pytest.ini_options]\n' }, 'pytest'],
    'pytest by an import': [{ 'setup.py': '', 'tests/test_a.py': 'import pytest\n' }, 'pytest'],
    'unittest by an import': [{ 'setup.py': '', 'tests/test_a.py': 'import unittest\n' }, 'unittest'],
    'not pytest by a plugin for something else': [{ 'requirements.txt': 'pytest-like\n' }, undefined],
    'go test': [{ 'go.mod': '', 'a_test.go': '' }, 'go test'],
    'cargo test': [{ 'Cargo.toml': '' }, 'cargo test'],
    maven: [{ 'pom.xml': '' }, 'maven'],
    rspec: [{ Gemfile: "gem 'rspec'\n" }, 'rspec'],
    minitest: [{ Gemfile: '', 'test/a_test.rb': '' }, 'minitest'],
    phpunit: [{ 'composer.json': '{"require-dev": {"phpunit/phpunit": "^11"}}' }, 'phpunit'],
  };
  for (const [name, [files, expected]] of Object.entries(cases))
    test(name, async () => {
      const { projects } = await detect(files);
      assert.equal(projects[0]?.runners[0]?.name, expected);
    });

  test('of those that were never run here, that is said', async () => {
    const { assumed } = await detect({ 'go.mod': '', 'go.sum': '', 'a_test.go': '' });
    assert.deepEqual(assumed, [
      `The tests of the repository are taken for go test's, by a_test.go, and run as "go test".`,
      'How go test is run and read has been checked on recorded output only.',
    ]);
  });
});

suite('building, linting and checking types', () => {
  test('are scripts of the manifest', async () => {
    const scripts = { build: 'tsc', lint: 'eslint .', typecheck: 'tsc --noEmit', test: 'vitest run' };
    assert.deepEqual(await found({ 'package.json': manifest({ scripts }), 'pnpm-lock.yaml': '' }), [
      [
        '',
        'pnpm',
        'install: pnpm install --frozen-lockfile --ignore-scripts',
        'build: pnpm run build',
        'lint: pnpm run lint',
        'types: pnpm run typecheck',
        'test: vitest: vitest run',
      ],
    ]);
  });

  test('are not scripts that never end', async () => {
    const [lines] = await found({
      'package.json': manifest({ scripts: { build: 'tsc --watch' } }),
      'yarn.lock': '',
    });
    assert.deepEqual(lines?.slice(3), []);
  });

  test('go by settings of tools where there are no scripts', async () => {
    const typescript = manifest({ devDependencies: { typescript: '7' } });
    const [node] = await found({ 'package.json': typescript, 'yarn.lock': '', 'tsconfig.json': '{}' });
    assert.deepEqual(node?.slice(3), ['types: tsc --noEmit -p tsconfig.json']);
    const [python] = await found({ 'pyproject.toml': '[tool.ruff]\n[tool.mypy]\n', 'uv.lock': '' });
    assert.deepEqual(python?.slice(3), ['lint: ruff check .', 'types: mypy .']);
  });
});
