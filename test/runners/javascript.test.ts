import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { detectProjects } from '../../src/project/detect.ts';
import { prepare } from '../../src/project/prepare.ts';
import type { SandboxSession } from '../../src/ports/sandbox.ts';
import type { Project } from '../../src/project/project.ts';
import { runTests, type TestRun } from '../../src/project/run-tests.ts';
import type { Wanted } from '../../src/project/test-command.ts';
import { openSandboxWorld, type SandboxWorld } from '../contracts/sandbox-world.ts';
import { shops, writeShops } from '../project/shops.ts';
import { treeFiles } from '../project/tree-files.ts';

let world: SandboxWorld;
let projects: readonly Project[];
let session: SandboxSession;
before(async () => {
  world = await openSandboxWorld();
  await writeShops(world.tree);
  ({ projects } = await detectProjects(treeFiles(world.tree)));
  const root = projects.find(({ folder }) => folder === '');
  assert(root !== undefined);
  const prepared = await prepare(world.sandbox, { tree: world.tree, project: root });
  assert.equal(prepared.is, 'prepared', JSON.stringify(prepared));
  session = await world.sandbox.open({ tree: world.tree, tools: ['node', 'npm'] });
});
after(async () => {
  await session[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

async function run(folder: string, what: Wanted, isMeasured = false): Promise<TestRun> {
  const [runner] = projects.find((each) => each.folder === folder)?.runners ?? [];
  assert(runner !== undefined, `no runner is found in ${folder}`);
  return runTests(session, runner, { what, isMeasured });
}

function outcomes({ tests }: TestRun): readonly string[] {
  return tests
    .map(({ outcome, name }) => `${outcome} ${name.replace(/^shop > /, '').replace(' > ', ' ')}`)
    .sort();
}

const names = {
  failed: 'the price is the same for others',
  passed: ['the label counts', 'the price is lower for members'],
};

/** The name that a shop's report has for a test which passes. */
const told = new Map<string, string>();

/** Runners that know no tests that are still to be written. */
const withoutTodo: ReadonlySet<string> = new Set(['mocha']);

for (const [shop, { testPath = 'test/shop.test.js' }] of Object.entries(shops))
  suite(`a real project with ${shop}, installed and tested in the sandbox,`, () => {
    const file = `${shop}/${testPath}`;

    test('gives the result of each test, and what ran by line and branch', async () => {
      const all = await run(shop, { is: 'all' }, true);
      assert.deepEqual(all.verdict, { is: 'failed' }, all.output);
      assert.deepEqual(outcomes(all), [
        `failed ${names.failed}`,
        ...names.passed.map((name) => `passed ${name}`),
        'skipped of nothing',
        `${withoutTodo.has(shop) ? 'skipped' : 'todo'} tax`,
      ]);
      told.set(shop, all.tests.find(({ name }) => name.endsWith('the label counts'))?.name ?? '');
      assert.deepEqual(all.leftOut, []);
      if (shop !== 'ava') assert.deepEqual(new Set(all.tests.map((each) => each.file)), new Set([file]));
      if (all.coverage.is !== 'measured') assert.fail(all.coverage.because);
      const source = all.coverage.files.find(({ path }) => path === `${shop}/src/shop.js`);
      assert.deepEqual(
        source?.branches.filter(({ hits }) => hits === 0).map(({ line }) => line),
        [7],
      );
      assert.equal(source?.lines.find(({ line }) => line === 2)?.hits, 2);
    });

    test('runs one test by its name', async () => {
      const name = told.get(shop) ?? '';
      const one = await run(shop, { is: 'test', file, name });
      assert.deepEqual(one.verdict, { is: 'passed' }, one.output);
      assert.deepEqual(
        one.tests.map((each) => [each.name, each.file]),
        [[name, file]],
      );
    });
  });
