import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { openRegistry } from '../../src/adapters/analyzers/registry.ts';
import { openTreeCopies } from '../../src/adapters/analyzers/tree-copy.ts';
import { openProjectAnalyzers } from '../../src/project/project-analyzers.ts';
import { changeWorld, type Files } from '../adapters/analyzers/change-world.ts';
import { scratch } from '../adapters/git-repository.ts';
import { openSandboxWorld, type SandboxWorld } from '../contracts/sandbox-world.ts';

let world: SandboxWorld;
before(async () => {
  world = await openSandboxWorld();
});
after(() => world[Symbol.asyncDispose]());

const project: Files = {
  'package.json': JSON.stringify({
    name: 'shop',
    private: true,
    type: 'module',
    scripts: { lint: 'eslint src', typecheck: 'tsc --noEmit' },
    devDependencies: { typescript: '5.9.3', eslint: '9.39.1', '@eslint/js': '9.39.1' },
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, allowJs: true, checkJs: true },
    include: ['src'],
  }),
  'eslint.config.js': "import js from '@eslint/js';\nexport default [js.configs.recommended];\n",
  'src/price.js': '/** @param {number} amount */\nexport function price(amount) {\n  return amount * 2;\n}\n',
  'src/label.js':
    "import { price } from './price.js';\nexport const label = price(2).toFixed();\nvar old = 1;\n",
};

suite("a real project's own eslint and tsc, installed and run in the sandbox,", () => {
  test('tell of the change what is new in it, also in a file that it did not touch', async () => {
    using room = scratch();
    using change = await changeWorld(project, {
      ...project,
      'src/price.js':
        '/** @param {number} amount */\nexport function price(amount) {\n  const unused = 1;\n  return String(amount * 2);\n}\n',
    });
    const [types, linters] = openProjectAnalyzers({
      sandbox: world.sandbox,
      copy: openTreeCopies(room.path),
    });
    assert.ok(types !== undefined && linters !== undefined);
    const signal = new AbortController().signal;
    const said = [await types.analyze(change.change, signal), await linters.analyze(change.change, signal)];
    assert.deepEqual(
      said.map(({ findings, notRun }) => [
        findings.map(
          ({ path, anchor, title, evidence }) => `${path}:${anchor?.start ?? '-'} ${title} (${evidence})`,
        ),
        notRun,
      ]),
      [
        [["src/label.js:- Property 'toFixed' does not exist on type 'string'. (types: TS2339)"], []],
        [["src/price.js:3 'unused' is assigned a value but never used (linters: no-unused-vars)"], []],
      ],
    );
  });
});

suite('the registry that this machine is set up for', () => {
  test('knows packages that are there, and says of others that they are not', async () => {
    const lookUp = openRegistry({ environment: process.env, mostMs: 60_000 });
    const signal = new AbortController().signal;
    const there = await lookUp('npm', 'typescript', signal);
    assert.ok(
      there.is === 'there' && there.since !== null && there.since < Date.now(),
      JSON.stringify(there),
    );
    assert.deepEqual(await lookUp('npm', 'patchwright-has-no-such-package', signal), { is: 'absent' });
  });
});
