import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { canonicalCode, isTelling, readingsOf } from '../../src/core/quoted-code.ts';

suite('a quote is read', () => {
  test('as its lines, without fences, blank ends and carriage returns', () => {
    const lines = ['  first();', '', 'second();  '];
    for (const quote of [
      '  first();\n\nsecond();  ',
      '\n\n  first();\r\n\r\nsecond();  \r\n\n',
      '```ts\n  first();\n\nsecond();  \n```\n',
      '  first();␍\n\nsecond();  ␍',
    ]) {
      assert.deepEqual(readingsOf(quote), [{ lines, side: 'either' }]);
    }
  });

  test('for each side, too, when it seems to be of a diff', () => {
    assert.deepEqual(readingsOf('  a();\n-b();\n\n+  c();'), [
      { lines: ['  a();', '-b();', '', '+  c();'], side: 'either' },
      { lines: ['a();', '', '  c();'], side: 'new' },
      { lines: ['a();', 'b();'], side: 'old' },
    ]);
  });

  test('without the numbers of the prompt', () => {
    assert.deepEqual(readingsOf(' 9    a();\n   -  b();\n10 +  c();'), [
      { lines: [' 9    a();', '   -  b();', '10 +  c();'], side: 'either' },
      { lines: ['  a();', '  c();'], side: 'new' },
      { lines: ['  a();', '  b();'], side: 'old' },
    ]);
  });

  test('for one side where it has lines of that only', () => {
    assert.deepEqual(
      readingsOf('-b();').map(({ side, lines }) => [side, ...lines]),
      [
        ['either', '-b();'],
        ['old', 'b();'],
      ],
    );
  });

  test('not as a diff when a line has no marker, nor when it is only indented', () => {
    assert.equal(readingsOf('+ a\nb').length, 1);
    assert.equal(readingsOf('  a();\n  b();').length, 1);
  });

  test('as nothing when it holds nothing', () => {
    assert.deepEqual(readingsOf(' \n```\n'), []);
  });
});

suite('canonical code', () => {
  test('keeps blanks only between words', () => {
    assert.equal(canonicalCode('  return  a +\n\tb ( c ) ;\r\n'), 'return a+b(c);');
    assert.equal(canonicalCode('élan  vital\n_x $y 1'), 'élan vital _x $y 1');
  });

  test('tells something from eight characters on, if there is a word in it', () => {
    assert.deepEqual(['abcdefgh', 'abcdefg', '--------', '}'].map(isTelling), [true, false, false, false]);
  });
});
