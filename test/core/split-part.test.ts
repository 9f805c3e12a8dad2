import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hunksOf, parseDiff } from '../../src/core/diff.ts';
import type { Diff } from '../../src/core/diff.ts';
import { render } from '../../src/core/part.ts';
import { diffOf, fixture, hunkAt } from './diff-writer.ts';

function shown(diff: Diff): string {
  return render(diff.map((file) => ({ file, hunks: hunksOf(file) })));
}

suite('a part of a diff reads', () => {
  test('as files, hunks and lines numbered as in the new file', () => {
    const diff = diffOf({
      'src/a.ts': [hunkAt(9, [' a', '-b', '+B', ' c'])],
      'b.ts': [hunkAt(100, ['+d'], 99)],
    });
    assert.equal(
      shown(diff),
      `### src/a.ts (modified)
@@ old 9,3 new 9,3 @@
 9  a
   -b
10 +B
11  c

### b.ts (modified)
@@ old 100,0 new 99,1 @@
 99 +d
`,
    );
  });

  test('with the function that git names', () => {
    const titles = shown(fixture('like-headers').filter((file) => file.path === 'code.ts'))
      .split('\n')
      .filter((row) => row.startsWith('@@'));
    assert.deepEqual(titles, [
      '@@ old 7,7 new 7,7 @@ function first() {',
      '@@ old 19,5 new 19,5 @@ function second() {',
    ]);
  });

  test('with what happened to each file, and a list of those without lines', () => {
    const titles = shown(fixture('kinds'))
      .split('\n')
      .filter((row) => /^(?:###|-) |^Also/.test(row));
    assert.deepEqual(titles, [
      '### added.txt (added)',
      '### copied-from.txt (modified)',
      '### file-to-link.txt (type-changed, mode 100644 → 120000, no newline at the end)',
      '### file-to-submodule (type-changed, mode 100644 → 160000)',
      '### link-moved (modified, no newline at the end)',
      '### mode-and-text.sh (modified, mode 100644 → 100755)',
      '### new and changed.txt (renamed, from renamed and changed.txt, mode 100644 → 100755)',
      '### removed.txt (removed)',
      'Also changed, without lines to show:',
      '- binary-added.bin: added binary file',
      '- binary-changed.bin: modified binary file',
      '- binary-removed.bin: removed binary file',
      '- binary-to-link.bin: type-changed binary file, mode 100644 → 120000',
      '- copied-to.txt: copied, from copied-from.txt',
      '- empty-added.txt: added empty file',
      '- mode-only.sh: mode 100644 → 100755',
      '- new name.txt: renamed, from renamed.txt',
      '- submodule-added: added submodule, none → 444444444444',
      '- submodule-changed: modified submodule, 111111111111 → 555555555555',
      '- submodule-removed: removed submodule, 222222222222 → none',
    ]);
  });

  test('with paths quoted that could be read as something else', () => {
    const titles = shown(fixture('names'))
      .split('\n')
      .filter((row) => row.startsWith('###'));
    assert.deepEqual(titles, [
      '### " both " (modified)',
      '### a b.txt (modified)',
      '### a/b/c.txt (modified)',
      '### b/x b/y.txt (modified)',
      '### back\\slash\\303.txt (modified)',
      '### "bell\\u0007.txt" (modified)',
      '### "line\\nbreak.txt" (modified)',
      '### "quo\\"te.txt" (modified)',
      '### "tab\\there.txt" (modified)',
      '### été.txt (modified)',
      '### 日本語/読む.md (modified)',
      '### 🙂.txt (modified)',
    ]);
  });

  test('with carriage returns only where they differ', () => {
    const named = new Set(['crlf.txt', 'to-crlf.txt', 'gained.txt']);
    assert.equal(
      shown(fixture('line-ends').filter((file) => named.has(file.path))),
      `### crlf.txt (modified)
@@ old 1,2 new 1,2 @@
1  one
  -two
2 +2

### gained.txt (modified, newline at the end added)
@@ old 1,2 new 1,2 @@
1  one
  -two
2 +two

### to-crlf.txt (modified)
@@ old 1,2 new 1,2 @@
  -one
  -two
1 +one␍
2 +two␍
`,
    );
  });

  test('with very long lines cut, never within a character', () => {
    const rows = shown(
      diffOf({ 'a.js': [hunkAt(1, [`+${'x'.repeat(2000)}`, `+${'x'.repeat(1999)}🙂y`])] }),
    ).split('\n');
    assert.deepEqual(rows.slice(2), [
      `1 +${'x'.repeat(2000)}`,
      `2 +${'x'.repeat(1999)}… [3 more characters]`,
      '',
    ]);
  });

  test('as nothing when it is empty', () => {
    assert.equal(render([]), '');
    assert.equal(shown(parseDiff('')), '');
  });
});
