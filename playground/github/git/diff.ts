import { instant } from '../instant.ts';
import { git, gitResult, gitText } from './run.ts';

export type ChangeStatus = 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';

export interface FileChange {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: ChangeStatus;
  readonly additions: number;
  readonly deletions: number;
  readonly isBinary: boolean;
  /** The new blob, or the old one of a removed file. */
  readonly blob: string;
  /** From the first `@@` on, without the last newline; empty where git prints no hunk. */
  readonly patch: string;
}

export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'context';
  readonly oldLine: number;
  readonly newLine: number;
  /** GitHub's `position`: lines below the first hunk header of the file. */
  readonly position: number;
  readonly text: string;
}

export interface Hunk {
  readonly header: string;
  readonly lines: readonly DiffLine[];
}

/** What two trees differ in, file by file, renames found, as git itself says it. */
export async function changesBetween(directory: string, from: string, to: string): Promise<FileChange[]> {
  const output = await git(directory, ['diff', ...diffOptions, '--raw', '--numstat', '-p', '-z', from, to]);
  const text = output.toString('utf8');
  // An empty record stands between the last count and the patch.
  const end = text.search(/\0\0diff --git /);
  const { raw, counts } = parseRecords(end === -1 ? text : text.slice(0, end + 1));
  const sections = patchSections(end === -1 ? '' : text.slice(end + 2));
  return raw.map((entry, index) => fileChange(entry, counts[index], sections));
}

const diffOptions = [
  '-M',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--full-index',
  '--no-abbrev',
  '--src-prefix=a/',
  '--dst-prefix=b/',
] as const;

interface RawEntry {
  readonly letter: string;
  readonly oldBlob: string;
  readonly newBlob: string;
  readonly previousPath: string | undefined;
  readonly path: string;
  readonly oldMode: string;
  readonly newMode: string;
}

function parseRecords(text: string) {
  const fields = text.split('\0');
  fields.pop();
  const raw: RawEntry[] = [];
  const counts: { additions: number; deletions: number; isBinary: boolean }[] = [];
  while (fields.length > 0) {
    const field = fields.shift() ?? '';
    if (field.startsWith(':')) raw.push(rawEntry(field, fields));
    else counts.push(count(field, fields));
  }
  return { raw, counts };
}

/** `:MODE MODE BLOB BLOB LETTER`, then the path, or the old and the new one of a rename. */
function rawEntry(field: string, rest: string[]): RawEntry {
  const [oldMode = '', newMode = '', oldBlob = '', newBlob = '', letter = ''] = field.slice(1).split(' ');
  const isMove = /^[RC]/.test(letter);
  const [first = '', second = first] = rest.splice(0, isMove ? 2 : 1);
  return {
    letter,
    oldBlob,
    newBlob,
    oldMode,
    newMode,
    path: second,
    previousPath: isMove ? first : undefined,
  };
}

/** One numstat record: `added TAB deleted TAB path`, or an empty path and then the two of a rename. */
function count(field: string, rest: string[]) {
  const [additions = '', deletions = '', path = ''] = field.split('\t');
  if (path === '') rest.splice(0, 2);
  const isBinary = additions === '-';
  return {
    additions: isBinary ? 0 : Number(additions),
    deletions: isBinary ? 0 : Number(deletions),
    isBinary,
  };
}

function patchSections(patch: string) {
  if (patch === '') return [];
  const starts = [...patch.matchAll(/(?<![^\n])diff --git /g)].map((match) => match.index);
  return starts.map((start, index) => patch.slice(start, starts[index + 1]));
}

const statuses: Readonly<Record<string, ChangeStatus>> = {
  A: 'added',
  D: 'removed',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
};

function fileChange(
  entry: RawEntry,
  counted: { additions: number; deletions: number; isBinary: boolean } | undefined,
  sections: string[],
): FileChange {
  // A file that becomes a link (or back) is printed as a removal and an addition.
  const parts = sections.splice(0, entry.letter.startsWith('T') ? 2 : 1);
  const hunks = parts.map(hunkText).filter((text) => text !== '');
  const { additions = 0, deletions = 0, isBinary = false } = counted ?? {};
  return {
    path: entry.path,
    previousPath: entry.previousPath,
    status: status(entry),
    additions,
    deletions,
    isBinary,
    blob: entry.letter === 'D' ? entry.oldBlob : entry.newBlob,
    patch: hunks.join('\n'),
  };
}

