import { createHash } from 'node:crypto';
import { locate, placesOf, type Replaced, type Wish } from './edit-search.ts';
import { linesOfText, rewritten, type TextLines, textOf, withLines } from './text-lines.ts';

/** What somebody wants changed in a file: lines found and replaced, the whole of it written, or the file gone. */
export type Edit =
  | { readonly kind: 'replace'; readonly path: string; readonly search: string; readonly replace: string }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'delete'; readonly path: string };

/** A file as it stands, and the version of it that whoever edits has read; undefined where it was never read. */
export interface Source {
  readonly text: string;
  readonly read: string | undefined;
}

/** All edits, or none. `already` counts those that had been made before. `after` is null where the file is gone. */
export type Edited =
  | { readonly is: 'edited'; readonly files: readonly EditedFile[]; readonly already: readonly Edit[] }
  | { readonly is: 'refused'; readonly faults: readonly EditFault[] };

export interface EditedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Why an edit cannot be made. Lines are numbers from 1. */
export type EditFault = { readonly edit: Edit } & (
  | { readonly is: 'no-file' | 'not-read' | 'changed-since' | 'empty-search' | 'no-change' }
  | { readonly is: 'nowhere'; readonly file: string }
  | { readonly is: 'many'; readonly lines: readonly number[] }
);

/** Tells one text of a file from another. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * Makes edits on files: all of them, or none and the faults of each. Several edits of one file are looked for in the file as it
 * was read, so that their order does not matter; one that stands only in what the others have made is found there.
 */
export function applyEdits(edits: readonly Edit[], sourceOf: (path: string) => Source | undefined): Edited {
  const paths = [...new Set(edits.map(({ path }) => path))];
  const outcomes = paths.map((path) =>
    editFile(
      path,
      edits.filter((edit) => edit.path === path),
      sourceOf(path),
    ),
  );
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  if (faults.length > 0) return { is: 'refused', faults };
  return {
    is: 'edited',
    files: outcomes.map(({ file }) => file).filter(({ before, after }) => before !== after),
    already: outcomes.flatMap((outcome) => outcome.already),
  };
}

interface Outcome {
  readonly file: EditedFile;
  readonly already: readonly Edit[];
  readonly faults: readonly EditFault[];
}

function editFile(path: string, edits: readonly Edit[], source: Source | undefined): Outcome {
  const before = source?.text ?? null;
  const blind = edits.flatMap((edit) => blindness(edit, source));
  if (blind.length > 0) return { file: { path, before, after: before }, already: [], faults: blind };
  const whole = edits.findLast((edit) => edit.kind !== 'replace');
  if (whole?.kind === 'delete') return { file: { path, before, after: null }, already: [], faults: [] };
  const start = whole === undefined ? (before ?? '') : written(whole.text, before);
  const { text, already, faults } = replaceAll(edits.filter(isReplacement), start);
  return { file: { path, before, after: text }, already, faults };
}

type Replacement = Extract<Edit, { kind: 'replace' }>;

function isReplacement(edit: Edit): edit is Replacement {
  return edit.kind === 'replace';
}

/** An edit of what nobody has read, or of what has changed since, would be made blind. */
function blindness(edit: Edit, source: Source | undefined): readonly EditFault[] {
  if (source === undefined) return edit.kind === 'write' ? [] : [{ edit, is: 'no-file' }];
  if (source.read === undefined) return [{ edit, is: 'not-read' }];
  return source.read === versionOf(source.text) ? [] : [{ edit, is: 'changed-since' }];
}

/** A new file ends with a line break; one that was there keeps its own ways. */
function written(text: string, before: string | null): string {
  if (before === null || before === '') return text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return textOf(rewritten(linesOfText(before), text));
}

interface Replacements {
  readonly text: string;
  readonly already: readonly Edit[];
  readonly faults: readonly EditFault[];
}

