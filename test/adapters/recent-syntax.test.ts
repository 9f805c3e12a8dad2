import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { recentSyntax } from '../../src/adapters/tree-sitter/recent.ts';
import type { Syntax } from '../../src/ports/syntax.ts';

/** Syntax that understands nothing and counts how often it was asked. */
function counting() {
  const asked: string[] = [];
  const syntax: Syntax = {
    parse: (path) => {
      asked.push(path);
      return Promise.resolve({ is: 'unparsed', because: 'language' });
    },
  };
  return { asked, syntax: recentSyntax(syntax) };
}

suite('recent syntax', () => {
  test('parses the same text of the same file once', async () => {
    const { asked, syntax } = counting();
    const [one, other] = [await syntax.parse('a.js', 'x'), await syntax.parse('a.js', 'x')];
    assert.equal(one, other);
    await syntax.parse('a.js', 'y');
    await syntax.parse('b.js', 'x');
    assert.deepEqual(asked, ['a.js', 'a.js', 'b.js']);
  });

  test('forgets what was asked for longest ago, and keeps what was asked for again', async () => {
    const { asked, syntax } = counting();
    const long = 'x'.repeat(120_000);
    for (const path of ['a', 'b', 'a', 'c', 'a', 'b']) await syntax.parse(path, long);
    assert.deepEqual(asked, ['a', 'b', 'c', 'b']);
  });

  test('keeps no text that is longer than all it may keep', async () => {
    const { asked, syntax } = counting();
    const huge = 'x'.repeat(400_000);
    await syntax.parse('a', huge);
    await syntax.parse('a', huge);
    assert.deepEqual(asked, ['a', 'a']);
  });
});
