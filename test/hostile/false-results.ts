import { usualRunner } from '../../src/project/recognise.ts';
import { runTests } from '../../src/project/run-tests.ts';
import type { Attack } from './attack.ts';
import { orderFor } from './needs.ts';
import type { Place } from './place.ts';

/** As pytest would write it. */
const forged =
  '<testsuites><testsuite name="pytest" tests="1"><testcase classname="test_own" name="test_own" file="test_own.py" time="0.001"/></testsuite></testsuites>';

/** Repositories whose one true test fails, and that want to be told that it passed. */
export const falseResults: readonly Attack[] = [
  claimed('a test that ends the runner with exit code 0', {
    ...pytest('import os\ndef test_own():\n    os._exit(0)\n'),
    ended: 'no-report',
  }),
  claimed('a conftest.py that changes the exit code', {
    ...pytest('def test_own():\n    assert False\n', {
      'conftest.py': 'def pytest_sessionfinish(session):\n    session.exitstatus = 0\n',
    }),
    ended: 'disagreement',
  }),
  claimed('a conftest.py that leaves out all tests, and is content', {
    ...pytest('def test_own():\n    assert False\n', {
      'conftest.py':
        'def pytest_collection_modifyitems(items):\n    items.clear()\ndef pytest_sessionfinish(session):\n    session.exitstatus = 0\n',
    }),
    ended: 'no-tests',
  }),
  claimed('settings that name another report', {
    ...pytest('import os\ndef test_own():\n    os._exit(0)\n', {
      'pytest.ini': '[pytest]\naddopts = --junitxml=own.xml\n',
    }),
    ended: 'no-report',
  }),
  claimed('a report that lies in the repository', {
    ...pytest('import os\ndef test_own():\n    os._exit(0)\n', { '.patchwright/report': forged }),
    ended: 'no-report',
  }),
  claimed("a report that is another test's", {
    ...pytest(
      `import os\ndef test_own():\n    open('.patchwright/report', 'w').write('${forged.replaceAll('test_own', 'test_other')}')\n    os._exit(0)\n`,
    ),
    ended: 'no-tests',
  }),
  claimed('a report of a million tests that all are well', {
    ...pytest(
      `import os\ndef test_own():\n    with open('.patchwright/report', 'w') as f:\n        for _ in range(3000000): f.write('<testcase name="a" file="b"/>')\n    os._exit(0)\n`,
    ),
    ended: 'no-report',
  }),
  claimed('a report that is a link to one elsewhere', {
    ...pytest(
      "import os\ndef test_own():\n    os.symlink('../own.xml', '.patchwright/report')\n    os._exit(0)\n",
      { 'own.xml': forged },
    ),
    ended: 'no-report',
  }),
  claimed('a report that is a pipe', {
    ...pytest("import os\ndef test_own():\n    os.mkfifo('.patchwright/report')\n    os._exit(0)\n"),
    ended: 'no-report',
  }),
  claimed('a test file of Node that ends with exit code 0 before its test', {
    runner: 'node:test',
    needs: ['node'],
    files: {
      'own.test.mjs': "import { test } from 'node:test';\ntest('own', () => { process.exit(0); });\n",
    },
    argv: ['node', '--test'],
    test: { file: 'own.test.mjs', name: 'own' },
    ended: 'no-tests',
  }),
  claimed('a test that ends the process which judges it', {
    runner: 'node:test',
    needs: ['node'],
    files: {
      'own.test.mjs':
        "import { test } from 'node:test';\ntest('own', () => { process.kill(process.ppid, 'SIGKILL'); });\n",
    },
    argv: ['sh', '-c', 'node --test; true'],
    test: { file: 'own.test.mjs', name: 'own' },
    ended: 'stopped',
  }),
];

interface Claim {
  readonly runner: 'pytest' | 'node:test';
  readonly needs: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** What somebody runs who believes exit codes. */
  readonly argv: readonly string[];
  readonly test: { readonly file: string; readonly name: string };
  readonly ended: string;
}

function claimed(name: string, { runner, needs, files, argv, test, ended }: Claim): Attack {
  return {
    name,
    class: 'false results',
    needs,
    build: (place) => place.write(files),
    tame: (place) => {
      const script = 'mkdir -p .patchwright; "$@" && echo achieved; exit 0';
      return place.runTamely({ argv: ['sh', '-c', script, 'sh', ...argv], cwd: place.tree });
    },
    held: (place) => verdictOn(place, { runner, needs, test }),
    harm: ['achieves'],
    ended,
  };
}

async function verdictOn(place: Place, { runner, needs, test }: Pick<Claim, 'runner' | 'needs' | 'test'>) {
  await using session = await place.sandbox.open({ tree: place.tree, ...orderFor(needs, place) });
  const what = { is: 'test', ...test } as const;
  const { verdict, output } = await runTests(session, usualRunner(runner, '', 'here'), {
    what,
    isMeasured: false,
  });
  return { ended: verdict.is, output, harm: [] };
}

function pytest(test: string, files: Readonly<Record<string, string>> = {}): Omit<Claim, 'ended'> {
  return {
    runner: 'pytest',
    needs: ['pytest'],
    files: { 'test_own.py': test, ...files },
    argv: ['python3', '-B', '-m', 'pytest', '-q', '-p', 'no:cacheprovider'],
    test: { file: 'test_own.py', name: 'test_own' },
  };
}
