import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import type { Files } from '../engines/tests/tests-world.ts';
import { lacking } from '../services/lacking.ts';
import {
  answers,
  doneStatus,
  killedAt,
  packageFiles,
  shownFile,
  testsCommit,
  type WholeChange,
  wholePull,
} from './whole-world.ts';

const skip = lacking('bubblewrap', 'pytest');

/**
 * gyp, a build system in Python with tests for pytest. node-gyp carries it, so that two versions of it are to be had where packages of
 * Node are: 0.16.2 in 10.1.0, and 0.18.1 in 10.2.0, which asks the cross compiler what it builds for. Its tests are those of the former.
 */
let change: WholeChange;
before(async () => {
  if (skip !== false) return;
  const [old, now] = [
    gypIn(await packageFiles('node-gyp@10.1.0')),
    gypIn(await packageFiles('node-gyp@10.2.0')),
  ];
  const after = Object.entries(now).filter(([name]) => name.endsWith('.py') && !name.endsWith('_test.py'));
  // It brings along what it imports: nothing has to be installed.
  const config = 'commands:\n  install: "true"\n';
  change = {
    title: 'Ask the cross compiler for the flavor',
    before: old,
    after: Object.fromEntries(after),
    config,
  };
});

/** With the system's Python, which is where the packages of the system are: pytest and coverage. */
process.env['PATH'] = `/usr/bin:${process.env['PATH']}`;

function gypIn(files: Files): Files {
  const own = Object.entries(files).filter(([name]) => name.startsWith('gyp/'));
  return Object.fromEntries(own.map(([name, text]) => [name.slice('gyp/'.length), text]));
}

const path = 'pylib/gyp/common_test.py';

/** The last test of the class that asks for flavors. */
const foobar = '        self.assertFlavor("foobar", "linux2", {"flavor": "foobar"})';
const imports = 'import sys\n';
const mock = 'from unittest.mock import patch\n';

/** Written by hand, for that version, like the next one. */
const flavors = `
    @patch("subprocess.run")
    def test_flavor_of_cross_compiler(self, run):
        def flavor(defines, params):
            run.return_value.stdout = defines
            with patch.dict("os.environ", {"CC_target": "clang"}, clear=True):
                return gyp.common.GetFlavor(params)

        self.assertEqual("emscripten", flavor(b"#define __EMSCRIPTEN__ 1\\n", {}))
        self.assertEqual("wasi", flavor(b"#define __wasm__ 1\\n#define __wasi__ 1\\n", {}))
        self.assertEqual("wasm", flavor(b"#define __wasm__ 1\\n", {}))
        self.assertEqual("mac", flavor(b"#define __wasm__ 1\\n", {"flavor": "mac"}))`;

const predefines = `
    @patch("subprocess.run")
    def test_predefines_of_cxx(self, run):
        run.return_value.stdout = b"#define __wasm__ 1\\n#define EMPTY\\nnoise\\n"
        env = {"CXX": "clang++ --target=wasm32", "CXXFLAGS": "-O2"}
        with patch.dict("os.environ", env, clear=True):
            defines = gyp.common.GetCrossCompilerPredefines()
        self.assertEqual({"__wasm__": "1", "EMPTY": ""}, defines)
        command = ["clang++", "--target=wasm32", "-O2", "-dM", "-E", "-x", "c", "/dev/null"]
        run.assert_called_once_with(
            command, shell=False, capture_output=True, check=True
        )`;

function edit(search: string, replacement: string): string {
  const [from, into] = [search, replacement].map((text) => `\`\`\`\n${text.replace(/\n$/, '')}\n\`\`\``);
  return `<edit>\npath: ${path}\n<search>\n${from}\n</search>\n<replace>\n${into}\n</replace>\n</edit>`;
}

const flavorTest = `<test>
name: test_flavor_of_cross_compiler
checks: What the cross compiler defines decides the flavor, unless the flavor is said.
expected: the title of the pull request
</test>
${edit(foobar, `${foobar}\n${flavors}`)}`;

const predefinesTest = `<test>
name: test_predefines_of_cxx
checks: The C++ compiler is asked, with its flags, where no C compiler is named.
expected: the names of the variables
</test>
${edit(foobar, `${foobar}\n${predefines}`)}`;

const importing = edit(imports, imports + mock);

const tableHead = `| Test | What it checks | Lines | Branches | Faults noticed | Passed | Before the change |
| --- | --- | --- | --- | --- | --- | --- |`;

const predefinesRow =
  '| `TestGetFlavor > test_predefines_of_cxx` | The C++ compiler is asked, with its flags, where no C compiler is named. | +15 | +7 | 6 of 8 | 5 of 5 runs | fails |';

const flavorRow =
  '| `TestGetFlavor > test_flavor_of_cross_compiler` | What the cross compiler defines decides the flavor, unless the flavor is said. | +2 | +2 | 6 of 7 | 5 of 5 runs | fails |';

const assumed = `**Assumed**

- The tests of the repository are taken for pytest's, by pyproject.toml, and run as "python3 -m pytest".`;

suite('a real project in Python with pytest', { skip }, () => {
  test('gets a test that fails without the change, in a comment', async (t) => {
    const whole = await wholePull(t, change);
    whole.world.model.script('tests 1', `${flavorTest}\n${importing}`);
    whole.comment('/generate-tests GetFlavor');
    const file = (change.before[path] ?? '')
      .replace(imports, imports + mock)
      .replace(foobar, `${foobar}\n${flavors}`);
    assert.deepEqual(await answers(whole), [
      doneStatus('Tests: 1 verified.'),
      [
        '1 test verified, written for `pytest`.',
        `${tableHead}\n${flavorRow}`,
        'The suite as it was: 27 passed, 0 failed. With these tests: 28 passed, 0 failed.',
        shownFile(path, file),
        assumed,
      ].join('\n\n'),
    ]);
    assert.deepEqual(whole.asked(), ['tests 1', 'tests oracle']);
    assert.deepEqual(await whole.messages(), ['Change']);
  });

  test('gets two in a commit, once, though the app is killed between them', async (t) => {
    const whole = await wholePull(t, change, 'apart');
    whole.world.model.script('tests 1', `${predefinesTest}\n${importing}`);
    whole.world.model.script('tests 2', '<none/>');
    whole.world.model.script('tests 3', { is: 'hang', after: '' }, flavorTest);
    whole.comment('/generate-tests GetFlavor GetCrossCompilerPredefines --commit');
    const before = await killedAt('tests 3', whole);
    assert.deepEqual(await answers(whole), [
      doneStatus('Tests: 2 verified.'),
      [
        'The verified tests are in a new commit on `change`.',
        '2 tests verified, written for `pytest`.',
        `${tableHead}\n${predefinesRow}\n${flavorRow}`,
        'The suite as it was: 27 passed, 0 failed. With these tests: 29 passed, 0 failed.',
        assumed,
      ].join('\n\n'),
    ]);
    assert.deepEqual(whole.asked().slice(before.length), ['tests 3', 'tests oracle']);
    assert.deepEqual(await whole.messages(), [
      'Change',
      testsCommit(
        'Add tests for GetCrossCompilerPredefines and 1 more',
        '- GetCrossCompilerPredefines\n- GetFlavor',
      ),
    ]);
    assert.deepEqual(await whole.changed(path), {
      added: `${mock}${flavors.trimStart()}\n${predefines}\n`.replace('@patch', '    @patch').split('\n'),
      removed: [],
    });
  });
});
