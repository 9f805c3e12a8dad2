import { parsePatch } from 'diff';
import gitdiffModule from 'gitdiff-parser';
import { anchorByQuote } from '../src/core/anchor.ts';
import { anchors, hunksOf, linesOn, parseDiff } from '../src/core/diff.ts';
import type { Diff } from '../src/core/diff.ts';
import { medians } from './rounds.ts';

// Its types promise a default export that its CommonJS does not have.
const gitdiffParser = gitdiffModule as unknown as typeof gitdiffModule.default;

const files = 200;
const hunksEach = 5;
const linesEach = 20;
const targetMs = 100;
/** As many comments as a review holds. */
const findings = 30;

/**
 * Parsing a diff of 20,000 lines and finding the lines that take comments, beside two other parsers that do the same with
 * what they parsed; and for us alone anchoring code besides, quoted as it stands, laid out anew, or with a slip.
 */
export async function bench() {
  const text = madeDiff();
  const quotes = quotesOf(parseDiff(text));
  const times = await medians({
    ours: () => parseDiff(text).map(anchors),
    'gitdiff-parser': () => gitdiffParser.parse(text).map(linesOfGitdiffParser),
    jsdiff: () => parsePatch(text).map(linesOfJsdiff),
    'ours, a review': () => anchorAll(parseDiff(text), quotes.slice(0, findings)),
    'ours, all files': () => anchorAll(parseDiff(text), quotes),
  });
  const figures = Object.entries(times).map(([name, ms]) => ({ name, ms, ratio: ms / times.ours }));
  const total = times['ours, a review'];
  return {
    lines: [
      `A diff of ${files * hunksEach * linesEach} lines in ${files} files: parsed, with the lines that take comments;`,
      `in a review besides ${findings} quotes anchored, in all files ${quotes.length}.`,
      ...figures.map(
        ({ name, ms, ratio }) =>
          `  ${name.padEnd(16)} ${ms.toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)} x ours`,
      ),
      `Parsing and anchoring a review takes ${total.toFixed(1)} ms, and may take ${targetMs} ms.`,
    ],
    figures,
    isMet: total < targetMs,
  };
}

function madeDiff(): string {
  return Array.from({ length: files }, (_, file) => {
    const path = `src/part-${file % 20}/file-${file}.ts`;
    const header = `diff --git a/${path} b/${path}\nindex 1111111..2222222 100644\n--- a/${path}\n+++ b/${path}\n`;
    return `${header}${Array.from({ length: hunksEach }, (_, hunk) => madeHunk(file, hunk)).join('')}`;
  }).join('');
}

/** Three lines of context at either end, and lines removed and added by turns between them. */
function madeHunk(file: number, hunk: number): string {
  const start = hunk * 100 + 1;
  const markers = Array.from({ length: linesEach }, (_, line) =>
    line < 3 || line > 16 ? ' ' : line % 2 === 0 ? '-' : '+',
  );
  const lines = markers.map((marker, line) => `${marker}${madeLine(file * 1000 + hunk * 100 + line)}\n`);
  return `@@ -${start},13 +${start},13 @@ export function step${hunk}() {\n${lines.join('')}`;
}

function madeLine(seed: number): string {
  const name = `value${seed}`;
  const shapes = [
    `  const ${name} = await store.read(key${seed % 7}, { retries: ${seed % 5} });`,
    `  if (${name} === undefined || ${name}.length > ${seed}) return null;`,
    `    items.push({ id: ${seed}, title: '${name}', price: price * ${seed % 9} });`,
    `  }`,
    ``,
    `  // ${name} is kept until the next run, since others may still read it.`,
  ];
  return shapes[seed % shapes.length] ?? '';
}

interface Quote {
  readonly path: string;
  readonly quote: string;
}

/** Two added lines of each file, quoted in three ways. */
function quotesOf(diff: Diff): Quote[] {
  return diff.map((file, index) => {
    const lines = hunksOf(file).flatMap((hunk) => linesOn('new', hunk));
    const first = lines.findIndex((line) => line.isChanged && line.text.length > 30);
    const code = lines.slice(first, first + 2).map((line) => line.text);
    const ways = [
      code.join('\n'),
      code.join(' ').replaceAll(/([(){}])/g, ' $1 '),
      code.join('\n').replace('value', 'valeu'),
    ];
    return { path: file.path, quote: ways[index % ways.length] ?? '' };
  });
}

function anchorAll(diff: Diff, quotes: readonly Quote[]) {
  const found = quotes.map((quote) => anchorByQuote(diff, quote));
  if (found.includes(undefined)) throw new Error('a quote of the benchmark is not anchored');
  return [found, diff.map(anchors)];
}

function linesOfGitdiffParser(file: ReturnType<typeof gitdiffParser.parse>[number]) {
  const changes = file.hunks.flatMap((hunk) => hunk.changes);
  return {
    old: changes.flatMap((change) =>
      change.type === 'insert' ? [] : [change.type === 'delete' ? change.lineNumber : change.oldLineNumber],
    ),
    new: changes.flatMap((change) =>
      change.type === 'delete' ? [] : [change.type === 'insert' ? change.lineNumber : change.newLineNumber],
    ),
  };
}

function linesOfJsdiff(file: ReturnType<typeof parsePatch>[number]) {
  const sides = { old: [] as number[], new: [] as number[] };
  for (const hunk of file.hunks) {
    const at = { old: hunk.oldStart, new: hunk.newStart };
    for (const line of hunk.lines) {
      if (!line.startsWith('+')) sides.old.push(at.old++);
      if (!line.startsWith('-')) sides.new.push(at.new++);
    }
  }
  return sides;
}
