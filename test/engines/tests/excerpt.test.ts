import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { endsOf, groupsOf, numberedAround, ranges, startOf } from '../../../src/engines/tests/excerpt.ts';

const ten = Array.from({ length: 10 }, (_, at) => `line ${at + 1}`).join('\n');

suite('of a file that has no room', () => {
  test('the beginning is shown, and how to see the rest', () => {
    assert.deepEqual(startOf(ten, 25), {
      of: ', lines 1 to 3 of 10: read_file shows the others',
      text: 'line 1\nline 2\nline 3',
    });
  });

  test('the beginning and the end are, where a test is to go into it', () => {
    assert.deepEqual(endsOf(ten, 40), {
      of: ', lines 1 to 1 and 7 to 10 of 10: read_file shows the others',
      text: 'line 1\n…\nline 7\nline 8\nline 9\nline 10',
    });
  });

  test('the lines around the target are, with their numbers', () => {
    const long = Array.from({ length: 400 }, (_, at) => `${at + 1}`).join('\n');
    const { of, text } = numberedAround(long, { line: 200, lastLine: 210 }, 100);
    assert.equal(of, ', lines 50 to 360 of 400: read_file shows the others');
    assert.deepEqual([text.split('\n').at(0), text.split('\n').at(-1)], ['50\t50', '360\t360']);
  });
});

test('what has room is shown whole', () => {
  assert.deepEqual(startOf(ten, 100), { of: '', text: ten });
  assert.deepEqual(endsOf(ten, 100), { of: '', text: ten });
  assert.deepEqual(numberedAround('a\nb', { line: 1, lastLine: 1 }, 100), { of: '', text: '1\ta\n2\tb' });
});

test('the groups of a test file are listed, and not its tests', async () => {
  const text = `describe('price', () => {
  it('adds up', () => {});
  describe('of members', () => {
    it('is less', () => {
      function helper() {}
    });
  });
});
it('stands alone', () => {});
`;
  const tree = await openSyntax({ clock: { now: () => 0 } }).parse('a.test.js', text);
  if (tree.is !== 'parsed') assert.fail(tree.because);
  assert.equal(groupsOf(tree), "1-8\tdescribe('price', () => {\n3-7\tdescribe('of members', () => {");
});

test('numbers that follow one another are told as one', () => {
  assert.equal(ranges([1, 3, 4, 5, 9]), '1, 3-5, 9');
});
