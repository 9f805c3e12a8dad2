import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { after, before, suite, test } from 'node:test';
import { readGlob } from '../../src/config/glob.ts';

const paths = [
  'a b ab a.ts b.js dist .env a[1].ts x*y README.md package-lock.json src/a src/a.ts src/a/b.ts src/a/b/c.ts',
  'src/a/b/c.test.ts lib/src/a.ts lib/dist/a.ts docs/a.md docs/a/b.md dist/a dist/a/b/c a/dist a/b a/b/c a/x/b a/x/y/b',
].flatMap((line) => line.split(' '));

const globs = [
  'a *.ts *.test.ts dist dist/ /dist /dist/ src/a /src/a src/* src/** src/**/ **/a **/a.ts a/**/b a/** ** **/ * */ ?',
  '?.ts [ab] [!a] [a-b].* src/[a-b]/*.ts **/b/** **/dist/** a/*/b /* /*/* x\\*y a\\[1\\].ts .* *.md docs/*.md',
  'nothing src/a/ *a* a*s **/*.ts a**b [a]** /**/a.ts',
].flatMap((line) => line.split(' '));

suite('a pattern fits what the same line of .gitignore fits', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'glob-'));
    execFileSync('git', ['init', '--quiet', folder]);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const glob of globs) {
    test(glob, () => {
      assert.deepEqual(paths.filter(matcher(glob)), ignoredByGit(folder, glob));
    });
  }
});

/** What git itself ignores of the paths, by one pattern. */
function ignoredByGit(folder: string, glob: string): readonly string[] {
  writeFileSync(join(folder, '.gitignore'), `${glob}\n`);
  const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
    cwd: folder,
    input: paths.join('\0'),
    encoding: 'utf8',
  });
  return stdout.split('\0').filter((path) => path !== '');
}

suite('a pattern', () => {
  test('offers alternatives in braces', () => {
    assert.deepEqual(paths.filter(matcher('{src,docs}/{a,b}.{ts,md}')), ['src/a.ts', 'docs/a.md']);
    assert.deepEqual(paths.filter(matcher('/{a,{b,c}}.{ts,j{s,x}}')), ['a.ts', 'b.js']);
  });

  test('counts characters, not bytes', () => {
    assert.equal(matcher('é/?.ts')('é/ü.ts'), true);
    assert.equal(matcher('?')('👍'), true);
  });

  test('takes braces without a choice as they are', () => {
    assert.equal(matcher('{a}')('{a}'), true);
    assert.equal(matcher('{a')('{a'), true);
  });

  const faults = {
    '': 'names nothing',
    '///': 'names nothing',
    ['a'.repeat(257)]: 'is longer than 256 characters',
    ['{a,b}'.repeat(51)]: 'stands for more than 32 alternatives',
  };
  for (const [glob, fault] of Object.entries(faults)) {
    test(`that ${fault} is none: '${glob.slice(0, 10)}'`, () => {
      assert.deepEqual(readGlob(glob), { is: 'fault', fault });
    });
  }

  test('made to backtrack takes no time', () => {
    const hostile = [
      ['*a*a*a*a*a*a*b', 'a'.repeat(4_000)],
      ['**/a/**/a/**/a/**/a/**/b', 'a/'.repeat(2_000)],
      ['*a'.repeat(127), 'a'.repeat(4_000).concat('b')],
    ] as const;
    const start = performance.now();
    assert.deepEqual(
      hostile.map(([glob, path]) => matcher(glob)(path)),
      [false, false, false],
    );
    assert.ok(performance.now() - start < 1_000);
  });
});

function matcher(glob: string): (path: string) => boolean {
  const read = readGlob(glob);
  assert.equal(read.is, 'glob');
  return read.matches;
}
