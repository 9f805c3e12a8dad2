import { canonicalCode, readingsOf } from '../core/quoted-code.ts';
import type { SyntaxFault } from '../core/syntax-tree.ts';
import { type FormFault, formFault } from './suggestion-form.ts';
import { readsIndentation, reindented, sameBut } from './suggestion-indentation.ts';
import type { Patch } from './suggestion-patch.ts';

/** A suggestion, and what is known of the place that it is for. */
export interface Suggestion {
  readonly patch: Patch;
  readonly side: 'old' | 'new';
  /** The code that it was written for; null where the place is known without. */
  readonly quote: string | null;
  /** The head's file, line by line. */
  readonly file: readonly string[];
}

/** Why a suggestion cannot be committed as it is. */
export type SuggestionFault =
  | {
      readonly is:
        | 'old-side'
        | 'off-file'
        | 'other-lines'
        | 'changes-nothing'
        | 'indentation'
        | 'whole-file'
        | FormFault;
    }
  | { readonly is: 'too-long'; readonly lines: number }
  /** `line` stands beside the place already, and would stand there twice. */
  | { readonly is: 'repeats-neighbour'; readonly line: string }
  /** The file would not be what its language takes, on this line as it would be. */
  | { readonly is: 'breaks-syntax'; readonly line: number; readonly what: string };

/** More lines are a rewrite that nobody takes over without reading. */
export const longestSuggestion = 60;

/** The suggestion with the file's own indentation, where it is code and off by the same throughout; else as it is. */
export function mended(suggestion: Suggestion): Suggestion {
  const { patch, file } = suggestion;
  if (formFault(patch.path, patch.lines, replacedBy(patch, file)) !== undefined) return suggestion;
  const lines = reindented(patch.lines, { ...patch, file });
  return lines === undefined ? suggestion : { ...suggestion, patch: { ...patch, lines } };
}

/**
 * What is wrong with a suggestion, the gravest first; undefined where it can be committed. `newFaults` are those that the file has
 * with it, and not without.
 */
export function suggestionFault(
  suggestion: Suggestion,
  newFaults: readonly SyntaxFault[],
): SuggestionFault | undefined {
  const [broken] = newFaults;
  return (
    placeFault(suggestion) ??
    bodyFault(suggestion) ??
    sizeFault(suggestion) ??
    neighbourFault(suggestion) ??
    (broken && { is: 'breaks-syntax', line: broken.line, what: broken.what })
  );
}

function placeFault({ patch, side, quote, file }: Suggestion): SuggestionFault | undefined {
  if (side === 'old') return { is: 'old-side' };
  const { start, end } = patch;
  if (start < 1 || end < start || end > file.length) return { is: 'off-file' };
  return quote === null || isQuoted(quote, replacedBy(patch, file)) ? undefined : { is: 'other-lines' };
}

function isQuoted(quote: string, lines: readonly string[]): boolean {
  const code = canonicalCode(lines.join('\n'));
  return readingsOf(quote).some((reading) => canonicalCode(reading.lines.join('\n')) === code);
}

function replacedBy({ start, end }: Patch, file: readonly string[]): readonly string[] {
  return file.slice(start - 1, end);
}

function bodyFault({ patch, file }: Suggestion): SuggestionFault | undefined {
  const { path, lines } = patch;
  const replaced = replacedBy(patch, file);
  const says = readsIndentation(path) ? lines.join('\n') === replaced.join('\n') : sameBut(replaced, lines);
  if (says) return { is: 'changes-nothing' };
  const form = formFault(path, lines, replaced);
  if (form !== undefined) return { is: form };
  return reindented(lines, { ...patch, file }) === undefined ? { is: 'indentation' } : undefined;
}

function sizeFault({ patch, file }: Suggestion): SuggestionFault | undefined {
  const { lines } = patch;
  if (lines.length > longestSuggestion) return { is: 'too-long', lines: lines.length };
  return isWholeFile(patch, file) ? { is: 'whole-file' } : undefined;
}

/** A file that is longer than this and all of which would be replaced is rewritten. */
const smallFile = 20;

/** Whether all of a file is replaced, or most of what stands outside of the replaced lines is said again. */
function isWholeFile(patch: Patch, file: readonly string[]): boolean {
  const { start, end, lines } = patch;
  if (start === 1 && end === file.length) return file.length > smallFile;
  const outside = [...file.slice(0, start - 1), ...file.slice(end)].filter(isTelling);
  const suggested = new Set(lines.map((line) => line.trim()));
  const again = outside.filter((line) => suggested.has(line.trim()));
  return again.length >= 5 && again.length > outside.length / 2;
}

function isTelling(line: string): boolean {
  return /[\p{L}\p{N}]{2}/u.test(line);
}

/** The classic slip: lines around the place are suggested along with what replaces it. */
function neighbourFault({ patch, file }: Suggestion): SuggestionFault | undefined {
  const { start, end, lines } = patch;
  const replaced = replacedBy(patch, file);
  const [before, after] = [file[start - 2] ?? '', file[end] ?? ''];
  const [first, last] = [lines.find(isFilled) ?? '', lines.findLast(isFilled) ?? ''];
  const repeats = [
    { there: before, said: first, own: replaced[0] },
    { there: after, said: last, own: replaced.at(-1) },
  ].find(
    ({ there, said, own }) =>
      isTelling(there) && there.trim() === said.trim() && own?.trim() !== there.trim(),
  );
  if (repeats !== undefined) return { is: 'repeats-neighbour', line: repeats.there.trim() };
  const closesAgain = isClosing(after) && last === after && balance(lines) < balance(replaced);
  return closesAgain ? { is: 'repeats-neighbour', line: after.trim() } : undefined;
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}

function isClosing(line: string): boolean {
  return /^\s*[)\]}]+[;,]?\s*$/.test(line);
}

/** Brackets opened and not closed; fewer than none where more are closed. */
function balance(lines: readonly string[]): number {
  const text = lines.join('\n');
  return (text.match(/[([{]/g)?.length ?? 0) - (text.match(/[)\]}]/g)?.length ?? 0);
}
