import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { leftSentence, refusalSentence } from '../../src/core/refusal.ts';
import { follow, pathFault } from '../../src/core/tree-path.ts';

suite('A path of a tree', () => {
  test('is fine however odd, while it stays in the tree', () => {
    for (const path of [
      'a',
      '.github/workflows/ci.yml',
      '.gitignore',
      'git',
      '.gits',
      'a b/..c',
      '…',
      '%2e%2e',
      'a\\b',
      '~',
    ])
      assert.equal(pathFault(path), undefined, path);
  });

  test('is named for what it is where it does not', () => {
    const faults = {
      '': 'empty',
      '/': 'absolute',
      '//x': 'absolute',
      'a/': 'climbs',
      'a/../b': 'climbs',
      'a/./b': 'climbs',
      '.git': 'git-folder',
      'x/.Git/y': 'git-folder',
      '.git\u200D': 'git-folder',
      'git~1/config': 'git-folder',
      '.git:x': 'git-folder',
      'a\\.git\\b': 'git-folder',
      'a\tb': 'unprintable',
      '\uD800': 'unprintable',
    };
    for (const [path, fault] of Object.entries(faults))
      assert.equal(pathFault(path), fault, JSON.stringify(path));
    assert.equal(pathFault('x'.repeat(255)), undefined);
    assert.equal(pathFault('ä'.repeat(128)), 'too-long');
    assert.equal(pathFault(Array.from({ length: 1_025 }, () => 'x').join('/')), 'too-long');
  });
});

suite('Following links', () => {
  const links: Readonly<Record<string, string>> = {
    here: 'src',
    'src/up': '..',
    'src/deep/top': '../..',
    out: '../x',
    absolute: '/etc',
    one: 'two',
    two: 'one',
    later: 'not/there',
    dots: './src/./deep//',
  };

  function led(path: string) {
    return follow(path, (at) => links[at]);
  }

  test('leads where the names lead', () => {
    assert.deepEqual(
      ['src/a', 'here/a', 'src/up/x', 'src/deep/top', 'later', 'dots/a', 'here/deep/top/here/b'].map(led),
      ['src/a', 'src/a', 'x', '', 'not/there', 'src/deep/a', 'src/b'].map((path) => ({ is: 'inside', path })),
    );
  });

  test('ends at the one that leads out, and in no circle', () => {
    assert.deepEqual(['out', 'absolute/passwd', 'src/deep/top/../x', 'here/up/../x', 'one'].map(led), [
      { is: 'outside', link: 'out' },
      { is: 'outside', link: 'absolute' },
      { is: 'outside', link: 'src/deep/top' },
      { is: 'outside', link: 'src/up' },
      { is: 'circle', link: 'one' },
    ]);
  });

  test('never leaves the tree, whatever the links say', () => {
    const step = fc.constantFrom('a', 'b', 'c', '..', '.', '');
    const path = fc.array(step, { maxLength: 6 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(path, fc.dictionary(fc.constantFrom('a', 'b', 'a/b', 'b/c', 'c'), path), (start, all) => {
        const end = follow(start, (at) => all[at]);
        if (end.is === 'inside') assert.ok(end.path === '' || pathFault(end.path) === undefined, end.path);
      }),
    );
  });
});

test('An entry that was left out is told of in a sentence', () => {
  assert.equal(
    leftSentence('vendor', 'submodule'),
    '"vendor" was left out: it is a submodule, another repository.',
  );
});

test('A file that cannot be understood as code is told of in a sentence', () => {
  assert.equal(
    refusalSentence('a.ts', { is: 'unparsed', because: 'size' }),
    '"a.ts" is too long or too tangled to be understood as code. Read the lines that you need instead.',
  );
});
