import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { recentSyntax } from '../../src/adapters/tree-sitter/recent.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
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

/** Two of them fit into what is kept, three do not. */
const long = 'x'.repeat(2_500_000);

suite('recent syntax', () => {
  test('parses the same text of the same file once', async () => {
    const { asked, syntax } = counting();
    const [one, other] = [await syntax.parse('a.js', 'x'), await syntax.parse('a.js', 'x')];
    assert.deepEqual(one, other);
    await syntax.parse('a.js', 'y');
    await syntax.parse('b.js', 'x');
    assert.deepEqual(asked, ['a.js', 'a.js', 'b.js']);
  });

  test('gives the same tree again, with the faults of the text', async () => {
    const plain = openSyntax({ clock: { now: () => 0 } });
    const syntax = recentSyntax(plain);
    for (const [path, text] of [
      ['a.ts', 'export const a = { b: [1, , 2] };\n\nfunction f(é: string) {\n  return `${é}`;\n}\n'],
      ['a.ts', 'const a = ;\nf(\n'],
      ['a.py', ''],
    ] as const) {
      const parsed = await plain.parse(path, text);
      assert.deepEqual(await syntax.parse(path, text), parsed);
      assert.deepEqual(await syntax.parse(path, text), parsed);
    }
  });

  test('forgets what was asked for longest ago, and keeps what was asked for again', async () => {
    const { asked, syntax } = counting();
    for (const path of ['a', 'b', 'a', 'c', 'a', 'b']) await syntax.parse(path, long);
    assert.deepEqual(asked, ['a', 'b', 'c', 'b']);
  });

  test('counts a text once that two ask for at the same time', async () => {
    const { asked, syntax } = counting();
    await Promise.all([syntax.parse('a', long), syntax.parse('a', long)]);
    await syntax.parse('b', long);
    await syntax.parse('a', long);
    assert.deepEqual(asked, ['a', 'a', 'b']);
  });

  test('counts trees by what they take', async () => {
    const leaf = { kind: ';', field: '', start: 0, end: 1, line: 1, lastLine: 1, children: [] };
    const root = { ...leaf, kind: 'program', children: Array.from({ length: 250_000 }, () => leaf) };
    let parsed = 0;
    const syntax = recentSyntax({
      parse: (_, text) => {
        parsed += 1;
        return Promise.resolve({ is: 'parsed', language: 'javascript', text, root, faults: [] });
      },
    });
    for (const path of ['a.js', 'b.js', 'a.js']) await syntax.parse(path, ';');
    assert.equal(parsed, 3);
  });

  test('keeps no text that is longer than all it may keep', async () => {
    const { asked, syntax } = counting();
    const huge = 'x'.repeat(7_000_000);
    await syntax.parse('a', huge);
    await syntax.parse('a', huge);
    assert.deepEqual(asked, ['a', 'a']);
  });
});
