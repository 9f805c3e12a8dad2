import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { detectProjects } from '../../src/project/detect.ts';
import { noSettings } from '../../src/project/project.ts';
import { testBuilds } from '../../src/project/test-builds.ts';
import { sampleFiles } from './tree-files.ts';

type Files = Readonly<Record<string, string>>;

/** What is to be built before the tests of the first project, in short. */
async function found(
  manifest: object,
  files: Files,
  build: string | null = null,
): Promise<readonly string[]> {
  const repository = sampleFiles({ 'package.json': JSON.stringify(manifest), ...files });
  const commands = { ...noSettings.commands, build };
  const { projects } = await detectProjects(repository, { ...noSettings, commands });
  const [project] = projects;
  const [runner] = project?.runners ?? [];
  assert.ok(project && runner);
  const { made, commands: tried, isDue } = await testBuilds(project, runner, repository);
  return [isDue ? `due for ${made.join(', ')}` : 'to be tried', ...tried.map(({ argv }) => argv.join(' '))];
}

const importing: Files = {
  'src/a.ts': '',
  'test/a.test.js': "import { a } from '../dist/esm/a.js';\nimport { b } from './missing.js';\n",
};

suite('what has to be built before tests is', () => {
  test('what the settings name, and nothing else', async () => {
    const scripts = { test: 'mocha', build: 'tsc' };
    assert.deepEqual(await found({ scripts }, importing, 'tsc -b'), [
      'due for dist/esm/a.js',
      'sh -c tsc -b',
    ]);
    assert.deepEqual(await found({ scripts: { test: 'vitest' } }, {}, 'make'), ['due for ', 'sh -c make']);
  });

  test('due where tests import from a folder that no commit has: by what names that folder, and what is named so', async () => {
    const scripts = {
      clean: 'rm -rf dist',
      watch: 'tsc --outDir dist --watch',
      esm: 'tsc --outDir dist/esm',
      prepare: 'npm run esm',
      pretest: 'npm run prepare',
      test: 'tap',
      build: 'npm run lint && npm run esm',
    };
    assert.deepEqual(await found({ scripts }, importing), [
      'due for dist/esm/a.js',
      'npm run --silent pretest',
      'npm run --silent esm',
      'npm run --silent prepare',
      'npm run --silent build',
    ]);
  });

  test('what the script of the tests does before it starts the runner', async () => {
    const scripts = { test: 'npm run lint && tsc --noEmit && npm run compile && c8 mocha', prepare: 'husky' };
    assert.deepEqual(await found({ scripts }, importing), ['due for dist/esm/a.js', 'sh -c npm run compile']);
  });

  test('due where tests import the package itself, and its entry is not there', async () => {
    const scripts = { test: 'node --test', build: 'rollup -c' };
    const exports = { '.': { types: './dist/index.d.ts', import: './dist/index.mjs' } };
    for (const from of ['shop', '..', '../'])
      assert.deepEqual(
        await found(
          { name: 'shop', exports, scripts },
          { 'test/a.test.js': `const { a } = require('${from}');` },
        ),
        ['due for dist/index.mjs', 'npm run --silent build'],
      );
    assert.deepEqual(
      await found(
        { name: 'shop', main: 'lib/index.js', scripts },
        { 'lib/index.js': '', 'test/a.test.js': "import { a } from 'shop';" },
      ),
      ['to be tried', 'npm run --silent build'],
    );
  });

  test('nothing where the runner reads the sources as they are', async () => {
    const build = 'tsc';
    const files = { 'src/a.ts': '', 'test/a.test.ts': "import { a } from '../src/a.js';" };
    for (const command of ['vitest run', 'jest', 'node --import=tsx --test', 'mocha -r ts-node/register'])
      assert.deepEqual(await found({ scripts: { test: command, build } }, files), ['to be tried'], command);
  });
});
