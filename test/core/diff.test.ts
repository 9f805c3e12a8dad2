import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { hunksOf, parseDiff } from '../../src/core/diff.ts';
import type { Diff, FileDiff } from '../../src/core/diff.ts';
import { anyDiff, diffOf, fixture, hunkAt, written } from './diff-writer.ts';

/** Everything about a file but its lines. */
function facts({ path, oldPath, status, content, oldMode, newMode, added, removed }: FileDiff) {
  const kind = content.kind === 'text' ? `${content.hunks.length} hunks` : content;
  return [
    oldPath === path ? path : `${oldPath} > ${path}`,
    status,
    kind,
    `${oldMode} ${newMode}`,
    `+${added} -${removed}`,
  ];
}

/** The lines of a file as a reader of the diff writes them down. */
function lines(file: FileDiff | undefined): string[] {
  return hunksOf(file!).flatMap((hunk) =>
    hunk.lines.map((line) => {
      if (line.kind === 'added') return `+${line.new} ${line.text}`;
      return line.kind === 'removed' ? `-${line.old} ${line.text}` : `${line.old},${line.new} ${line.text}`;
    }),
  );
}

function named(diff: Diff, path: string): FileDiff {
  const file = diff.find((file) => file.path === path);
  assert.ok(file, path);
  return file;
}

