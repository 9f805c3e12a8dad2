/** Where whole words stand in a text: its lines, from 1, with some around them. */
export interface Passage {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const quoted = /“([^”]+)”|"((?:[^"\\]|\\.)+)"|`([^`]+)`|‘([^’]+)’|(?<![\p{L}\p{N}])'(.+?)'(?![\p{L}\p{N}])/gu;

const shortestQuote = 12;
const longestQuote = 600;
const mostQuotes = 6;

/** What a text quotes, long enough to mean something; what is left out in the middle of a quote makes two of it. */
export function quotesIn(text: string): readonly string[] {
  const found = Array.from(text.matchAll(quoted), ([, ...marks]) => marks.find((mark) => mark !== undefined));
  const parts = found.flatMap((quote = '') => quote.replaceAll(/\\(.)/g, '$1').split(/…|\.{3}/));
  return [...new Set(parts.map((part) => part.trim().slice(0, longestQuote)).filter(isTelling))].slice(
    0,
    mostQuotes,
  );
}

/** Whether a text has enough words to say something. */
function isTelling(quote: string): boolean {
  return wordsOf(quote).length >= shortestQuote;
}

/** Whether whole words stand so in a text, whatever the spacing, the case, and the marks of Markdown and comments around them. */
export function says(text: string, quote: string): boolean {
  return isTelling(quote) && hasWords(text, wordsOf(quote));
}

function hasWords(text: string, words: string): boolean {
  return ` ${wordsOf(text)} `.includes(` ${words} `);
}

/** Of the context of a quote, in characters. */
const mostContext = 600;

/** The lines in which a quote stands, and some before and after; undefined where it does not. */
export function passageOf(text: string, quote: string): Passage | undefined {
  if (!says(text, quote)) return undefined;
  const lines = text.split('\n');
  const words = wordsOf(quote);
  const to = least(1, lines.length, (end) => hasWords(lines.slice(0, end).join('\n'), words));
  const left = least(0, to - 1, (count) => !hasWords(lines.slice(count + 1, to).join('\n'), words));
  return widened(lines, left + 1, to);
}

/** The smallest number of some, of which all behind one hold, and the last does. */
function least(first: number, last: number, holds: (number: number) => boolean): number {
  let [low, high] = [first, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function widened(lines: readonly string[], first: number, last: number): Passage {
  let [from, to, left] = [first, last, mostContext];
  for (let isWider = true; isWider;) {
    const [above, below] = [lines[from - 2], lines[to]];
    isWider = false;
    if (above !== undefined && above.length < left) {
      [from, left, isWider] = [from - 1, left - above.length - 1, true];
    }
    if (below !== undefined && below.length < left) {
      [to, left, isWider] = [to + 1, left - below.length - 1, true];
    }
  }
  return { from, to, text: lines.slice(from - 1, to).join('\n') };
}

/** Signs that may turn a sentence into another, such as those of numbers and comparisons, count as words. */
function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(quoteMark, ' ')
    .replaceAll(/^[=\s]+$/gm, ' ')
    .replaceAll(/(?<=^|[\s(])-(?=\d)/g, ' minus ')
    .replaceAll(/[<>=!]+|[+%]/g, (sign) => ` ${sign.charCodeAt(0)}x${sign.length} `)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Markdown's mark of a quote, which is no comparison. */
const quoteMark = /^[^\S\n]*(?:>[^\S\n]*)+(?![^\S\n]*(?:[=<>]|[-.]?\d))/gm;
