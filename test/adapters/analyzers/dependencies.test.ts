import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openDependencies } from '../../../src/adapters/analyzers/dependencies.ts';
import type { PackageFacts } from '../../../src/adapters/analyzers/registry.ts';
import { changeWorld, type Files, syntax } from './change-world.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 5, 1);
const old: PackageFacts = { is: 'there', since: now - 2_000 * day, scripts: [] };

/** A registry with these packages; what it was asked is kept. */
function shop(packages: Readonly<Record<string, PackageFacts>>) {
  const asked: string[] = [];
  const analyzer = openDependencies({
    syntax,
    clock: { now: () => now },
    lookUp: async (ecosystem, name) => {
      asked.push(`${ecosystem} ${name}`);
      return packages[name] ?? { is: 'absent' };
    },
  });
  return {
    asked,
    judge: async (before: Files, after: Files) => {
      using world = await changeWorld(before, after);
      const { findings, notRun } = await analyzer.analyze(world.change, new AbortController().signal);
      return {
        said: findings.map(
          ({ path, anchor, severity, title }) => `${path}:${anchor?.start} ${severity} ${title}`,
        ),
        notRun,
      };
    },
  };
}

function manifest(dependencies: Files, more: object = {}): string {
  return `${JSON.stringify({ name: 'mine', dependencies, ...more }, null, 2)}\n`;
}

suite('a new dependency', () => {
  test('that does not exist, is young, looks like another or runs scripts is told', async () => {
    const { judge, asked } = shop({
      express: old,
      fresh: { is: 'there', since: now - 3 * day, scripts: ['postinstall'] },
      expres: { is: 'there', since: now - 100 * day, scripts: [] },
      preact: old,
      esbuildish: { is: 'there', since: now - 900 * day, scripts: ['install', 'postinstall'] },
    });
    const after = manifest({
      express: '5',
      nowhere: '1',
      fresh: '1',
      expres: '1',
      preact: '1',
      esbuildish: '1',
    });
    assert.deepEqual(await judge({ 'package.json': manifest({ express: '4' }) }, { 'package.json': after }), {
      said: [
        'package.json:5 high There is no package `nowhere`',
        'package.json:6 medium `fresh` came out 3 days ago',
        'package.json:7 low `expres` is one letter away from `express`',
        'package.json:9 low `esbuildish` runs code when it is installed',
      ],
      notRun: [],
    });
    assert.deepEqual(asked, ['npm nowhere', 'npm fresh', 'npm expres', 'npm preact', 'npm esbuildish']);
  });

  test('of Python is found in each way to write it', async () => {
    const { judge, asked } = shop({});
    await judge(
      { 'requirements.txt': 'flask\n' },
      {
        'requirements.txt':
          'Flask>=2\n# no\n-r other.txt\nalpha[extra]==1 ; python_version > "3"\nbeta @ https://x.test/b.whl\n',
        'pyproject.toml': `[project]
name = "mine"
dependencies = ["gamma>=1", "delta"]
classifiers = ["No :: Package"]
[project.optional-dependencies]
dev = [
  "epsilon ; sys_platform == 'win32'", # why
]
[tool.poetry.dependencies]
python = "^3.10"
zeta = "^1"
eta = { path = "../eta" }
[dependency-groups]
test = ["theta"]
[tool.ruff]
select = ["E"]
`,
      },
    );
    assert.deepEqual(
      asked.toSorted(),
      ['alpha', 'delta', 'epsilon', 'gamma', 'theta', 'zeta'].map((name) => `pypi ${name}`).toSorted(),
    );
  });

  test('that lies in the repository, at an address, or was known elsewhere in it is not asked about', async () => {
    const { judge, asked } = shop({});
    const before = {
      'a/package.json': manifest({ known: '1' }),
      'b/package.json': manifest({}, { name: 'sister' }),
    };
    const after = manifest({
      known: '1',
      sister: '*',
      'from-git': 'git+ssh://x/y',
      link: 'file:../c',
      work: 'workspace:*',
      'from-hub': 'me/mine',
    });
    assert.deepEqual(await judge(before, { ...before, 'c/package.json': after }), { said: [], notRun: [] });
    assert.deepEqual(asked, []);
  });

  test('that cannot be looked up is named, with the reason', async () => {
    const away: PackageFacts = { is: 'unknown', because: 'the registry of npm did not answer' };
    const { judge } = shop({ one: away, two: away });
    assert.deepEqual((await judge({}, { 'package.json': manifest({ one: '1', two: '1' }) })).notRun, [
      '`one`, `two` could not be looked up: the registry of npm did not answer.',
    ]);
    const own = await judge(
      {},
      { 'package.json': manifest({ '@mine/x': '1' }), '.npmrc': '@mine:registry=https://npm.mine.test\n' },
    );
    assert.deepEqual(own, {
      said: [],
      notRun: ['`@mine/x` could not be looked up: the repository names a registry of its own.'],
    });
  });

  test('of other languages is named as not looked up', async () => {
    const analyzer = shop({
      'github.com/a/b': { is: 'unknown', because: 'this kind of registry is not asked' },
      serde: { is: 'unknown', because: 'this kind of registry is not asked' },
    });
    const { notRun } = await analyzer.judge(
      {},
      {
        'go.mod': 'module x\n\nrequire (\n\tgithub.com/a/b v1.2.3\n)\n',
        'Cargo.toml': '[dependencies]\nserde = "1"\nmine = { path = "m" }\n',
      },
    );
    assert.deepEqual(notRun, [
      '`serde`, `github.com/a/b` could not be looked up: this kind of registry is not asked.',
    ]);
  });
});

