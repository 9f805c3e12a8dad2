import { fileKind } from '../core/file-kind.ts';
import { indentationOf, indentLike } from '../core/indentation.ts';

/** Where suggested lines are to stand. */
export interface IndentPlace {
  readonly path: string;
  /** The whole file, line by line. */
  readonly file: readonly string[];
  /** The lines that are replaced, first and last included, counted from 1. */
  readonly start: number;
  readonly end: number;
}

/**
 * Suggested lines as the file indents its own: with its tabs or spaces, and the first of them as deep as the first that it
 * replaces, unless there is a reason for another depth; prose stays as it is. Undefined where they are not all off by the same.
 */
export function reindented(lines: readonly string[], place: IndentPlace): readonly string[] | undefined {
  if (fileKind(place.path) === 'docs') return lines;
  const own = inKindOf(place.file, lines);
  const first = own.find(isFilled);
  const there = place.file.slice(place.start - 1, place.end).find(isFilled);
  if (first === undefined || there === undefined) return own;
  if (indentationOf(first) === indentationOf(there) || isMeant(own, { first, there }, place)) return own;
  const indent = indentLike([`${indentationOf(first)}x`], [`${indentationOf(there)}x`]);
  if (indent === undefined) return undefined;
  const all = own.map(indent);
  return keepsDepths(own, all) ? all : undefined;
}

/** Whether the language of a file gives a meaning to how deep its lines stand. */
export function readsIndentation(path: string): boolean {
  return /\.(?:pyi?|ya?ml|coffee|pug|haml|slim|sass|styl|nim|fsx?|hs|elm|rst|mdx?)$|(?:^|\/)Makefile$/i.test(
    path,
  );
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}

/** Tabs where the file has tabs, and spaces where it has spaces; spaces behind tabs align, and stay. */
function inKindOf(file: readonly string[], lines: readonly string[]): readonly string[] {
  const tabs = file.filter((line) => line.startsWith('\t')).length;
  const spaced = file.filter((line) => /^ {2,}[^ *]/.test(line));
  if (tabs > spaced.length) {
    const step = ' '.repeat(stepOf(lines));
    return lines.map((line) => (line.startsWith(' ') ? withStep(line, step, '\t') : line));
  }
  if (spaced.length === 0) return lines;
  const step = ' '.repeat(stepOf(spaced));
  return lines.map((line) => withStep(line, '\t', step));
}

const usualStep = 4;

/** How many spaces make one level: the fewest that a line begins with. */
function stepOf(lines: readonly string[]): number {
  const widths = lines.filter(isFilled).map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const least = Math.min(...widths.filter((width) => width > 1));
  return [2, 3, 4, 8].includes(least) ? least : usualStep;
}

/** The line with each step of its indentation in another form. */
function withStep(line: string, from: string, to: string): string {
  const space = indentationOf(line);
  return space.replaceAll(from, to) + line.slice(space.length);
}

interface Firsts {
  /** The first line suggested, and the first that it would replace. */
  readonly first: string;
  readonly there: string;
}

/** Whether the first line stands deeper or less deep for a reason. */
function isMeant(lines: readonly string[], { first, there }: Firsts, place: IndentPlace): boolean {
  const { path, file, start, end } = place;
  const depth = indentationOf(first);
  const replaced = file.slice(start - 1, end);
  if (sameBut(replaced, lines)) return true;
  if (replaced.includes(first) || endsBlock.test(first.trim())) return true;
  if (depth.length > indentationOf(there).length && lines.includes(there)) return true;
  const isAround = file.slice(0, start - 1).some((line) => isFilled(line) && indentationOf(line) === depth);
  return readsIndentation(path) && depth !== '' && isAround;
}

/** Words and brackets that stand less deep than the lines before them. */
const endsBlock =
  /^(?:[)\]}]|(?:else|elif|elsif|except|finally|catch|rescue|ensure|case|default|when|end|fi|done|esac)\b)/;

/** Whether lines say the same but for how deep they stand. */
export function sameBut(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line.trim() === other[index]?.trim());
}

/** Whether lines stand to one another as before: none was too near the margin to move along. */
function keepsDepths(before: readonly string[], after: readonly string[]): boolean {
  const moves = before.flatMap((line, index) =>
    isFilled(line) ? [indentationOf(after[index] ?? '').length - indentationOf(line).length] : [],
  );
  return moves.every((move) => move === moves[0]);
}