function replaceAll(edits: readonly Replacement[], text: string): Replacements {
  const file = linesOfText(text);
  const looked = edits.map((edit) => ({ edit, found: find(edit, file.lines) }));
  const first = apart(
    looked.flatMap(({ edit, found }) => (found.is === 'found' ? [{ edit, at: found.at }] : [])),
  );
  const after = [...first]
    .sort((one, other) => other.at.start - one.at.start)
    .reduce((lines, { at }) => withLines(lines, at.start, at.count, at.lines), file);
  const done = new Set(first.map(({ edit }) => edit));
  const alreadyMade = looked.flatMap(({ edit, found }) => (found.is === 'already' ? [edit] : []));
  const rest = edits.filter((edit) => !done.has(edit) && !alreadyMade.includes(edit));
  return inTurn(rest, after, alreadyMade);
}

interface Placed {
  readonly edit: Replacement;
  readonly at: Replaced;
}

/** Those that share no line with one before them. */
function apart(placed: readonly Placed[]): readonly Placed[] {
  return placed.filter(({ at }, index) => !placed.slice(0, index).some((other) => overlap(at, other.at)));
}

function overlap(one: Replaced, other: Replaced): boolean {
  return one.start < other.start + other.count && other.start < one.start + one.count;
}

/** One after the other, each in what those before it have left. */
function inTurn(edits: readonly Replacement[], start: TextLines, earlier: readonly Edit[]): Replacements {
  let file = start;
  const already = [...earlier];
  const faults: EditFault[] = [];
  for (const edit of edits) {
    const found = find(edit, file.lines);
    if (found.is === 'found') file = withLines(file, found.at.start, found.at.count, found.at.lines);
    else if (found.is === 'already') already.push(edit);
    else faults.push(found.fault);
  }
  return { text: textOf(file), already, faults };
}

type Found =
  | { readonly is: 'found'; readonly at: Replaced }
  | { readonly is: 'already' }
  | { readonly is: 'fault'; readonly fault: EditFault };

function find(edit: Replacement, file: readonly string[]): Found {
  const wish = { search: linesIn(edit.search), replace: linesIn(edit.replace) };
  if (wish.search.length === 0) return fillEmpty(edit, wish, file);
  if (edit.search === edit.replace) return { is: 'fault', fault: { edit, is: 'no-change' } };
  const located = locate(file, wish);
  if (located.is === 'found') return isMade(file, wish, located.at) ? { is: 'already' } : located;
  if (located.is === 'many') {
    return { is: 'fault', fault: { edit, is: 'many', lines: located.starts.map((start) => start + 1) } };
  }
  const isThere = isTelling(wish.replace) && placesOf(file, wish.replace).length > 0;
  return isThere ? { is: 'already' } : { is: 'fault', fault: { edit, is: 'nowhere', file: file.join('\n') } };
}

/** Lines without their endings; a last line break ends a line, and begins none. */
function linesIn(text: string): readonly string[] {
  return linesOfText(text).lines;
}

/** Nothing can be found only where there is nothing. */
function fillEmpty(edit: Replacement, { replace }: Wish, file: readonly string[]): Found {
  return file.length === 0
    ? { is: 'found', at: { start: 0, count: 0, lines: replace } }
    : { is: 'fault', fault: { edit, is: 'empty-search' } };
}

/** Whether an insertion stands round its place already: made once more, it would stand there twice. */
function isMade(file: readonly string[], { search, replace }: Wish, at: Replaced): boolean {
  const [offset] = placesOf(replace, search);
  if (offset === undefined || replace.length <= search.length) return false;
  const added = [...replace.slice(0, offset), ...replace.slice(offset + search.length)];
  return isTelling(added) && placesOf(file, replace).includes(at.start - offset);
}

/** Lines that hardly stand in a place by chance: closing brackets and blanks do. */
function isTelling(lines: readonly string[]): boolean {
  return lines.some((line) => /[\p{L}\p{N}]{2}/u.test(line));
}