suite('reading a diff', () => {
  test('gives every line its number in the files it stands in', () => {
    const [file] = diffOf({ 'src/a.ts': [hunkAt(7, [' start', '-old', '+new', '+more', ' end'])] });
    assert.deepEqual(file, {
      path: 'src/a.ts',
      oldPath: 'src/a.ts',
      status: 'modified',
      content: {
        kind: 'text',
        hunks: [
          {
            oldStart: 7,
            oldLines: 3,
            newStart: 7,
            newLines: 4,
            section: '',
            lines: [
              { kind: 'context', old: 7, new: 7, text: 'start' },
              { kind: 'removed', old: 8, text: 'old' },
              { kind: 'added', new: 8, text: 'new' },
              { kind: 'added', new: 9, text: 'more' },
              { kind: 'context', old: 9, new: 10, text: 'end' },
            ],
          },
        ],
      },
      oldMode: '100644',
      newMode: '100644',
      added: 2,
      removed: 1,
      noNewlineAtEnd: { old: false, new: false },
    });
  });

  test('gives nothing for an empty diff', () => {
    assert.deepEqual(parseDiff(''), []);
  });

  test('knows what happened to every kind of file', () => {
    assert.deepEqual(fixture('kinds').map(facts), [
      ['added.txt', 'added', '1 hunks', 'null 100644', '+2 -0'],
      ['binary-added.bin', 'added', { kind: 'binary' }, 'null 100644', '+0 -0'],
      ['binary-changed.bin', 'modified', { kind: 'binary' }, '100644 100644', '+0 -0'],
      ['binary-removed.bin', 'removed', { kind: 'binary' }, '100644 null', '+0 -0'],
      ['binary-to-link.bin', 'type-changed', { kind: 'binary' }, '100644 120000', '+0 -0'],
      ['copied-from.txt', 'modified', '1 hunks', '100644 100644', '+1 -0'],
      ['copied-from.txt > copied-to.txt', 'copied', '0 hunks', 'null null', '+0 -0'],
      ['empty-added.txt', 'added', '0 hunks', 'null 100644', '+0 -0'],
      ['file-to-link.txt', 'type-changed', '2 hunks', '100644 120000', '+1 -1'],
      ['file-to-submodule', 'type-changed', '2 hunks', '100644 160000', '+1 -1'],
      ['link-moved', 'modified', '1 hunks', '120000 120000', '+1 -1'],
      ['mode-and-text.sh', 'modified', '1 hunks', '100644 100755', '+1 -1'],
      ['mode-only.sh', 'mode-changed', '0 hunks', '100644 100755', '+0 -0'],
      ['renamed and changed.txt > new and changed.txt', 'renamed', '1 hunks', '100644 100755', '+1 -1'],
      ['renamed.txt > new name.txt', 'renamed', '0 hunks', 'null null', '+0 -0'],
      ['removed.txt', 'removed', '1 hunks', '100644 null', '+0 -1'],
      [
        'submodule-added',
        'added',
        { kind: 'submodule', from: null, to: '4'.repeat(40) },
        'null 160000',
        '+1 -0',
      ],
      [
        'submodule-changed',
        'modified',
        { kind: 'submodule', from: '1'.repeat(40), to: '5'.repeat(40) },
        '160000 160000',
        '+1 -1',
      ],
      [
        'submodule-removed',
        'removed',
        { kind: 'submodule', from: '2'.repeat(40), to: null },
        '160000 null',
        '+0 -1',
      ],
    ]);
  });

  test('reads paths with blanks, quotes, tabs, line breaks and any script, with and without hunks', () => {
    const names = [
      'a b.txt',
      ' both ',
      'a/b/c.txt',
      'b/x b/y.txt',
      'tab\there.txt',
      'line\nbreak.txt',
      'bell\u0007.txt',
    ];
    const quoted = ['quo"te.txt', 'back\\slash\\303.txt', 'été.txt', '日本語/読む.md', '🙂.txt'];
    const all = [...names, ...quoted];
    const read = fixture('names').map((file) => `${file.status} ${file.path}`);
    const wanted = all.flatMap((name) => [`modified ${name}`, `mode-changed mode ${name}`]);
    assert.deepEqual(read.toSorted(), wanted.toSorted());
  });

  test('keeps carriage returns and odd separators in the text, and blank lines as lines', () => {
    const diff = fixture('line-ends');
    assert.deepEqual(lines(named(diff, 'crlf.txt')), ['1,1 one\r', '-2 two\r', '+2 2\r']);
    assert.deepEqual(lines(named(diff, 'to-crlf.txt')), ['-1 one', '-2 two', '+1 one\r', '+2 two\r']);
    assert.deepEqual(lines(named(diff, 'separators.txt')), ['1,1 one\u2028two\rthree\u0085', '+2 \u2028\r']);
    assert.deepEqual(lines(named(diff, 'blank.txt')), ['1,1 ', '2,2 ', '-3 one', '+3 1', '4,4 ']);
  });

  test('tells of a missing final newline beside the lines, not as a line', () => {
    const ends = fixture('line-ends')
      .filter((file) => file.noNewlineAtEnd.old || file.noNewlineAtEnd.new)
      .map((file) => [file.path, file.noNewlineAtEnd, lines(file)]);
    assert.deepEqual(ends, [
      ['context.txt', { old: true, new: true }, ['-1 one', '+1 1', '2,2 two', '3,3 last']],
      ['gained.txt', { old: true, new: false }, ['1,1 one', '-2 two', '+2 two']],
      ['lost.txt', { old: false, new: true }, ['1,1 one', '-2 two', '+2 two']],
      ['never.txt', { old: true, new: true }, ['1,1 one', '-2 two', '+2 2']],
    ]);
  });

  test('understands the remark on a missing newline in any language', () => {
    const text = written(diffOf({ 'a.txt': [hunkAt(1, ['-a', '+b'])] }));
    const [file] = parseDiff(text.replace('-a\n', '-a\n\\ Kein Zeilenumbruch am Dateiende.\n'));
    assert.deepEqual(file?.noNewlineAtEnd, { old: true, new: false });
    assert.deepEqual(lines(file), ['-1 a', '+1 b']);
  });

  test('is not misled by code that looks like a diff', () => {
    const diff = fixture('like-headers');
    assert.deepEqual(lines(named(diff, 'query.sql')), ['-1 -- drop', '+1 ++ put', '2,2 select 1;']);
    assert.deepEqual(lines(named(diff, 'nested.diff')), [
      '-1 diff --git a/x b/x',
      '+1 diff --git a/y b/y',
      '2,2 index 1111111..2222222 100644',
      '-3 --- a/x',
      '-4 +++ b/x',
      '-5 @@ -1 +1 @@',
      '+3 --- a/y',
      '+4 +++ b/y',
      '+5 @@ -1,2 +1 @@',
      '6,6 -a',
      '7,7 +b',
      '8,8 \\ No newline at end of file',
    ]);
  });

  test('keeps what git says about the function round a hunk', () => {
    const hunks = hunksOf(named(fixture('like-headers'), 'code.ts'));
    assert.deepEqual(
      hunks.map((hunk) => [hunk.oldStart, hunk.section]),
      [
        [7, 'function first() {'],
        [19, 'function second() {'],
      ],
    );
  });

  test('passes over the bytes of a binary patch', () => {
    assert.deepEqual(fixture('binary-patch').map(facts), [
      ['data.bin', 'modified', { kind: 'binary' }, '100644 100644', '+0 -0'],
      ['text.txt', 'modified', '1 hunks', '100644 100644', '+1 -1'],
    ]);
  });

  test('reads hunks without any context', () => {
    assert.deepEqual(lines(named(fixture('no-context'), 'list.txt')), ['+1 zero', '-2 two', '+4 four']);
  });

  test('takes an empty line for an empty line of context', () => {
    const text = written(diffOf({ 'a.txt': [hunkAt(1, [' ', '-a', ' ', '+b'])] }));
    assert.deepEqual(lines(parseDiff(text.replaceAll('\n \n', '\n\n'))[0]), ['1,1 ', '-2 a', '3,2 ', '+3 b']);
  });

  test('takes paths that are not UTF-8 with the replacement character', () => {
    const [file] = parseDiff('diff --git "a/caf\\351" "b/caf\\351"\nold mode 100644\nnew mode 100755\n');
    assert.equal(file?.path, 'caf\u{FFFD}');
  });

  test('reads back whatever lines were written', () => {
    fc.assert(
      fc.property(anyDiff, (diff) => {
        assert.deepEqual(parseDiff(written(diff)), diff);
      }),
    );
  });
});
