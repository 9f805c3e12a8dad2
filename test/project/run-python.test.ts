import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { detectProjects } from '../../src/project/detect.ts';
import { prepare } from '../../src/project/prepare.ts';
import { runTests, type TestRun } from '../../src/project/run-tests.ts';
import type { Wanted } from '../../src/project/test-command.ts';
import { openSandboxWorld, type SandboxWorld } from '../contracts/sandbox-world.ts';
import { writeFiles } from './shops.ts';
import { treeFiles } from './tree-files.ts';
import { lacking } from '../services/lacking.ts';

const skip = lacking('bubblewrap', 'pytest', 'pip');

let world: SandboxWorld;
before(async () => {
  world = await openSandboxWorld();
  await writeFiles(world.tree, { ...shop('by_pytest', pytestSuite), ...shop('by_unittest', unittestSuite) });
});
after(() => world[Symbol.asyncDispose]());

function shop(folder: string, tests: string): Readonly<Record<string, string>> {
  return {
    [`${folder}/setup.cfg`]: '[metadata]\nname = shop\n',
    [`${folder}/src/shop.py`]: source,
    [`${folder}/tests/test_shop.py`]: tests,
  };
}

const source = `def price(amount, is_member):
    if is_member:
        return amount * 0.9
    return amount


def label(count):
    if count == 1:
        return "one thing"
    return f"{count} things"
`;

const pytestSuite = `import pytest
from shop import label, price


class TestPrice:
    def test_is_lower_for_members(self):
        assert price(100, True) == 90

    def test_is_the_same_for_others(self):
        assert price(100, False) == 110


@pytest.mark.skip(reason="not yet")
def test_of_nothing():
    pass


@pytest.mark.parametrize("count", [2, 3])
def test_label_counts(count):
    assert label(count) == f"{count} things"
`;

const unittestSuite = `import unittest
from shop import label, price


class Price(unittest.TestCase):
    """What a shop asks."""

    def test_is_lower_for_members(self):
        """Said by its first line."""
        print("ok", flush=True)
        self.assertEqual(price(100, True), 90)

    def test_is_the_same_for_others(self):
        self.assertEqual(price(100, False), 110)

    @unittest.skip("not yet")
    def test_of_nothing(self):
        pass

    def test_label_counts(self):
        for count in (2, 3):
            with self.subTest(count=count):
                self.assertEqual(label(count), f"{count} things")
`;

/** With the system's Python, which is where the packages of the system are. */
async function run(folder: string, what: Wanted, isMeasured = false): Promise<TestRun> {
  const { projects } = await detectProjects(treeFiles(world.tree));
  const [runner] = projects.find((each) => each.folder === folder)?.runners ?? [];
  assert(runner !== undefined, `no runner is found in ${folder}`);
  await using session = await world.sandbox.open({ tree: world.tree });
  return await runTests(session, runner, { what, isMeasured });
}

function linesOf({ tests }: TestRun): readonly string[] {
  return tests.map(({ outcome, file, name }) => `${outcome} ${file} ${name}`);
}

/** Lines and branches of the shop that no test took. */
function missed({ coverage }: TestRun, path: string) {
  if (coverage.is !== 'measured') assert.fail(coverage.because);
  const file = coverage.files.find((each) => each.path === path);
  return {
    lines: file?.lines.filter(({ hits }) => hits === 0).map(({ line }) => line),
    branches: file?.branches.filter(({ hits }) => hits === 0).map(({ line }) => line),
  };
}

suite('a project tested with pytest, in the sandbox,', { skip }, () => {
  const file = 'by_pytest/tests/test_shop.py';

  test('gives the result of each test, and what ran by line and branch', async () => {
    const all = await run('by_pytest', { is: 'all' }, true);
    assert.deepEqual(all.verdict, { is: 'failed' }, all.output);
    assert.deepEqual(linesOf(all), [
      `passed ${file} TestPrice > test_is_lower_for_members`,
      `failed ${file} TestPrice > test_is_the_same_for_others`,
      `skipped ${file} test_of_nothing`,
      `passed ${file} test_label_counts[2]`,
      `passed ${file} test_label_counts[3]`,
    ]);
    assert.deepEqual(missed(all, 'by_pytest/src/shop.py'), { lines: [9], branches: [8] });
  });

  test('runs the tests of one file, and one test by its name', async () => {
    const some = await run('by_pytest', { is: 'files', files: [file] });
    assert.equal(some.tests.length, 5, some.output);
    for (const name of ['TestPrice > test_is_lower_for_members', 'test_label_counts[3]']) {
      const one = await run('by_pytest', { is: 'test', file, name });
      assert.deepEqual(
        [one.verdict, linesOf(one)],
        [{ is: 'passed' }, [`passed ${file} ${name}`]],
        one.output,
      );
    }
  });
});

suite('a project tested with unittest, in the sandbox,', { skip }, () => {
  const file = 'by_unittest/tests/test_shop.py';

  test('gives the result of each test, and what ran by line and branch', async () => {
    const all = await run('by_unittest', { is: 'all' }, true);
    assert.deepEqual(all.verdict, { is: 'failed' }, all.output);
    assert.deepEqual(linesOf(all), [
      `passed ${file} Price > test_is_lower_for_members`,
      `failed ${file} Price > test_is_the_same_for_others`,
      `passed ${file} Price > test_label_counts`,
      `skipped ${file} Price > test_of_nothing`,
    ]);
    assert.deepEqual(missed(all, 'by_unittest/src/shop.py'), { lines: [9], branches: [8] });
  });

  test('runs the tests of one file, and one test by its name', async () => {
    const some = await run('by_unittest', { is: 'files', files: [file] });
    assert.equal(some.tests.length, 4, some.output);
    const name = 'Price > test_label_counts';
    const one = await run('by_unittest', { is: 'test', file, name });
    assert.deepEqual([one.verdict, linesOf(one)], [{ is: 'passed' }, [`passed ${file} ${name}`]], one.output);
  });
});

suite('Python packages', { skip }, () => {
  test('are installed into the tree, without a build of theirs', async () => {
    const packages = {
      'apart/requirements.txt': './sample-1.0-py3-none-any.whl\n',
      'apart/test_it.py': 'import unittest\n',
    };
    await writeFiles(world.tree, packages);
    const made = await world.run(['python3', '-c', wheel], { tools: ['python3'] });
    assert.deepEqual(made.ended, { is: 'exited', exitCode: 0 }, made.stderr.text);
    const { projects } = await detectProjects(treeFiles(world.tree));
    const project = projects.find(({ folder }) => folder === 'apart');
    assert(project !== undefined);
    const prepared = await prepare(world.sandbox, { tree: world.tree, project });
    assert.equal(prepared.is, 'prepared', JSON.stringify(prepared));
    const printed = await world.run(['apart/.venv/bin/python', '-c', 'import sample; print(sample.name)'], {
      tools: ['python3'],
    });
    assert.equal(printed.stdout.text, 'sample\n', printed.stderr.text);
  });
});

/** Writes the smallest wheel that there can be. */
const wheel = `
import zipfile
with zipfile.ZipFile("apart/sample-1.0-py3-none-any.whl", "w") as out:
    out.writestr("sample.py", "name = 'sample'\\n")
    info = "sample-1.0.dist-info/"
    out.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: sample\\nVersion: 1.0\\n")
    out.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: us\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    out.writestr(info + "RECORD", "sample.py,,\\n" + info + "METADATA,,\\n" + info + "WHEEL,,\\n" + info + "RECORD,,\\n")
`;
