import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { conflictMarkers } from '../../src/checks/change-conflicts.ts';
import type { ChangeFault, ChangeFaultKind } from '../../src/checks/change-fault.ts';
import { changeFaults } from '../../src/checks/change-faults.ts';
import { changeFaultSentence } from '../../src/checks/change-sentence.ts';
import { changeSize, tooLarge } from '../../src/checks/change-size.ts';
import { linesAdded, linesRemoved } from '../../src/checks/changed-lines.ts';
import type { Change } from '../../src/core/change.ts';
import { changesOf, factsOf, filesOf, listed } from './change-world.ts';

const line = fc.constantFrom('a', 'b', '  a', '', 'c()', '}');
const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
const change = fc.record({
  path: fc.constantFrom('one.js', 'two.js', 'lib/three.js'),
  before: fc.option(text),
  after: fc.option(text),
  mode: fc.constant('plain' as const),
});
const changes = fc.uniqueArray(change, { selector: ({ path }) => path, maxLength: 3 });

function count(all: readonly Change[], side: 'before' | 'after'): number {
  return all.flatMap((each) => (each[side] ?? '').split('\n')).filter((each) => each.trim() !== '').length;
}

function many(lines: number): string {
  return Array.from({ length: lines }, (_, index) => `line ${index}\n`).join('');
}

suite('of the lines of a change', () => {
  test('those that came and those that went account for all', () => {
    fc.assert(
      fc.property(changes, (all) => {
        const grown = count(all, 'after') - count(all, 'before');
        assert.equal(linesAdded(all).length - linesRemoved(all).length, grown);
      }),
    );
  });

  test('each that came stands where it is said to', () => {
    fc.assert(
      fc.property(changes, (all) => {
        for (const { path, line: number, text: said } of linesAdded(all))
          assert.equal(all.find((each) => each.path === path)?.after?.split('\n')[number - 1], said);
      }),
    );
  });

  test('none came that only moved', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const moved = changesOf({
          'one.js': [lines.join('\n'), null],
          'two.js': [null, lines.toReversed().join('\n  ')],
        });
        assert.deepEqual(linesAdded(moved), []);
      }),
    );
  });
});

test('a conflict that nobody decided is told, and a heading of like signs is not', () => {
  const left = 'a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n';
  assert.deepEqual(
    listed(conflictMarkers(changesOf({ 'src/a.js': ['a\n', left], 'README.rst': ['', 'Title\n=======\n'] }))),
    ['conflict-marker at 2 <<<<<<< ours', 'conflict-marker at 6 >>>>>>> theirs'],
  );
  assert.deepEqual(conflictMarkers(changesOf({ 'test/merge.txt': [left, `${left}d\n`] })), []);
});

test('the size of a change is that of what has to be read', () => {
  const all = changesOf({
    'src/cart.js': ['old\n', many(3)],
    'src/tax/rate.js': [null, many(5).replaceAll('line', 'rate')],
    'test/cart.test.js': [null, many(900)],
    'package-lock.json': ['', many(900)],
    'dist/cart.js': [null, many(900)],
  });
  assert.deepEqual(changeSize(all), {
    lines: 9,
    files: 2,
    byFolder: [
      { folder: 'src/tax', lines: 5 },
      { folder: 'src', lines: 4 },
    ],
  });
  assert.equal(tooLarge(all), undefined);
  assert.deepEqual(tooLarge(all, 8), {
    is: 'too-large',
    path: '',
    line: null,
    what: '9 lines',
    weight: 'justify',
  });
});

suite('a fault is told', () => {
  test('with its place, what is there and what to do', () => {
    const fault: ChangeFault = {
      is: 'test-removed',
      path: 'test/cart.test.js',
      line: 4,
      what: 'adds up `1`',
      weight: 'refuse',
    };
    assert.equal(
      changeFaultSentence(fault),
      '`test/cart.test.js`, line 4: the test `` adds up `1` `` is gone, and no other claims what it did. Put it back.',
    );
  });

  test('with a capital where it is about the whole', () => {
    const fault: ChangeFault = {
      is: 'too-large',
      path: '',
      line: null,
      what: '900 lines',
      weight: 'justify',
    };
    assert.equal(
      changeFaultSentence(fault),
      'The change has 900 lines, tests and generated files apart. Propose how to split it.',
    );
  });

  test('whatever its code says, in one line', () => {
    const kinds: readonly ChangeFaultKind[] = ['assertion-removed', 'check-silenced', 'protected-path'];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.string(), (is, what) => {
        const sentence = changeFaultSentence({ is, path: 'a.js', line: 1, what, weight: 'refuse' });
        assert.doesNotMatch(sentence, /[\r\n]/);
        assert.match(sentence, /^`a\.js`, line 1: .*\.$/);
      }),
    );
  });
});

test('all that is wrong with a change is told in the order of its files', async () => {
  const files = await filesOf({
    'src/cart.js': ['a();\n', '<<<<<<< ours\na();\n'],
    '.github/workflows/ci.yml': ['- run: npm test\n', '- run: npm test || true\n'],
    'repro.js': [null, 'a();\n'],
  });
  assert.deepEqual(
    changeFaults(files, factsOf()).map(({ path, is }) => `${path} ${is}`),
    [
      '.github/workflows/ci.yml protected-path',
      '.github/workflows/ci.yml failure-hidden',
      'repro.js experiment',
      'src/cart.js conflict-marker',
    ],
  );
});
