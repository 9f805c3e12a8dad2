import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { anchorByQuote, longestAnchor } from '../../src/core/anchor.ts';
import { hunksOf, linesOn } from '../../src/core/diff.ts';
import type { Diff, Side } from '../../src/core/diff.ts';
import { render } from '../../src/core/part.ts';
import { anyDiff, diffOf, hunkAt } from './diff-writer.ts';

const cart = diffOf({
  'src/cart.ts': [
    hunkAt(10, [
      ' export function total(items: Item[]): number {',
      '   let sum = 0;',
      '-  for (const item of items) sum += item.price;',
      '+  for (const item of items) {',
      '+    sum += item.price * item.quantity;',
      '+  }',
      '   return sum;',
      ' }',
    ]),
    hunkAt(
      40,
      [
        ' export function discount(total: number): number {',
        '-  if (total > 100) return total * 0.9;',
        '-  return total;',
        '+  return total > 100 ? total * 0.9 : total;',
        ' }',
        '   return sum;',
      ],
      42,
    ),
  ],
  'test/cart.test.ts': [hunkAt(1, ['+  return sum;'])],
});

function found(
  quote: string,
  { path = 'src/cart.ts', side, diff = cart }: { path?: string; side?: Side; diff?: Diff } = {},
) {
  const anchor = anchorByQuote(diff, { path, side, quote });
  return anchor && `${anchor.path} ${anchor.side} ${anchor.start}-${anchor.end}`;
}

suite('a quote is anchored', () => {
  test('where its lines stand', () => {
    assert.equal(found('    sum += item.price * item.quantity;'), 'src/cart.ts new 13-13');
    assert.equal(
      found('  for (const item of items) {\n    sum += item.price * item.quantity;\n  }'),
      'src/cart.ts new 12-14',
    );
  });

  test('on the old side where only that has it', () => {
    assert.equal(found('  if (total > 100) return total * 0.9;\n  return total;'), 'src/cart.ts old 41-42');
  });

  test('over context and added lines alike, as the new file reads', () => {
    assert.equal(found('  }\n  return sum;\n}'), 'src/cart.ts new 14-16');
  });

  test('without its indentation, blank ends, carriage returns and fence', () => {
    assert.equal(
      found('```ts\r\nfor (const item of items) {\r\nsum += item.price * item.quantity;  \r\n```\n\n'),
      'src/cart.ts new 12-13',
    );
  });

  test('in code with carriage returns', () => {
    const diff = diffOf({ 'a.ts': [hunkAt(1, [' first();\r', '+second();\r'])] });
    assert.equal(found('second();', { path: 'a.ts', diff }), 'a.ts new 2-2');
    assert.equal(found('first();\nsecond();', { path: 'a.ts', diff }), 'a.ts new 1-2');
  });

  test('when it is a part of a line, or its lines are broken otherwise', () => {
    assert.equal(found('item.price*item.quantity'), 'src/cart.ts new 13-13');
    assert.equal(
      found('for (const item of items) { sum += item.price * item.quantity; }'),
      'src/cart.ts new 12-14',
    );
    assert.equal(found('return total > 100\n  ? total * 0.9\n  : total;'), 'src/cart.ts new 43-43');
  });

  test('not in the middle of a word', () => {
    const diff = diffOf({ 'a.ts': [hunkAt(1, ['+unloadAccounts(all);', '+const reloaded = loadAccount;'])] });
    assert.equal(found('loadAccount', { path: 'a.ts', diff }), 'a.ts new 2-2');
  });

  test('with a slip of the pen', () => {
    assert.equal(found('    sum += item.price * item.quantities'), 'src/cart.ts new 13-13');
    assert.equal(
      found('  for (const itm of items) {\n    sum = item.price * item.quantity;\n  }'),
      'src/cart.ts new 12-14',
    );
  });

  test('not with a slip of the pen where two places are as much alike', () => {
    const diff = diffOf({ 'a.ts': [hunkAt(1, ['+charge(customer, 100);', '+charge(customer, 200);'])] });
    assert.equal(found('charge(customer, 300);', { path: 'a.ts', diff }), undefined);
  });

  test('with a slip of the pen at the one of two like places that the change touches', () => {
    const diff = diffOf({
      'a.ts': [hunkAt(1, [' charge(customer, 100);', ' done();', '+charge(customer, 200);', ' done();'])],
    });
    assert.equal(found('charge(customer, 300);\ndone();', { path: 'a.ts', diff }), 'a.ts new 3-4');
  });

  test('at the longest piece that the hunk shows of it', () => {
    const before = [
      '/** What the cart costs. */',
      'export function total(items: Item[]): number {',
      'let sum = 0;',
    ];
    const whole = [
      ...before,
      'for (const item of items) {',
      'sum += item.price * item.quantity;',
      '}',
      'return sum;',
      '}',
    ];
    assert.equal(
      found([...whole, 'export function another() {', '  whatever();', '}'].join('\n')),
      'src/cart.ts new 10-16',
    );
    assert.equal(found('let sum = 0;\n// ...\nreturn sum;\n}'), 'src/cart.ts new 15-16');
  });

  test('not by a single line of many', () => {
    assert.equal(found('one();\ntwo();\nthree();\nreturn sum;\nfour();\nfive();'), undefined);
  });

  test('when it is copied from a diff, with markers and line numbers', () => {
    assert.equal(
      found('+  for (const item of items) {\n+    sum += item.price * item.quantity;'),
      'src/cart.ts new 12-13',
    );
    assert.equal(found('-  for (const item of items) sum += item.price;'), 'src/cart.ts old 12-12');
    assert.equal(
      found(
        '   let sum = 0;\n-  for (const item of items) sum += item.price;\n+  for (const item of items) {',
      ),
      'src/cart.ts new 11-12',
    );
    assert.equal(
      found('12 +  for (const item of items) {\n13 +    sum += item.price * item.quantity;\n\n14 +  }'),
      'src/cart.ts new 12-14',
    );
    assert.equal(found('41  export function discount(total: number): number {'), 'src/cart.ts new 42-42');
  });

  test('as the prompt shows it, number, marker and all', () => {
    fc.assert(
      fc.property(anyDiff, (diff) => {
        for (const file of diff) {
          const rows = render([{ file, hunks: hunksOf(file) }]).split('\n');
          for (const quote of rows.filter((row) => /^ *\d+ [+ ].*\w{8}/.test(row))) {
            const anchor = anchorByQuote(diff, { path: file.path, quote });
            const lines = anchor && hunksOf(file).flatMap((hunk) => linesOn(anchor.side, hunk));
            const there = lines?.find((line) => line.number === anchor?.start);
            assert.equal(there?.text.trim(), quote.replace(/^ *\d+ [+ ]/, '').trim());
          }
        }
      }),
    );
  });

  test('never beyond one hunk', () => {
    assert.equal(
      found('return sum;\n}\nexport function discount(total: number): number {'),
      'src/cart.ts new 15-16',
    );
    assert.equal(found('}\nexport function discount(total: number): number {\nconst x = 1;'), undefined);
  });

  test('never over more lines than a comment should span', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `step(${index});`);
    const diff = diffOf({
      'a.ts': [
        hunkAt(
          1,
          lines.map((line, index) => `${index < 9 ? ' ' : '+'}${line}`),
        ),
      ],
    });
    assert.equal(found(lines.join('\n'), { path: 'a.ts', diff }), `a.ts new 10-${9 + longestAnchor}`);
    const context = diffOf({
      'a.ts': [
        hunkAt(
          1,
          lines.map((line) => ` ${line}`),
        ),
      ],
    });
    assert.equal(found(lines.join('\n'), { path: 'a.ts', diff: context }), `a.ts new 1-${longestAnchor}`);
  });
});

