import { fileKind } from '../core/file-kind.ts';

/** What in a suggestion is no code of the file: somebody's way of writing a change down. */
export type FormFault = 'conflict-marker' | 'diff-marker' | 'line-numbers' | 'fence' | 'elision';

/** What does not belong into suggested lines. What the replaced lines hold themselves is the file's own, and may stay. */
export function formFault(
  path: string,
  lines: readonly string[],
  replaced: readonly string[],
): FormFault | undefined {
  return faults.find(([, isThere]) => isThere({ path, lines, replaced }))?.[0];
}

interface Form {
  readonly path: string;
  readonly lines: readonly string[];
  readonly replaced: readonly string[];
}

const faults: readonly (readonly [FormFault, (form: Form) => boolean])[] = [
  ['conflict-marker', ({ lines }) => lines.some((line) => /^(?:<{7}|>{7}|\|{7})(?: |$)/.test(line))],
  ['diff-marker', isDiff],
  ['line-numbers', isNumbered],
  ['fence', holdsFence],
  ['elision', ({ lines, replaced }) => lines.some((line) => isElision(line) && !replaced.includes(line))],
];

/** A hunk's head, or lines that all begin with a mark of a diff, one of them with a plus that the file does not have there. */
function isDiff({ lines, replaced }: Form): boolean {
  if (lines.some((line) => /^(?:@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@|diff --git )/.test(line))) return true;
  const filled = lines.filter((line) => line.trim() !== '');
  const isMarked = filled.every((line) => /^[-+ ]/.test(line)) && filled.some((line) => line.startsWith('+'));
  return isMarked && !replaced.some((line) => line.startsWith('+'));
}

/** Every line begins with a number, each one more than the one before. */
function isNumbered({ lines, replaced }: Form): boolean {
  const numbers = numbersOf(lines);
  const isCounting = numbers.every((number, index) => number === (numbers[0] ?? 0) + index);
  return numbers.length > 0 && isCounting && numbersOf(replaced).length === 0;
}

function numbersOf(lines: readonly string[]): readonly number[] {
  const numbers = lines.map((line) => /^\s*(\d+)(?:[ \t]*[:|]|[ \t]+|\t|$)/.exec(line)?.[1]);
  return numbers.every((number) => number !== undefined) ? numbers.map(Number) : [];
}

function holdsFence({ path, lines, replaced }: Form): boolean {
  if (fileKind(path) === 'docs' || replaced.some(isFence)) return false;
  return lines.some(isFence);
}

function isFence(line: string): boolean {
  return /^\s*(?:`{3}|~{3})/.test(line);
}

/** A line that stands for others: dots alone, or a comment that says that the rest stays. */
function isElision(line: string): boolean {
  const trimmed = line.trim();
  if (/^(?:\.{3}|…)$/.test(trimmed)) return true;
  const comment = /^(?:\/\/|#|--|;|\/\*+|<!--|\{\/\*)\s*(.*?)\s*(?:\*\/\}?|-->)?$/.exec(trimmed)?.[1];
  return comment !== undefined && (/^(?:\.{3}|…)/.test(comment) || saysRest.test(comment));
}

const saysRest =
  /^(?:the )?(?:rest|remaining|remainder|existing|other|previous|unchanged|same)\b.*\b(?:code|functions?|methods?|class|file|logic|implementation|lines|unchanged|same|here|above|before|as is|stays?|remains?|omitted)\b/i;
