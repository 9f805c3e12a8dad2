import type { Side } from './diff.ts';

/** One way to understand quoted code: its lines, and the only side they can be of where the quote tells. */
export interface Reading {
  readonly lines: readonly string[];
  readonly side: Side | 'either';
}

/**
 * A quote as it stands and, when it seems copied from a diff, once more for each side without markers and line numbers.
 * Fences, blank lines at the ends and carriage returns are gone; a quote of nothing has no reading.
 */
export function readingsOf(quote: string): Reading[] {
  const lines = withoutRim(quote.split('\n').map((line) => line.replace(/[\r␍]+$/, '')));
  const marked = lines.map(markedLine);
  const seemsDiff = marked.every((line) => line !== null) && lines.some(isNumberedOrMarked);
  const readings: Reading[] = [{ lines, side: 'either' }];
  if (seemsDiff) readings.push(readingOf(marked, 'new'), readingOf(marked, 'old'));
  return readings.filter((reading) => reading.lines.length > 0);
}

interface MarkedLine {
  readonly marker: string;
  readonly code: string;
}

/** A line of a diff with its marker, and perhaps the number that the prompt shows; a blank one may have lost both. */
function markedLine(line: string): MarkedLine | null {
  if (line.trim() === '') return { marker: ' ', code: '' };
  const before = /^(?: *\d+ | +)?[-+ ]/.exec(line)?.[0];
  return before === undefined ? null : { marker: before.slice(-1), code: line.slice(before.length) };
}

function isNumberedOrMarked(line: string): boolean {
  return /^ *(?:\d+ )?[-+]|^ *\d+ {2}/.test(line);
}

function readingOf(marked: readonly MarkedLine[], side: Side): Reading {
  const others = side === 'new' ? '-' : '+';
  return {
    lines: withoutRim(marked.filter(({ marker }) => marker !== others).map(({ code }) => code)),
    side,
  };
}

function withoutRim(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex(isCode);
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex(isCode) + 1);
}

function isCode(line: string): boolean {
  return !/^\s*(?:```.*)?$/.test(line);
}

/** Whether code holds what is quoted, but for its layout. A quote of a bracket or two stands everywhere, and counts for nothing. */
export function isQuoted(code: string, quote: string): boolean {
  const where = canonicalCode(code);
  return readingsOf(quote).some(({ lines }) => {
    const wanted = canonicalCode(lines.join('\n'));
    return wanted.length >= shortestQuote && where.includes(wanted);
  });
}

const shortestQuote = 4;

/** Code with blanks only where they part two words, so that layout does not count. */
export function canonicalCode(code: string): string {
  return code
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/(?<![\p{L}\p{N}_$]) | (?![\p{L}\p{N}_$])/gu, '');
}

/** Whether two characters would run together into one word. */
export function partsWords(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && isWord.test(left) && isWord.test(right);
}

const isWord = /[\p{L}\p{N}_$]/u;

/** Whether code says enough to be told from other code: `}` or `i++` stand in many places. */
export function isTelling(canonical: string): boolean {
  return canonical.length >= 8 && isWord.test(canonical);
}
