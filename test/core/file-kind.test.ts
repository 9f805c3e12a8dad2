import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fileKind, subjectOf } from '../../src/core/file-kind.ts';

suite('What a file is for', () => {
  test('is told by its path', () => {
    const kinds = {
      code: ['src/a.ts', 'lib/latest.js', 'Contest.java', 'a.zig', 'script', 'src/protest/a.py', 'page.css'],
      test: [
        'src/a.test.ts',
        'test/a.js',
        'test_a.py',
        'a_test.go',
        'spec/a_spec.rb',
        'CartTest.java',
        'conftest.py',
      ],
      config: [
        '.github/workflows/ci.yml',
        'package.json',
        'tsconfig.build.json',
        'requirements-dev.txt',
        'Dockerfile',
      ],
      docs: ['README.md', 'LICENSE', 'docs/guide.rst', 'History.md'],
      data: ['test/fixtures/a.json', 'logo.svg', 'table.csv'],
      generated: ['package-lock.json', 'a.min.js', 'api.pb.go', '__snapshots__/a.snap'],
    };
    const told = Object.fromEntries(
      Object.entries(kinds).map(([kind, paths]) => [kind, paths.filter((path) => fileKind(path) === kind)]),
    );
    assert.deepEqual(told, kinds);
  });
});

suite('What a file is about', () => {
  test('is the same for its test and its header', () => {
    for (const path of [
      'src/cart.ts',
      'test/cart.test.tsx',
      'tests/test_cart.py',
      'Cart.java',
      'CartTest.java',
      'cart_test.go',
      'cart.h',
      'cart/index.js',
    ])
      assert.equal(subjectOf(path), 'cart', path);
  });

  test('keeps names that merely hold the word', () => {
    assert.deepEqual(['latest.js', 'contest.py', '.env', 'test.ts'].map(subjectOf), [
      'latest',
      'contest',
      '.env',
      'test',
    ]);
  });
});
