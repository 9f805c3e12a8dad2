import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { anchorByQuote } from '../../src/core/anchor.ts';
import { hunkOf, hunksOf, linesOn, parseDiff } from '../../src/core/diff.ts';
import type { Diff } from '../../src/core/diff.ts';
import { anyDiff, diffOf, hunkAt } from './diff-writer.ts';

const cart = diffOf({ 'src/cart.ts': [hunkAt(10, [' export function total() {', '+  let sum = 0;'])] });

function found(quote: string, { path = 'src/cart.ts', diff = cart }: { path?: string; diff?: Diff } = {}) {
  const anchor = anchorByQuote(diff, { path, quote });
  return anchor && `${anchor.path} ${anchor.side} ${anchor.start}-${anchor.end}`;
}

function moved(how: 'rename' | 'copy'): Diff {
  const header = [
    'diff --git a/old.ts b/new.ts',
    'similarity index 90%',
    `${how} from old.ts`,
    `${how} to new.ts`,
  ];
  return parseDiff(`${header.join('\n')}\nindex 1..2 100644\n${hunkAt(1, ['+added();'])}`);
}

suite('the file of a quote', () => {
  test('is found by a path as diffs and people write it', () => {
    const quote = 'let sum = 0;';
    for (const path of [
      './src/cart.ts',
      'a/src/cart.ts',
      'b/src/cart.ts',
      '/src/cart.ts',
      'src\\cart.ts',
      ' src/cart.ts ',
      'cart.ts',
    ]) {
      assert.equal(found(quote, { path }), 'src/cart.ts new 11-11', path);
    }
  });

  test('is one that has a directory like a prefix, where there is one', () => {
    const diff = diffOf({
      'b/x.ts': [hunkAt(1, ['+inner();'])],
      'x.ts': [hunkAt(1, [' one();', '+inner();'])],
    });
    assert.equal(found('inner();', { path: 'b/x.ts', diff }), 'b/x.ts new 1-1');
    assert.equal(found('inner();', { path: 'a/x.ts', diff }), 'x.ts new 2-2');
  });

  test('is found by its old name after a rename, but not by the name of what it was copied from', () => {
    assert.equal(found('added();', { path: 'old.ts', diff: moved('rename') }), 'new.ts new 1-1');
    assert.equal(found('added();', { path: 'old.ts', diff: moved('copy') }), undefined);
  });

  test('is not guessed', () => {
    assert.equal(found('let sum = 0;', { path: 'src/other.ts' }), undefined);
    assert.equal(found('let sum = 0;', { path: '' }), undefined);
    const two = diffOf({ 'a/index.ts': [hunkAt(1, ['+run();'])], 'b/index.ts': [hunkAt(1, ['+run();'])] });
    assert.equal(found('run();', { path: 'index.ts', diff: two }), undefined);
  });
});

suite('nothing is anchored', () => {
  test('for a quote of nothing', () => {
    for (const quote of ['', '\n \n', '```\n```', '-', '+\n+'])
      assert.equal(found(quote), undefined, JSON.stringify(quote));
  });

  test('for code that is not there', () => {
    assert.equal(found('await db.query(sql, [user.id]);'), undefined);
    assert.equal(found('a();\nb();'), undefined);
  });

  test('in a file without lines', () => {
    const diff = parseDiff(
      'diff --git a/x.png b/x.png\nindex 1..2 100644\nBinary files a/x.png and b/x.png differ\n',
    );
    assert.equal(found('anything at all', { path: 'x.png', diff }), undefined);
  });
});

suite('any anchor', () => {
  test('lies on lines of one hunk on its side, whatever is quoted', () => {
    const quote = fc.array(
      fc.constantFrom(
        'return total;',
        '+return total;',
        '}',
        'const a=b',
        'total += 2;',
        '3 +-- x',
        'step()',
        '',
      ),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(anyDiff, quote, fc.constantFrom('old', 'new', undefined), (diff, lines, side) => {
        for (const { path } of diff) {
          const anchor = anchorByQuote(diff, { path, side, quote: lines.join('\n') });
          if (!anchor) continue;
          const file = diff.find((file) => file.path === path)!;
          const hunk = hunkOf(file, anchor.side, anchor.start);
          assert.ok(hunk && anchor.start <= anchor.end);
          assert.equal(hunkOf(file, anchor.side, anchor.end), hunk);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is where the quoted line is, for any line of a diff that says enough', () => {
    fc.assert(
      fc.property(anyDiff, (diff) => {
        for (const file of diff) {
          for (const { number, text } of hunksOf(file).flatMap((hunk) => linesOn('new', hunk))) {
            if (!/\w{6}/.test(text)) continue;
            const anchor = anchorByQuote(diff, { path: file.path, quote: text });
            const there =
              anchor &&
              hunksOf(file)
                .flatMap((hunk) => linesOn(anchor.side, hunk))
                .find((line) => line.number === anchor.start);
            assert.equal(there?.text.trim(), text.trim(), `${file.path} ${number}`);
          }
        }
      }),
    );
  });
});
