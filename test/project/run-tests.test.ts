import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, beforeEach, suite, test } from 'node:test';
import { openSandbox } from '../../src/adapters/bubblewrap/sandbox.ts';
import { prepare } from '../../src/project/prepare.ts';
import type { Project, ProjectRunner } from '../../src/project/project.ts';
import { usualRunner } from '../../src/project/recognise.ts';
import { runTests, type TestOrder, type TestRun } from '../../src/project/run-tests.ts';
import { openSandboxWorld, type SandboxWorld } from '../contracts/sandbox-world.ts';
import { writeFiles } from './shops.ts';
import { lacking } from '../services/lacking.ts';

const skip = lacking('bubblewrap');

let world: SandboxWorld;
before(async () => {
  world = await openSandboxWorld();
});
after(() => world[Symbol.asyncDispose]());

const nodeTest = usualRunner('node:test', '', 'here');
const header =
  "import { test } from 'node:test';\nimport { appendFileSync, writeFileSync } from 'node:fs';\n";

/** What comes of a file of tests. */
async function runOf(
  tests: string,
  order: Partial<TestOrder> = {},
  runner: ProjectRunner = nodeTest,
): Promise<TestRun> {
  await writeFiles(world.tree, { 'a.test.mjs': header + tests });
  await using session = await world.sandbox.open({ tree: world.tree, tools: ['node'] });
  return await runTests(session, runner, { what: { is: 'all' }, isMeasured: false, ...order });
}

async function verdictOf(tests: string, order?: Partial<TestOrder>) {
  return (await runOf(tests, order)).verdict;
}

suite('tests count as passed only', { skip }, () => {
  test('where named results and the exit code agree', async () => {
    const { verdict, tests, command, output } = await runOf("test('a', () => {});");
    assert.deepEqual(verdict, { is: 'passed' });
    assert.deepEqual(
      tests.map(({ name, file, outcome }) => [name, file, outcome]),
      [['a', 'a.test.mjs', 'passed']],
    );
    assert.equal(
      command,
      'node --test --test-reporter=/project/.patchwright/reporter.mjs --test-reporter-destination=/project/.patchwright/report',
    );
    assert.equal(output, '');
  });

  test('and not where the report says so, and the exit code otherwise', async () => {
    const runner = { ...nodeTest, words: ['sh', '-c', 'node --test "$@"; exit 3', 'sh'], fixed: 4 };
    const { verdict } = await runOf("test('a', () => {});", {}, runner);
    assert.deepEqual(verdict, {
      is: 'disagreement',
      because: 'No test failed, but the runner ended with exit code 3.',
    });
  });

  test('and not where the exit code says so, and the report otherwise', async () => {
    const runner = { ...nodeTest, words: ['sh', '-c', 'node --test "$@"; exit 0', 'sh'], fixed: 4 };
    const { verdict } = await runOf("test('a', () => { throw new Error('no'); });", {}, runner);
    assert.deepEqual(verdict, {
      is: 'disagreement',
      because: 'The report has 1 failed tests, but the runner ended as if all had passed.',
    });
  });

  test('and not where nothing ran', async () => {
    assert.deepEqual(await verdictOf("test.skip('a', () => {});"), {
      is: 'no-tests',
      because: 'All tests asked for were left out.',
    });
    const what = { is: 'test', file: 'a.test.mjs', name: 'of another name' } as const;
    const run = await runOf("test('a', () => {});", { what });
    assert.deepEqual([run.verdict.is, run.tests], ['no-tests', []]);
  });

  test('and not where a report lies in the repository', async () => {
    const forged = { names: ['forged'], file: null, outcome: 'passed', ms: 1, message: '' };
    await writeFiles(world.tree, { '.patchwright/report': `${JSON.stringify(forged)}\n` });
    const runner = { ...nodeTest, words: ['true'], fixed: 1 };
    assert.deepEqual(await runOf('', {}, runner).then(({ verdict, tests }) => [verdict, tests]), [
      { is: 'no-report', because: 'node:test ended with exit code 0 and wrote no report.' },
      [],
    ]);
  });
});

