import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseDiff } from '../../src/core/diff.ts';
import type { Diff, DiffLine, FileDiff, Hunk } from '../../src/core/diff.ts';

/** A diff that git printed; fixtures/diffs/make.ts says of what. */
export function fixture(name: string): Diff {
  return parseDiff(readFileSync(join(import.meta.dirname, '../../fixtures/diffs', `${name}.diff`), 'utf8'));
}

/** The diff of changed files: a path and its hunks, each written by `hunkAt`. */
export function diffOf(files: Readonly<Record<string, readonly string[]>>): Diff {
  const texts = Object.entries(files).map(([path, hunks]) => `${titleOf(path)}${hunks.join('')}`);
  return parseDiff(texts.join(''));
}

function titleOf(path: string): string {
  return `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/${path}\n`;
}

/** One hunk from its lines with their markers; both sides begin at the same number unless told. */
export function hunkAt(start: number, lines: readonly string[], newStart = start): string {
  const old = lines.filter((line) => !line.startsWith('+')).length;
  const head = lines.filter((line) => !line.startsWith('-')).length;
  return `@@ -${start},${old} +${newStart},${head} @@\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** What git would print for the files: the other direction of parseDiff, for text files without odd names. */
export function written(diff: Diff): string {
  return diff.map(writtenFile).join('');
}

const nowhere = '/dev/null';

function writtenFile(file: FileDiff): string {
  const isAdded = file.status === 'added';
  const isRemoved = file.status === 'removed';
  const header = [
    `diff --git a/${file.path} b/${file.path}`,
    ...(isAdded ? [`new file mode ${file.newMode}`] : []),
    ...(isRemoved ? [`deleted file mode ${file.oldMode}`] : []),
    isAdded || isRemoved ? 'index 1111111..2222222' : `index 1111111..2222222 ${file.newMode}`,
    `--- ${isAdded ? nowhere : `a/${file.path}`}`,
    `+++ ${isRemoved ? nowhere : `b/${file.path}`}`,
  ];
  const hunks = file.content.kind === 'text' ? file.content.hunks : [];
  return [...header, ...hunks.flatMap(writtenHunk)].map((line) => `${line}\n`).join('');
}

const markers = { added: '+', removed: '-', context: ' ' };

function writtenHunk({ oldStart, oldLines, newStart, newLines, section, lines }: Hunk): string[] {
  const range = `@@ -${sideOf(oldStart, oldLines)} +${sideOf(newStart, newLines)} @@`;
  return [
    section === '' ? range : `${range} ${section}`,
    ...lines.map((line) => `${markers[line.kind]}${line.text}`),
  ];
}

function sideOf(start: number, lines: number): string {
  return lines === 1 ? String(start) : `${start},${lines}`;
}

/** Lines that a careless reader takes for something else. */
const traps = [
  '-- x',
  '++ x',
  '-',
  '+',
  ' ',
  '\\ No newline at end of file',
  '@@ -1 +1 @@',
  '@@ -1,2 +1,2 @@ a/b',
  'diff --git a/x b/x',
  '--- a/x',
  '+++ b/x',
  'index 1..2 100644',
  'rename from x',
  'GIT binary patch',
  'Binary files a and b differ',
  'crlf\r',
  '\u2028',
  'a\rb',
  '\t',
  'é🙂',
  '"quoted"',
];

const anyText = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('return total;', '}', '', '  step();', 'const a = b', 'total += 1;'),
  },
  { weight: 2, arbitrary: fc.constantFrom(...traps) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\n', ' ')),
  },
);

const shapedLines = fc.array(
  fc.record({ kind: fc.constantFrom('added', 'removed', 'context'), text: anyText }),
  { minLength: 1, maxLength: 12 },
);

/** A diff of a few modified, added and removed text files with hunks of nasty lines. */
export const anyDiff: fc.Arbitrary<Diff> = fc
  .uniqueArray(fc.constantFrom('src/a.ts', 'src/b.ts', 'lib/c d.ts', 'README.md', 'a/b/e.ts'), {
    maxLength: 4,
  })
  .chain((paths) => fc.tuple(...paths.map(anyFile)));

function anyFile(path: string): fc.Arbitrary<FileDiff> {
  const hunks = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 9 }), lines: shapedLines }), {
    minLength: 1,
    maxLength: 4,
  });
  const whole = fc.record({
    status: fc.constantFrom('added', 'removed'),
    texts: fc.array(anyText, { minLength: 1, maxLength: 9 }),
  });
  return fc.oneof(
    { weight: 3, arbitrary: hunks.map((hunks) => fileOf(path, 'modified', numbered(hunks))) },
    {
      weight: 1,
      arbitrary: whole.map(({ status, texts }) => {
        const lines = texts.map((text) => ({ kind: status, text }));
        return fileOf(path, status, numbered([{ gap: 1, lines }]));
      }),
    },
  );
}

interface Shape {
  readonly gap: number;
  readonly lines: readonly { readonly kind: DiffLine['kind']; readonly text: string }[];
}

/** Numbers the lines of hunks that stand some lines apart, as git does. */
function numbered(shapes: readonly Shape[]): Hunk[] {
  const at = { old: 0, new: 0 };
  return shapes.map(({ gap, lines }) => {
    at.old += gap - 1;
    at.new += gap - 1;
    const start = { ...at };
    const numberedLines = lines.map(({ kind, text }): DiffLine => {
      if (kind === 'added') return { kind, new: (at.new += 1), text };
      if (kind === 'removed') return { kind, old: (at.old += 1), text };
      return { kind, old: (at.old += 1), new: (at.new += 1), text };
    });
    const [oldLines, newLines] = [at.old - start.old, at.new - start.new];
    return {
      oldStart: start.old + (oldLines === 0 ? 0 : 1),
      oldLines,
      newStart: start.new + (newLines === 0 ? 0 : 1),
      newLines,
      section: '',
      lines: numberedLines,
    };
  });
}

function fileOf(path: string, status: 'modified' | 'added' | 'removed', hunks: readonly Hunk[]): FileDiff {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return {
    path,
    oldPath: path,
    status,
    content: { kind: 'text', hunks },
    oldMode: status === 'added' ? null : '100644',
    newMode: status === 'removed' ? null : '100644',
    added: lines.filter((line) => line.kind === 'added').length,
    removed: lines.filter((line) => line.kind === 'removed').length,
    noNewlineAtEnd: { old: false, new: false },
  };
}
