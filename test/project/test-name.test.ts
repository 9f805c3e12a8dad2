import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { usualRunner } from '../../src/project/recognise.ts';
import { planOf } from '../../src/project/test-command.ts';
import { testsNamed } from '../../src/project/test-name.ts';

function meant(name: string, names: readonly string[]): readonly string[] {
  return testsNamed(
    name,
    names.map((each) => ({ name: each })),
  ).map((each) => each.name);
}

suite('the name of a test', () => {
  const joints = [' > ', ' › ', ' » ', ' → ', ' / ', ' | ', ' :: ', '::', ' ', '  '];

  test('means the same however its parts are joined, by whoever wrote it and by the runner', () => {
    for (const said of joints)
      for (const reported of joints) {
        const name = ['diff/json', '#diffJson', 'accepts objects'].join(reported);
        const asked = ['diff/json', '#diffJson', 'accepts objects'].join(said);
        assert.deepEqual(meant(asked, ['another', name]), [name], `${asked} in ${name}`);
      }
  });

  test('means the very same before any other', () => {
    assert.deepEqual(meant('1 > 2', ['1 2', '1 > 2', '1 › 2']), ['1 > 2']);
    assert.deepEqual(meant('1 → 2', ['1 2', '1 > 2']), ['1 2', '1 > 2']);
  });

  test('may leave out suites, or name more of them, where only one test can be meant', () => {
    assert.deepEqual(meant('accepts objects', ['json accepts objects', 'json']), ['json accepts objects']);
    assert.deepEqual(meant('accepts objects', ['a accepts objects', 'b accepts objects']), []);
    assert.deepEqual(meant('json › accepts objects', ['accepts objects', 'other']), ['accepts objects']);
    assert.deepEqual(meant('objects', ['accepts no object']), []);
  });

  test('is a pattern for the runner that fits every joint, and what may be a part of it', () => {
    const what = { is: 'test', file: 'a.js', name: 'json › accepts a > b' } as const;
    const plan = planOf(usualRunner('mocha', '', 'here'), what, { root: '/project', reportFolder: 'x' });
    const pattern = new RegExp(plan.filling['pattern'] ?? '');
    const titles = ['json accepts a > b', 'json > accepts a b', 'json › accepts a › b', 'json accepts a < b'];
    assert.deepEqual(
      titles.map((title) => pattern.test(title)),
      [true, true, true, false],
    );
  });
});