suite('of several places', () => {
  const diff = diffOf({
    'a.ts': [
      hunkAt(1, [' audit(user);', '-audit(user);', ' plain();', '+audit(user);', '+}', ' }']),
      hunkAt(30, [
        ' }',
        '+audit(user);',
        '-  only.here();',
        '+  moved.here();',
        ' audit(order);',
        ' audit(order);',
      ]),
    ],
  });

  test('one that was added is taken, then the first', () => {
    assert.equal(found('audit(user);', { path: 'a.ts', diff }), 'a.ts new 3-3');
    assert.equal(found('audit(order);', { path: 'a.ts', diff }), 'a.ts new 33-33');
  });

  test('the side that is asked for is searched first', () => {
    assert.equal(found('audit(user);', { path: 'a.ts', side: 'old', diff }), 'a.ts old 2-2');
    assert.equal(found('only.here();', { path: 'a.ts', side: 'new', diff }), 'a.ts old 31-31');
    assert.equal(found('moved.here();', { path: 'a.ts', side: 'old', diff }), 'a.ts new 32-32');
  });

  test('context is taken from the head, whichever side is asked for', () => {
    assert.equal(found('plain();', { path: 'a.ts', side: 'old', diff }), 'a.ts new 2-2');
  });

  test('one that is the same to the last blank comes before one that is not', () => {
    const indented = diffOf({ 'a.ts': [hunkAt(1, ['+  audit(user);', '+audit(user);'])] });
    assert.equal(found('audit(user);', { path: 'a.ts', diff: indented }), 'a.ts new 2-2');
    assert.equal(found('  audit(user);', { path: 'a.ts', diff: indented }), 'a.ts new 1-1');
  });

  test('none is taken for code that could stand anywhere, unless only one was changed', () => {
    const braces = diffOf({ 'a.ts': [hunkAt(1, ['+}', ' x', '+}', '+i++'])] });
    assert.equal(found('}', { path: 'a.ts', diff: braces }), undefined);
    assert.equal(found('i++', { path: 'a.ts', diff: braces }), 'a.ts new 4-4');
    assert.equal(found('}', { path: 'a.ts', diff }), 'a.ts new 4-4');
  });
});
