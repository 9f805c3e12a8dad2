import { unquotedPath } from './quoted-path.ts';

/** What git says about a file of a diff before its hunks. */
export interface DiffHeader {
  readonly path: string;
  readonly oldPath: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'mode-changed';
  /** Octal, such as 100644; null where there is no file, or where a pure rename or copy does not tell. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly isBinary: boolean;
  /** Whether hunks must follow: without them the diff was cut off. */
  readonly needsHunks: boolean;
}

/** A line and its number in the diff, from 1. */
export interface HeaderLine {
  readonly at: number;
  readonly text: string;
}

export const fileStart = 'diff --git ';

/** Reads the lines from `diff --git` to the first hunk; throws where they are none that git writes. */
export function readHeader(lines: readonly [HeaderLine, ...HeaderLine[]]): DiffHeader {
  const [title] = lines;
  const names = title.text.slice(fileStart.length);
  const fields = readFields(lines);
  try {
    return headerOf(names, fields);
  } catch (cause) {
    const fault = cause instanceof Error ? cause.message : String(cause);
    throw brokenDiff(title.at, `${fault}, in ${shownLine(names)}`, { cause });
  }
}

/** The error of a diff that cannot be read, naming its line. */
export function brokenDiff(line: number, fault: string, options?: ErrorOptions): Error {
  return new Error(`The diff is broken at line ${line}: ${fault}.`, options);
}

/** A line of the diff, fit to stand in an error. */
export function shownLine(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}

const fieldNames = [
  'old mode ',
  'new mode ',
  'new file mode ',
  'deleted file mode ',
  'similarity index ',
  'dissimilarity index ',
  'rename from ',
  'rename to ',
  'copy from ',
  'copy to ',
  'index ',
  '--- ',
  '+++ ',
  'Binary files ',
  'GIT binary patch',
] as const;
type FieldName = (typeof fieldNames)[number];
type Fields = ReadonlyMap<FieldName, string>;

function readFields(lines: readonly HeaderLine[]): Fields {
  const fields = new Map<FieldName, string>();
  for (const { at, text } of lines.slice(1)) {
    const name = fieldNames.find((name) => text.startsWith(name));
    if (name === undefined) throw brokenDiff(at, `${shownLine(text)} is nothing that git says about a file`);
    fields.set(name, text.slice(name.length));
    // The packed bytes that follow are nobody's to read.
    if (name === 'GIT binary patch') break;
  }
  return fields;
}

function headerOf(names: string, fields: Fields): DiffHeader {
  const paths = pathsOf(names, fields);
  const status = statusOf(fields);
  const [oldMode, newMode] = modesOf(fields);
  const isBinary = fields.has('Binary files ') || fields.has('GIT binary patch');
  const needsHunks = !isBinary && hasContent(fields);
  return { ...paths, status, oldMode, newMode, isBinary, needsHunks };
}

function pathsOf(names: string, fields: Fields): { readonly path: string; readonly oldPath: string } {
  const moved = pair(fields, 'rename from ', 'rename to ') ?? pair(fields, 'copy from ', 'copy to ');
  if (moved) return { oldPath: unquotedPath(moved[0]), path: unquotedPath(moved[1]) };
  const path = onlyPath(names);
  return { path, oldPath: path };
}

/** `a/P b/P` with the same path twice: its middle is known even when P holds blanks. */
function onlyPath(names: string): string {
  const middle = (names.length - 1) / 2;
  const [old, head] = [names.slice(0, middle), names.slice(middle + 1)].map(unquotedPath);
  if (old?.startsWith('a/') && head?.startsWith('b/') && old.slice(2) === head.slice(2)) return head.slice(2);
  throw new Error('the names are not "a/PATH b/PATH" (set diff.noprefix and diff.mnemonicPrefix to false)');
}

function statusOf(fields: Fields): DiffHeader['status'] {
  if (fields.has('new file mode ')) return 'added';
  if (fields.has('deleted file mode ')) return 'removed';
  if (fields.has('rename to ')) return 'renamed';
  if (fields.has('copy to ')) return 'copied';
  return fields.has('old mode ') && !fields.has('index ') ? 'mode-changed' : 'modified';
}

function modesOf(fields: Fields): readonly [string | null, string | null] {
  const changed = pair(fields, 'old mode ', 'new mode ');
  if (changed) return changed;
  const added = fields.get('new file mode ');
  const removed = fields.get('deleted file mode ');
  if (added !== undefined || removed !== undefined) return [removed ?? null, added ?? null];
  const kept = fields.get('index ')?.split(' ')[1] ?? null;
  return [kept, kept];
}

function pair(fields: Fields, one: FieldName, other: FieldName): readonly [string, string] | undefined {
  const [first, second] = [fields.get(one), fields.get(other)];
  if (first !== undefined && second !== undefined) return [first, second];
  if (first === undefined && second === undefined) return undefined;
  throw new Error(`"${one.trim()}" and "${other.trim()}" belong together`);
}

/** The names of the empty file under SHA-1 and SHA-256; git shows the first digits. */
const emptyBlobs = [
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
];

/** Whether something must be shown after the header: all but an empty file that comes or goes, a new name or a new mode. */
function hasContent(fields: Fields): boolean {
  const index = fields.get('index ');
  if (index === undefined)
    return !(['old mode ', 'rename to ', 'copy to '] as const).some((name) => fields.has(name));
  const comesOrGoes = fields.has('new file mode ') || fields.has('deleted file mode ');
  return !(comesOrGoes && index.split(/\.\.| /).some(isEmptyBlob));
}

function isEmptyBlob(shown: string): boolean {
  return shown !== '' && emptyBlobs.some((sha) => sha.startsWith(shown));
}
