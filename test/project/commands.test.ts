import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { commandText, scriptCommands } from '../../src/project/command-line.ts';
import { usualRunner } from '../../src/project/recognise.ts';
import { type RunnerName, runnerNames, runnerOf } from '../../src/project/runners.ts';
import { planOf, type Wanted } from '../../src/project/test-command.ts';
import { verdictOf } from '../../src/project/verdict.ts';
import { scratch } from '../adapters/git-repository.ts';

const place = { root: '/project', reportFolder: '.patchwright' };

function planFor(name: RunnerName, what: Wanted, folder = 'packages/a') {
  return planOf(usualRunner(name, folder, 'here'), what, place);
}

function said(name: RunnerName, what: Wanted): string {
  return commandText(planFor(name, what).argv).replaceAll('/project/.patchwright', '@');
}

/** What `echo` prints in place of tap, where a script has these options. */
function echoed(...options: readonly string[]): string {
  const own = { ...usualRunner('tap', '', 'here'), words: ['echo', ...options] };
  const [program = '', ...words] = planOf(own, { is: 'files', files: ['a.js'] }, place).argv;
  return execFileSync(program, words, { encoding: 'utf8' }).trim();
}

/** What a tap of release 16 was told, one run after the other, where a script has these words, and its exit code. */
function oldTap(what: Wanted, ...words: readonly string[]) {
  using room = scratch();
  const log = join(room.path, 'ran');
  mkdirSync(join(room.path, 'node_modules/tap'), { recursive: true });
  writeFileSync(join(room.path, 'node_modules/tap/package.json'), '{"version": "16.3.0"}');
  writeFileSync(join(room.path, 'tap'), `#!/bin/sh\necho "$@" >> ${log}\nexit 3\n`, { mode: 0o755 });
  const own = { ...usualRunner('tap', '', 'here'), words: ['./tap', ...words] };
  const [row] = runnerOf('tap').coverage;
  assert.ok(row !== undefined);
  const [program = '', ...rest] = planOf(own, what, { ...place, coverage: row }).argv;
  const { status } = spawnSync(program, rest, { cwd: room.path });
  return { ran: readFileSync(log, 'utf8').trim().split('\n'), code: status };
}

const files = { is: 'files', files: ['packages/a/test/b.test.js', 'packages/a/-c.js'] } as const;

suite('each runner is told', () => {
  const named: Readonly<Partial<Record<RunnerName, readonly [file: string, name: string, command: string]>>> =
    {
      vitest: [
        'packages/a/b.test.ts',
        'x > y',
        `vitest run --watch=false --reporter=json --outputFile=@/report b.test.ts '--testNamePattern=^\\x78(?: > | )\\x79$'`,
      ],
      pytest: [
        'packages/a/test_b.py',
        'A > test_c[1]',
        "python3 -m pytest --junitxml=@/report --rootdir=/project/packages/a -o junit_family=xunit1 -o cache_dir=@/cache --continue-on-collection-errors 'test_b.py::A::test_c[1]'",
      ],
      unittest: [
        'packages/a/test_b.py',
        'A > test_c',
        "python3 @/run_unittest.py @/report '--name=A > test_c' test_b.py",
      ],
      'go test': [
        'packages/a/b_test.go',
        'shop > TestA > one',
        "go test -json ./... -run '^\\x54estA$/^\\x6fne$'",
      ],
      'cargo test': [
        'packages/a/src/lib.rs',
        'src/lib.rs > tests::a',
        'cargo test --no-fail-fast --offline -- --exact tests::a',
      ],
      maven: [
        'packages/a/src/test/java/ShopTest.java',
        'shop.ShopTest > isIt',
        "mvn --batch-mode --offline test -Dsurefire.reportsDirectory=@/report -Dmaven.test.failure.ignore=false '-Dtest=ShopTest#isIt'",
      ],
      rspec: [
        'packages/a/spec/a_spec.rb',
        'the price is low',
        "bundle exec rspec --format json --out @/report spec/a_spec.rb --example 'the price is low'",
      ],
    };
  for (const [name, [file, testName, command]] of Object.entries(named))
    test(`one test: ${name}`, () => {
      const runner = runnerNames.find((each) => each === name);
      assert(runner !== undefined);
      assert.equal(said(runner, { is: 'test', file, name: testName }), command);
    });

  test('some files, as its folder sees them, and none that begins like an option', () => {
    assert.match(said('mocha', files), / test\/b\.test\.js \.\/-c\.js$/);
    assert.match(
      said('pytest', { is: 'files', files: ['other/test_a.py'] }),
      / \/project\/other\/test_a\.py$/,
    );
    assert.match(
      said('maven', { is: 'files', files: ['a/OneTest.java', 'a/TwoTest.java'] }),
      /-Dtest=OneTest,TwoTest/,
    );
  });

  test('in place of the patterns that a script has, whose options stay', () => {
    const own = {
      ...usualRunner('mocha', '', 'here'),
      words: ['mocha', '--require', 'setup.js', '--exit', 'test/**/*.js'],
      fixed: 1,
    };
    assert.equal(
      commandText(planOf(own, { is: 'files', files: ['test/a.js'] }, place).argv),
      'mocha --require setup.js --exit --reporter=json --reporter-options=output=/project/.patchwright/report test/a.js',
    );
    assert.match(commandText(planOf(own, { is: 'all' }, place).argv), /test\/\*\*\/\*\.js/);
  });

  test('to measure, by what stands around the command', () => {
    const [coverage] = runnerOf('unittest').coverage;
    assert(coverage !== undefined);
    const plan = planOf(usualRunner('unittest', '', 'here'), { is: 'all' }, { ...place, coverage });
    assert.match(
      commandText(plan.argv),
      /^python3 -m coverage run .* \/project\/\.patchwright\/run_unittest\.py /,
    );
  });

  test('tap, to give a file more than half a minute where nobody has said how much', () => {
    const allowing = '--allow-incomplete-coverage --allow-empty-coverage';
    assert.equal(echoed(), `--reporter=tap a.js --timeout=300 ${allowing}`);
    assert.equal(echoed('--timeout=9'), `--timeout=9 --reporter=tap a.js ${allowing}`);
    assert.equal(echoed('-t', '9'), `-t 9 --reporter=tap a.js ${allowing}`);
  });

  suite('an older tap, which runs nothing where it is told of a report and of no file,', () => {
    const usual = '--reporter=tap --timeout=300 --no-check-coverage';
    const all = { is: 'all' } as const;

    test('to run all tests first and to report then, and how they went', () => {
      const { ran, code } = oldTap(all);
      assert.deepEqual(ran, [usual, `${usual} --coverage-report=lcovonly`]);
      assert.equal(code, 3);
    });

    test('all at once where there is a file, or a pattern of the project', () => {
      const report = '--coverage-report=lcovonly';
      const options = '--reporter=tap';
      const more = '--timeout=300 --no-check-coverage';
      assert.deepEqual(oldTap({ is: 'files', files: ['a.js'] }).ran, [`${options} ${report} a.js ${more}`]);
      assert.deepEqual(oldTap(all, 'b/*.js').ran, [`${options} ${report} b/*.js ${more}`]);
    });
  });

  test('where to find packages of the repository', () => {
    assert.equal(
      planFor('pytest', { is: 'all' }).env?.PYTHONPATH,
      '/project/packages/a:/project/packages/a/src',
    );
  });
});