function status(entry: RawEntry): ChangeStatus {
  const isModeOnly = entry.oldBlob === entry.newBlob && entry.oldMode !== entry.newMode;
  if (entry.letter === 'M') return isModeOnly ? 'changed' : 'modified';
  return statuses[entry.letter.charAt(0)] ?? 'changed';
}

function hunkText(section: string) {
  const start = section.search(/(?<=\n)@@ /);
  return start === -1 ? '' : section.slice(start).replace(/\n$/, '');
}

/** The hunks of one file's patch with the numbers of every line. */
export function parseHunks(patch: string): Hunk[] {
  const hunks: { header: string; lines: DiffLine[] }[] = [];
  let oldLine = 0;
  let newLine = 0;
  const rows = patch === '' ? [] : patch.split('\n');
  for (const [position, row] of rows.entries()) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(row);
    if (header) {
      oldLine = Number(header[1]);
      newLine = Number(header[2]);
      hunks.push({ header: row, lines: [] });
    } else if (!row.startsWith('\\')) {
      const kind = row.startsWith('+') ? 'added' : row.startsWith('-') ? 'removed' : 'context';
      hunks.at(-1)?.lines.push({ kind, oldLine, newLine, position, text: row.slice(1) });
      if (kind !== 'added') oldLine += 1;
      if (kind !== 'removed') newLine += 1;
    }
  }
  return hunks;
}

export async function mergeBase(directory: string, one: string, other: string) {
  const { code, stdout } = await gitResult(directory, ['merge-base', one, other]);
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

/** How many commits each of two has that the other has not. */
export async function aheadBehind(directory: string, base: string, head: string) {
  const counts = await gitText(directory, ['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behind = '0', ahead = '0'] = counts.split('\t');
  return { ahead: Number(ahead), behind: Number(behind) };
}

export interface CommitFacts {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: { readonly name: string; readonly email: string; readonly date: string };
  readonly committer: { readonly name: string; readonly email: string; readonly date: string };
  readonly message: string;
}

const logFormat = '%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B';

/** Commits that `head` has and `base` has not, oldest first. */
export async function commitsBetween(directory: string, base: string, head: string) {
  const argv = ['log', '-z', '--topo-order', '--reverse', `--format=${logFormat}`, `${base}..${head}`];
  return parseLog(await git(directory, argv));
}

/** Commits that lead to `head`, newest first; only those that touch a path, if one is given. */
export async function commitsUpTo(directory: string, head: string, path: string | undefined) {
  const filter = path === undefined ? [] : ['--', `:(literal)${path}`];
  return parseLog(await git(directory, ['log', '-z', `--format=${logFormat}`, head, ...filter]));
}

/** The tree with nothing in it: what a first commit is compared with. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The commit a revision names, with its facts; undefined when there is none. */
export async function findCommit(directory: string, revision: string): Promise<CommitFacts | undefined> {
  const argv = ['log', '-z', '-1', `--format=${logFormat}`, '--end-of-options', revision, '--'];
  const { code, stdout } = await gitResult(directory, argv);
  return code === 0 ? parseLog(stdout)[0] : undefined;
}

function parseLog(output: Buffer): CommitFacts[] {
  const fields = output.toString('utf8').split('\0');
  const commits: CommitFacts[] = [];
  for (let at = 0; at + 9 < fields.length; at += 10) commits.push(commitFacts(fields.slice(at, at + 10)));
  return commits;
}

function commitFacts(fields: string[]): CommitFacts {
  const [sha = '', tree = '', parents = ''] = fields;
  return {
    sha,
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    author: signature(fields.slice(3, 6)),
    committer: signature(fields.slice(6, 9)),
    message: (fields[9] ?? '').replace(/\n+$/, ''),
  };
}

function signature([name = '', email = '', seconds = '0']: readonly string[]) {
  return { name, email, date: instant(Number(seconds) * 1000) };
}