suite('each bad ending has a name:', { skip }, () => {
  beforeEach(() => writeFiles(world.tree, { 'a.test.mjs': '' }));

  test('a test that hangs is stopped, and those before it are told', async () => {
    const run = await runOf("test('a', () => {});\ntest('b', () => { for (;;); });", { timeMs: 4_000 });
    assert.deepEqual(run.verdict, {
      is: 'stopped',
      ended: { is: 'timed-out', limitMs: 4_000 },
      because: 'The run did not end within 4 s and was stopped.',
    });
  });

  test('a file that ends the process by itself fails by its name', async () => {
    const run = await runOf("test('a', () => { process.kill(process.pid, 'SIGKILL'); });");
    assert.equal(run.verdict.is, 'failed');
    assert.deepEqual(
      run.tests.map(({ file, outcome }) => [file, outcome]),
      [['a.test.mjs', 'failed']],
    );
  });

  test('a runner that is not there wrote no report, and its last words are kept', async () => {
    const { verdict, output } = await runOf('', {}, usualRunner('vitest', '', 'here'));
    assert.deepEqual(verdict, {
      is: 'no-report',
      because: 'vitest ended with exit code 127 and wrote no report.',
    });
    assert.match(output, /vitest: not found/);
  });

  test('a run that is called off is stopped', async () => {
    const { verdict } = await runOf("test('a', () => {});", { signal: AbortSignal.abort() });
    assert.deepEqual(verdict, {
      is: 'stopped',
      ended: { is: 'cancelled' },
      because: 'The run was cancelled.',
    });
  });

  test('a link in the place of the report is not followed', async () => {
    const runner = {
      ...nodeTest,
      words: ['sh', '-c', 'ln -s /etc/passwd .patchwright/report', 'sh'],
      fixed: 4,
    };
    const { verdict } = await runOf('', {}, runner);
    assert.deepEqual(verdict, {
      is: 'no-report',
      because: 'node:test ended with exit code 0 and wrote no report.',
    });
  });

  test('a report larger than any is not read', async () => {
    const script = 'truncate -s 17M .patchwright/report';
    const { verdict } = await runOf('', {}, { ...nodeTest, words: ['sh', '-c', script, 'sh'], fixed: 4 });
    assert.deepEqual(verdict, {
      is: 'no-report',
      because: 'node:test ended with exit code 0 and its report is too large to be read.',
    });
  });

  test('a machine without a sandbox runs nothing, and says why', async () => {
    const sandbox = openSandbox({
      environment: {},
      folder: '/tmp',
      node: process.execPath,
      architecture: 'vax',
    });
    await using session = await sandbox.open({ tree: world.tree });
    const { verdict } = await runTests(session, nodeTest, { what: { is: 'all' }, isMeasured: true });
    assert.deepEqual(verdict.is === 'stopped' && verdict.ended.is, 'not-verified');
  });

  test('a program that this machine does not have is named', async () => {
    const runner = usualRunner('go test', '', 'here');
    await using session = await world.sandbox.open({ tree: world.tree, tools: ['go'] });
    const run = await runTests(session, runner, { what: { is: 'all' }, isMeasured: false });
    assert.deepEqual(run.verdict, { is: 'no-report', because: 'This machine has no go.' });
  });
});

suite('what is measured', { skip }, () => {
  test('is not, where what it needs is missing', async () => {
    await writeFiles(world.tree, { 'node_modules/.bin/mocha': '' });
    const { coverage } = await runOf('', { isMeasured: true }, usualRunner('mocha', '', 'here'));
    assert.deepEqual(coverage, {
      is: 'not-measured',
      because: 'To measure with mocha, the package c8 or the package nyc is needed, and it is not there.',
    });
  });

  test('leaves nothing of ours in the tree', async () => {
    await runOf("test('a', () => {});", { isMeasured: true });
    assert.equal((await readdir(world.tree)).includes('.patchwright'), false);
  });
});

suite('installing', { skip }, () => {
  const project: Project = {
    folder: '',
    ecosystem: 'node',
    manager: 'npm',
    tools: ['node', 'npm'],
    script: ['npm', 'run'],
    locked: [],
    install: { argv: ['npm', 'ci', '--ignore-scripts'], folder: '', from: 'package-lock.json' },
    runners: [],
    build: null,
    lint: null,
    types: null,
    assumed: [],
  };

  test('fails in words where the lockfile does not fit, with what the package manager said', async () => {
    const manifest = { name: 'a', version: '1.0.0', dependencies: { commander: '^15.0.0' } };
    const lock = {
      name: 'a',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: { '': { name: 'a', version: '1.0.0' } },
    };
    await writeFiles(world.tree, {
      'package.json': JSON.stringify(manifest),
      'package-lock.json': JSON.stringify(lock),
    });
    const prepared = await prepare(world.sandbox, { tree: world.tree, project });
    assert.equal(prepared.is, 'not-prepared');
    if (prepared.is === 'not-prepared') {
      assert.equal(prepared.because, '`npm` ended with exit code 1.');
      assert.match(prepared.output, /can only install packages when your package.json and package-lock.json/);
    }
  });

  test('names a package manager that is not there, and says where there is nothing to install from', async () => {
    const pnpm = { ...project, tools: ['node', 'a-manager'] };
    assert.deepEqual(await prepare(world.sandbox, { tree: world.tree, project: pnpm }), {
      is: 'not-prepared',
      command: 'npm ci --ignore-scripts',
      because: 'This machine has no a-manager.',
      output: '',
    });
    assert.deepEqual(
      await prepare(world.sandbox, { tree: world.tree, project: { ...project, install: null } }),
      {
        is: 'not-prepared',
        command: '',
        because: 'There is no lockfile, and nothing else to install from.',
        output: '',
      },
    );
  });
});
