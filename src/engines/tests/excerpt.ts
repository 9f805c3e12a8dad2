import { outlineOf } from '../../core/outline.ts';
import type { SyntaxTree } from '../../core/syntax-tree.ts';

/** What a prompt shows of a file. `of` follows the file's path and says how much there is beside it; empty where it is whole. */
export interface Excerpt {
  readonly of: string;
  readonly text: string;
}

/** The first whole lines that have room in so many characters. */
export function startOf(text: string, most: number): Excerpt {
  const lines = text.split('\n');
  const count = linesIn(lines, most);
  if (count === lines.length) return { of: '', text };
  return { of: partly(`lines 1 to ${count}`, lines), text: lines.slice(0, count).join('\n') };
}

/** The beginning and the end of a file, the end at greater length: new tests go there. */
export function endsOf(text: string, most: number): Excerpt {
  const lines = text.split('\n');
  if (text.length <= most) return { of: '', text };
  const first = linesIn(lines, most / 4);
  const last = lines.length - linesIn(lines.toReversed(), (most * 3) / 4) + 1;
  return {
    of: partly(`lines 1 to ${first} and ${last} to ${lines.length}`, lines),
    text: [...lines.slice(0, first), '…', ...lines.slice(last - 1)].join('\n'),
  };
}

/** A file with its line numbers; of one with more characters, the lines around some of them. */
export function numberedAround(
  text: string,
  { line, lastLine }: { readonly line: number; readonly lastLine: number },
  most: number,
): Excerpt {
  const lines = text.split('\n');
  const [from, to] =
    text.length <= most
      ? [1, lines.length]
      : [Math.max(1, line - around), Math.min(lines.length, lastLine + around)];
  return {
    of: from === 1 && to === lines.length ? '' : partly(`lines ${from} to ${to}`, lines),
    text: lines
      .slice(from - 1, to)
      .map((each, index) => `${from + index}\t${each}`)
      .join('\n'),
  };
}

const around = 150;

function linesIn(lines: readonly string[], most: number): number {
  let left = most;
  const end = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return end === -1 ? lines.length : end;
}

function partly(which: string, { length }: readonly string[]): string {
  return `, ${which} of ${length}: read_file shows the others`;
}

/** The groups of a test file with their lines, a line each: where in it a test belongs. */
export function groupsOf(tree: SyntaxTree): string {
  const { symbols } = outlineOf(tree);
  const tests = symbols.filter(({ kind }) => kind === 'test');
  const groups = symbols.filter(
    (symbol) =>
      /^(?:test|class)$/.test(symbol.kind) &&
      tests.some((other) => other.line > symbol.line && other.lastLine <= symbol.lastLine),
  );
  return groups
    .slice(0, mostGroups)
    .map(({ line, lastLine, head }) => `${line}-${lastLine}\t${head.slice(0, 120)}`)
    .join('\n');
}

const mostGroups = 150;

/** Numbers in rising order in few words: `3, 5-9`. */
export function ranges(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const each of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === each - 1) run[1] = each;
    else runs.push([each, each]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
