import type { Change } from '../../core/change.ts';
import { applyEdits, type Edit, type EditedFile, versionOf } from '../../core/edit.ts';
import type { Syntax } from '../../ports/syntax.ts';
import type { EditResult, FileMode, Refused, Unapplied } from '../../ports/workspace.ts';
import { brokenPlaces } from './broken.ts';
import type { Checkout } from './checkout.ts';
import type { Ground } from './ground.ts';
import { unwritable } from './inside.ts';
import { writeAll } from './write-all.ts';

/** Where files are changed, and where it is known what was changed. */
export interface Desk {
  /** The text has been read by whoever edits. */
  readonly note: (path: string, text: string) => void;
  readonly edit: (edits: readonly Edit[]) => Promise<EditResult>;
  readonly changes: () => readonly Change[];
  readonly apply: (changes: readonly Change[]) => Promise<Applied>;
}

type Applied = { readonly is: 'applied' } | Unapplied;

export function openDesk(ground: Ground, checkout: Checkout, syntax: Syntax): Desk {
  const book: Book = { ground, checkout, read: new Map(), changed: new Map() };
  return {
    note: (path, text) => void book.read.set(path, versionOf(text)),
    edit: (edits) => edit(book, edits, syntax),
    changes: () =>
      [...book.changed.values()]
        .filter(({ before, after }) => before !== after)
        .toSorted((one, other) => (one.path < other.path ? -1 : 1)),
    apply: (changes) => apply(book, changes),
  };
}

interface Book {
  readonly ground: Ground;
  readonly checkout: Checkout;
  /** The version of each file that was last read, or written, by whoever edits. */
  readonly read: Map<string, string>;
  readonly changed: Map<string, Change>;
}

async function edit(book: Book, edits: readonly Edit[], syntax: Syntax): Promise<EditResult> {
  const refused = refusals(book.ground, edits);
  if (refused.length > 0) return { is: 'unreachable', refused };
  const edited = applyEdits(edits, (path) => {
    const text = currentText(book.ground, path);
    return text === null ? undefined : { text, read: book.read.get(path) };
  });
  if (edited.is === 'refused') return { is: 'unfit', faults: edited.faults };
  const places = await brokenPlaces(edited.files, syntax);
  if (places.length > 0) return { is: 'broken', places };
  const unwritten = await put(book, edited.files);
  return unwritten === undefined ? edited : { is: 'unreachable', refused: [unwritten] };
}

async function apply(book: Book, changes: readonly Change[]): Promise<Applied> {
  const refused = refusals(book.ground, changes);
  const differing = changes
    .filter(({ path, before }) => currentText(book.ground, path) !== before)
    .map(({ path }) => path);
  if (refused.length > 0 || differing.length > 0) return { is: 'unapplied', refused, differing };
  const unwritten = await put(book, changes);
  return unwritten === undefined
    ? { is: 'applied' }
    : { is: 'unapplied', refused: [unwritten], differing: [] };
}

/** The paths that hold no text to change, and no place for one. */
function refusals(ground: Ground, wanted: readonly { readonly path: string }[]): readonly Refused[] {
  return [...new Set(wanted.map(({ path }) => path))].flatMap((path) => {
    const why = unwritable(ground.root, path);
    if (why !== undefined) return [ground.refusal(path, why)];
    const there = ground.text(path);
    return there.is === 'text' || there.why.is === 'absent' ? [] : [there];
  });
}

function currentText(ground: Ground, path: string): string | null {
  const there = ground.text(path);
  return there.is === 'text' ? there.text : null;
}

/** Writes all files and keeps what became of them, or writes none and answers why. */
async function put(
  book: Book,
  files: readonly (EditedFile & { readonly mode?: FileMode })[],
): Promise<Refused | undefined> {
  const changes: Change[] = [];
  for (const { path, after, mode = modeOf(book, path) } of files)
    changes.push({ path, before: await before(book, path), after, mode });
  const present = new Map(files.map((file) => [file.path, file.before]));
  const failed = writeAll(book.ground.root, changes, (path) => present.get(path) ?? null);
  if (failed !== undefined) return book.ground.refusal(failed.path, failed.why);
  for (const change of changes) {
    book.changed.set(change.path, change);
    book.ground.settle(change.path, change.after !== null);
    if (change.after === null) book.read.delete(change.path);
    else book.read.set(change.path, versionOf(change.after));
  }
  return undefined;
}

/** The text at the commit: not what is in the folder, which a command may have changed. */
async function before({ changed, checkout }: Book, path: string): Promise<string | null> {
  const known = changed.get(path);
  if (known !== undefined) return known.before;
  const original = await checkout.original(path);
  return original && Buffer.from(original.bytes).toString('utf8');
}

function modeOf({ changed, checkout }: Book, path: string): FileMode {
  return changed.get(path)?.mode ?? checkout.files.get(path)?.mode ?? 'plain';
}
