import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReport } from '../../src/project/report.ts';
import { runnerInScript } from '../../src/project/recognise.ts';

/** As tape prints it. */
const printed = `TAP version 13
# parse()
# parses a simple string
ok 1 should be deeply equivalent
ok 2 should be deeply equivalent
# parses nulls
not ok 3 should be equal
  ---
    operator: equal
    expected: 1
    actual:   2
  ...
ok 4 should be equal
# SKIP parses dates
# goes on
not ok 5 later # TODO

1..5
# tests 5
# pass  3
# fail  1
`;

test('what tape prints is read test by test: its comments are their names', () => {
  const report = readReport('tape tap', printed, { root: '/project', folder: '' });
  assert.equal(report.is, 'report');
  assert.deepEqual(
    report.is === 'report' &&
      report.tests.map(({ name, outcome, message }) => [name, outcome, message.split('\n')]),
    [
      ['parses a simple string', 'passed', ['']],
      ['parses nulls', 'failed', ['should be equal', '  operator: equal', '  expected: 1', '  actual:   2']],
      ['parses dates', 'skipped', ['']],
      ['goes on', 'passed', ['']],
    ],
  );
});

test('tape is found behind the program that measures it', () => {
  const runner = runnerInScript("nyc tape 'test/**/*.js'", '', 'package.json, scripts.tests-only');
  assert.deepEqual([runner?.name, runner?.words], ['tape', ['tape', 'test/**/*.js']]);
});
