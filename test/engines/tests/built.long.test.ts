import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Bench, openBench } from '../../../src/engines/tests/bench.ts';
import type { TestParts } from '../../../src/engines/tests/parts.ts';
import { detectProjects } from '../../../src/project/detect.ts';
import { filesOf } from '../../../src/project/files.ts';
import { noSettings } from '../../../src/project/project.ts';
import { checkoutWorld } from '../../adapters/workspace-world.ts';
import { openSandboxWorld } from '../../contracts/sandbox-world.ts';
import { lacking } from '../../services/lacking.ts';

const skip = lacking('bubblewrap');

/** A package whose tests import what its build makes of the sources. */
const files = {
  'package.json': JSON.stringify({
    type: 'module',
    scripts: { test: 'node --test', build: 'node build.mjs' },
  }),
  'build.mjs': `import { appendFileSync, cpSync } from 'node:fs';
cpSync('src', 'dist', { recursive: true });
appendFileSync('builds.log', 'x');
`,
  'src/double.js': 'export const double = (value) => value * 2;\n',
  'test/double.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { double } from '../dist/double.js';

test('doubles', () => assert.equal(double(3), 6));
`,
};

suite('tests that run on what is built', { skip }, () => {
  test('are run on faults in the sources, and it is built as often as these change', async () => {
    await using jail = await openSandboxWorld();
    await using commits = await checkoutWorld();
    await using room = new AsyncDisposableStack();
    await using head = await commits.open(files);
    const { projects } = await detectProjects(filesOf(head), noSettings);
    const [project] = projects;
    const [runner] = project?.runners ?? [];
    assert.ok(project && runner);
    const lab = { sandbox: jail.sandbox, settings: noSettings, scratch: () => commits.open(files) };
    const steps: TestParts['steps'] = {
      signal: new AbortController().signal,
      once: (_name, _inputs, _schema, make) => make(),
      progress: () => Promise.resolve(),
    };
    const opened = await openBench(
      { project, runner, assumed: [] },
      { diff: [] },
      { lab, head, steps },
      room,
    );
    assert.ok(opened.is === 'open');
    const { bench } = opened;
    assert.deepEqual([await verdictOf(bench), await buildsIn(bench)], ['passed', 1]);
    const wrong = files['test/double.test.js'].replace('double(3), 6', 'double(3), 7');
    await bench.put(new Map([['test/double.test.js', wrong]]));
    assert.deepEqual([await verdictOf(bench), await buildsIn(bench)], ['failed', 1]);
    await bench.put(new Map([['src/double.js', files['src/double.js'].replace('*', '+')]]));
    assert.deepEqual([await verdictOf(bench), await buildsIn(bench)], ['failed', 2]);
    await bench.put(new Map());
    assert.deepEqual(
      [await verdictOf(bench), await verdictOf(bench), await buildsIn(bench)],
      ['passed', 'passed', 3],
    );
  });
});

async function verdictOf(bench: Bench): Promise<string> {
  return (await bench.run({ is: 'files', files: ['test/double.test.js'] })).verdict.is;
}

async function buildsIn({ session }: Bench): Promise<number> {
  const log = await session.read('builds.log');
  return log.is === 'file' ? log.bytes.length : 0;
}
