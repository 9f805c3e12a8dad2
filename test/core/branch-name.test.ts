import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { refFault, slugOf } from '../../src/core/branch-name.ts';

/** Git reads a lone `@` as another name of the branch that is checked out. */
function gitTakes(name: string): boolean {
  return name !== '@' && spawnSync('git', ['check-ref-format', '--branch', name]).status === 0;
}

suite("a branch's name", () => {
  const good = ['main', 'a/b', 'patchwright/issue-7-add-a-flag', 'ä', 'a.b', 'a-', 'x@y', 'heads/main'];
  for (const name of good)
    test(`may be ${name}`, () => {
      assert.deepEqual([refFault(name), gitTakes(name)], [undefined, true]);
    });

  const bad = [
    '',
    '@',
    'HEAD',
    '-a',
    'a b',
    'a..b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[b',
    'a\\b',
    '.a',
    'a/.b',
  ];
  for (const name of [...bad, 'a.lock', 'a.lock/b', 'a/', '/a', 'a//b', 'a.', 'a@{b', 'a\tb'])
    test(`cannot be ${JSON.stringify(name)}`, () => {
      assert.deepEqual([typeof refFault(name), gitTakes(name)], ['string', false]);
    });

  test('is one wherever git says so', () => {
    const pieces = fc.constantFrom(
      'a',
      'B',
      '7',
      '/',
      '.',
      '-',
      '@',
      '{',
      '~',
      '^',
      ' ',
      '.lock',
      '..',
      'ü',
      '[',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const name = parts.join('');
        assert.equal(refFault(name) === undefined, gitTakes(name), name);
      }),
      { numRuns: 60 },
    );
  });
});

suite('the words of a title', () => {
  const cases = [
    ['are joined with hyphens', 'Add a --version flag!', 'add-a-version-flag'],
    ['lose their accents', 'Café crème brûlée', 'cafe-creme-brulee'],
    ['are none where it has no such letters', '修复', ''],
    [
      'end with a whole word',
      'The parser loses the last line of a file',
      'the-parser-loses-the-last-line-of-a-file',
    ],
    [
      'are cut at forty characters',
      'The parser always loses the very last lines of it',
      'the-parser-always-loses-the-very-last',
    ],
    ['are cut within a word that is longer', 'a'.repeat(60), 'a'.repeat(40)],
  ] as const;
  for (const [name, title, slug] of cases) test(name, () => assert.equal(slugOf(title), slug));

  test('are always part of a branch that git takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (title) => {
        assert.equal(refFault(`issue-7-${slugOf(title)}x`), undefined);
        assert.ok(slugOf(title).length <= 40);
      }),
    );
  });
});
