import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readGitIgnore } from '../../src/config/git-ignore.ts';

suite('what git leaves out', () => {
  const isIgnored = readGitIgnore([
    { folder: 'packages/a', text: '!keep.log\n/local\n' },
    { folder: '', text: '# built\nbuild/\n*.log\n!important.log\n\n/dist\n' },
  ]);

  for (const path of [
    'build/a.js',
    'src/build/a.js',
    'a.log',
    'dist/a.js',
    'packages/a/local',
    'packages/a/b.log',
  ])
    test(`is ${path}`, () => assert.ok(isIgnored(path)));

  for (const path of [
    'src/a.js',
    'important.log',
    'packages/a/keep.log',
    'src/dist/a.js',
    'local',
    '# built',
  ])
    test(`is not ${path}`, () => assert.ok(!isIgnored(path)));
});

test('without such a file nothing is left out', () => {
  assert.equal(readGitIgnore([])('build/a.js'), false);
});