suite('an import', () => {
  const { judge } = shop({});
  async function said(files: Files, before: Files = {}) {
    return (await judge(before, { ...before, ...files })).said;
  }
  const there = {
    'package.json': manifest({ express: '4', '@scope/a': '1' }, { devDependencies: { '@types/koa': '1' } }),
  };

  test('of a package that no manifest names is told once', async () => {
    const text =
      "import _ from 'lodash';\nimport 'lodash/fp';\nconst y = require('@other/b/c');\nawait import('left-pad');\n";
    assert.deepEqual(await said({ 'a.js': text }, there), [
      'a.js:1 medium `lodash` is imported and no manifest names it',
      'a.js:3 medium `@other/b` is imported and no manifest names it',
      'a.js:4 medium `left-pad` is imported and no manifest names it',
    ]);
  });

  test('is right where a manifest, the platform, the repository or its settings have it', async () => {
    const text =
      "import 'express';\nimport '@scope/a/b';\nimport 'koa';\nimport 'fs';\nimport 'node:test';\nimport 'mine/x';\nimport './a';\nimport '@/b';\nimport '~/c';\nimport 'virtual:d';\nimport 'src/e';\nimport 'aliased';\n";
    const more = { 'src/e.js': '', 'vite.config.js': "export default { alias: { aliased: './x' } };\n" };
    assert.deepEqual(await said({ 'a.js': text }, { ...there, ...more }), []);
    assert.deepEqual(await said({ 'a.js': "import 'lodash';\n" }), []);
    assert.deepEqual(
      await said({ 'b.js': "import 'lodash';\n" }, { ...there, 'a.js': "import 'lodash';\n" }),
      [],
    );
  });

  test('of Python is judged by what distributions are called', async () => {
    const before = {
      'requirements.txt': 'PyYAML\nscikit_learn\nFlask\n',
      'helper.py': '',
      'pkg/__init__.py': '',
    };
    const text =
      'import os, yaml\nimport sklearn.svm\nfrom flask import Flask\nimport helper, pkg\nimport numpy as np\ntry:\n    import orjson\nexcept ImportError:\n    orjson = None\n';
    assert.deepEqual(await said({ 'a.py': text }, before), [
      'a.py:5 medium `numpy` is imported and no manifest names it',
    ]);
  });
});
