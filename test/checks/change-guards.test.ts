import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loweredGuards } from '../../src/checks/change-guards.ts';
import { changesOf, factsOf, listed, type Texts } from './change-world.ts';

function found(texts: Texts): readonly string[] {
  return listed(loweredGuards(changesOf(texts), factsOf()));
}

function scripts(own: Readonly<Record<string, string>>): string {
  return JSON.stringify({ name: 'cart', scripts: own }, null, 2);
}

function jestConfig(lines: string): string {
  return `export default {\n  coverageThreshold: {\n    ${lines}\n  },\n};\n`;
}

function ignoring(ignored: string): string {
  return `export default {\n  testPathIgnorePatterns: [\n    'node_modules',\n${ignored}  ],\n};\n`;
}

function pyproject(least: number): string {
  return `[tool.coverage.report]\nfail_under = ${least}\n`;
}

function lint(most: number): string {
  return scripts({ lint: `eslint . --max-warnings=${most}` });
}

function rules(own: string): string {
  return `{\n  "rules": {\n    ${own}\n  }\n}\n`;
}

suite('a change takes from the checks of the project', () => {
  test('where a failure passes for a success', () => {
    assert.deepEqual(found({ Makefile: ['test:\n\tnode --test\n', 'test:\n\tnode --test || true\n'] }), [
      'failure-hidden at 2 node --test || true',
    ]);
    assert.deepEqual(
      found({
        '.github/workflows/ci.yml': ['- run: npm test\n', '- run: npm test\n  continue-on-error: true\n'],
      }),
      ['failure-hidden at 2 continue-on-error: true'],
    );
  });

  test('where a script tests nothing any more', () => {
    const before = scripts({ test: 'node --test' });
    assert.deepEqual(found({ 'package.json': [before, scripts({})] }), [
      'test-command-removed test: node --test',
    ]);
    assert.deepEqual(found({ 'package.json': [before, scripts({ test: 'echo ok' })] }), [
      'test-command-removed test: echo ok',
    ]);
  });

  test('where a script is another, and one that leaves a program out may not be', () => {
    const before = scripts({ test: 'xo && node --test' });
    assert.deepEqual(found({ 'package.json': [before, scripts({ test: 'node --test' })] }), [
      'test-command-changed test: xo && node --test → node --test',
    ]);
    assert.deepEqual(found({ 'package.json': [before, scripts({ test: 'xo && node --test --foo' })] }), [
      'test-command-changed test: xo && node --test → xo && node --test --foo (to be justified)',
    ]);
  });

  test('where less has to be covered', () => {
    const before = jestConfig('global: { branches: 90, lines: 95 },');
    assert.deepEqual(
      found({ 'jest.config.js': [before, jestConfig('global: { branches: 90, lines: 50 },')] }),
      ['threshold-lowered at 3 global: { branches: 90, lines: 95 }, → global: { branches: 90, lines: 50 },'],
    );
    assert.deepEqual(found({ 'jest.config.js': [before, jestConfig('')] }), [
      'threshold-lowered global: { branches: 90, lines: 95 },',
      'threshold-lowered global: { branches: 90, lines: 95 },',
    ]);
    assert.deepEqual(
      found({ 'jest.config.js': [before, jestConfig('global: { branches: 99, lines: 95 },')] }),
      [],
    );
  });

  test('where Python has to be covered less, and more warnings are let through', () => {
    assert.deepEqual(found({ 'pyproject.toml': [pyproject(90), pyproject(60)] }), [
      'threshold-lowered at 2 fail_under = 90 → fail_under = 60',
    ]);
    assert.equal(
      found({ 'package.json': [lint(0), lint(50)] }).filter((each) => each.startsWith('threshold')).length,
      1,
    );
  });

  test('where tests are not run', () => {
    assert.deepEqual(found({ 'jest.config.js': [ignoring(''), ignoring("    'test/cart.test.js',\n")] }), [
      "tests-excluded at 4 'test/cart.test.js',",
    ]);
    assert.deepEqual(
      found({
        'pyproject.toml': [
          '[tool.pytest.ini_options]\n',
          '[tool.pytest.ini_options]\naddopts = "--ignore=tests/test_cart.py"\n',
        ],
      }),
      ['tests-excluded at 2 addopts = "--ignore=tests/test_cart.py"'],
    );
  });

  test('where a check is told to look away, for a line or for all of a file', () => {
    assert.deepEqual(
      found({
        'src/a.ts': ['a();\n', '// @ts-ignore\na();\n'],
        'src/b.js': ['b();\n', 'b(); // eslint-disable-line no-undef\n'],
        'src/c.py': ['c()\n', 'c()  # noqa\n'],
        'src/d.ts': ['d();\n', '// @ts-nocheck\nd();\n'],
        'src/e.js': ['e();\n', '/* eslint-disable */\ne();\n'],
      }),
      [
        'check-silenced at 1 // @ts-ignore (to be justified)',
        'check-silenced at 1 b(); // eslint-disable-line no-undef (to be justified)',
        'check-silenced at 1 c()  # noqa (to be justified)',
        'check-silenced at 1 // @ts-nocheck',
        'check-silenced at 1 /* eslint-disable */',
      ],
    );
  });

  test('where a rule is switched off', () => {
    assert.deepEqual(
      found({
        '.eslintrc.json': [rules('"no-undef": "error"'), rules('"no-undef": "off"')],
        'tsconfig.json': ['{\n  "strict": true\n}\n', '{\n  "strict": false\n}\n'],
      }),
      [
        'rule-switched-off at 3 "no-undef": "off" (to be justified)',
        'rule-switched-off at 2 "strict": false (to be justified)',
      ],
    );
  });
});

test('what coverage passes over is run all the same', () => {
  const [before, after] = [{ c8: {} }, { c8: { exclude: ['test/**'] } }].map((own) =>
    JSON.stringify(own, null, 2),
  );
  assert.deepEqual(found({ 'package.json': [before ?? '', after ?? ''] }), []);
  assert.deepEqual(
    found({ 'pyproject.toml': ['', '[tool.coverage.run]\nomit = [\n  "tests/test_cart.py",\n]\n'] }),
    [],
  );
});

test('nothing is said where a mark only moved with its line, or a word is like one', () => {
  const line = '  // eslint-disable-next-line no-undef\n  a();\n';
  assert.deepEqual(
    found({
      'src/a.js': [`function f() {\n${line}}\n`, 'f();\n'],
      'src/b.js': [null, `function g() {\n  if (b) {\n  ${line}  }\n}\n`],
      'docs/rules.md': [
        '',
        'Write `// eslint-disable-line` where it is wrong, and `npm test || true` never.\n',
      ],
      'src/shell.js': ['', 'const ok = value || true;\n'],
      'vitest.config.ts': ['{}\n', "{ test: { exclude: ['dist'] }, include: ['test/**'] }\n"],
    }),
    [],
  );
});