test('every row of the table has a word for one test, and says whether it was run', () => {
  const checked = runnerNames.filter((name) => runnerOf(name).checked === 'by running');
  assert.deepEqual(checked, ['vitest', 'jest', 'mocha', 'ava', 'tap', 'node:test', 'pytest', 'unittest']);
  for (const name of runnerNames) assert(runnerOf(name).named.length > 0, name);
});

suite('the words of a script', () => {
  test('come apart as in a shell', () => {
    const script = `A=1 CI=true "my prog" 'a b'c\\ d "x\\"y" && cross-env NODE_ENV=test jest; echo | cat`;
    assert.deepEqual(scriptCommands(script), [
      { env: { CI: 'true' }, words: ['my prog', 'a bc d', 'x"y'] },
      { env: { NODE_ENV: 'test' }, words: ['jest'] },
      { env: {}, words: ['echo'] },
      { env: {}, words: ['cat'] },
    ]);
  });

  test('are none in a script of settings, and of what is cut off', () => {
    assert.deepEqual(scriptCommands('CI=1'), [{ env: { CI: '1' }, words: [] }]);
    assert.deepEqual(scriptCommands('  \n'), []);
    assert.deepEqual(scriptCommands(`'never closed`), [{ env: {}, words: ['never', 'closed'] }]);
  });
});

suite('how a run was stopped is said:', () => {
  const endings = [
    [{ is: 'signalled', signal: 'SIGSEGV' }, 'was ended by SIGSEGV'],
    [{ is: 'processor-time', limitMs: 1_500 }, 'used more than 1.5 s of processor time and was stopped'],
    [
      { is: 'out-of-memory', limitBytes: 2_000_000_000 },
      'needed more than 2000 MB of memory and was stopped',
    ],
    [{ is: 'too-many-processes', limit: 512 }, 'started more than 512 processes and was stopped'],
    [{ is: 'output-limit', limitBytes: 50_000_000 }, 'printed more than 50 MB and was stopped'],
    [{ is: 'file-too-large', limitBytes: 5_000_000 }, 'wrote a file of more than 5 MB and was stopped'],
    [
      { is: 'disk-full', limitBytes: 5_000_000, limitFiles: 10 },
      'wrote more than 5 MB or 10 files and was stopped',
    ],
    [{ is: 'not-verified', reason: 'no bwrap' }, 'was not run: no bwrap'],
  ] as const;
  for (const [ended, text] of endings)
    test(text, () => {
      assert.deepEqual(verdictOf(ended, [], []), { is: 'stopped', ended, because: `The run ${text}.` });
    });
});
