import { git, gitResult, gitText } from './run.ts';

/** One line of a tree. */
export interface TreeEntry {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  /** Bytes; undefined for what is no blob. */
  readonly size: number | undefined;
  readonly path: string;
}

/** The entries of a tree; recursive ones list the trees within as well. */
export async function readTree(directory: string, tree: string, options: { recursive: boolean }) {
  const flags = options.recursive ? ['-r', '-t'] : [];
  return parseEntries(await git(directory, ['ls-tree', '-z', '-l', ...flags, tree]));
}

/** The entry at one path of a commit's tree; the root itself is a tree at ''. */
export async function entryAt(
  directory: string,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  if (path === '') {
    const sha = await gitText(directory, ['rev-parse', `${commit}^{tree}`]);
    return { mode: '040000', type: 'tree', sha, size: undefined, path };
  }
  const output = await git(directory, [
    'ls-tree',
    '-z',
    '-l',
    '--full-tree',
    commit,
    '--',
    `:(literal)${path}`,
  ]);
  return parseEntries(output).find((entry) => entry.path === path);
}

function parseEntries(output: Buffer): TreeEntry[] {
  const lines = output.toString('utf8').split('\0');
  return lines.filter((line) => line !== '').map(parseEntry);
}

/** `MODE TYPE SHA SIZE TAB PATH`; the size is padded, or a dash. */
function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
  return {
    mode,
    type: type as TreeEntry['type'],
    sha,
    size: size === '-' ? undefined : Number(size),
    path: line.slice(tab + 1),
  };
}

/** The bytes of a blob, or undefined when there is no blob of that sha. */
export async function readBlob(directory: string, sha: string) {
  const { code, stdout } = await gitResult(directory, ['cat-file', 'blob', sha]);
  return code === 0 ? stdout : undefined;
}

/** What kind of object a sha names, or undefined when it names none. */
export async function objectType(directory: string, sha: string) {
  const { code, stdout } = await gitResult(directory, ['cat-file', '-t', sha]);
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

export function writeBlob(directory: string, content: Uint8Array) {
  return gitText(directory, ['hash-object', '-w', '--stdin'], content);
}

export interface NewTreeEntry {
  readonly path: string;
  readonly mode: string;
  /** Null removes the path from the base tree. */
  readonly sha: string | null;
}

/** Writes the tree that a base tree becomes with these entries; undefined when git finds one impossible. */
export async function writeTree(
  directory: string,
  base: string | undefined,
  entries: readonly NewTreeEntry[],
) {
  const start = base === undefined ? [] : await readTree(directory, base, { recursive: true });
  const kept = start.filter((one) => one.type !== 'tree').filter((one) => !isReplaced(one.path, entries));
  const added = await Promise.all(entries.map((entry) => expanded(directory, entry)));
  return buildTree(directory, [...kept, ...added.flat()]);
}

function isReplaced(path: string, entries: readonly NewTreeEntry[]) {
  return entries.some((entry) => path === entry.path || path.startsWith(`${entry.path}/`));
}

/** A removed path is nothing, a tree all that is in it, the rest itself. */
async function expanded(directory: string, entry: NewTreeEntry): Promise<Leaf[]> {
  const { path, mode, sha } = entry;
  if (sha === null) return [];
  if (mode !== '040000') return [{ path, mode, sha }];
  const within = await readTree(directory, sha, { recursive: true });
  const leaves = within.filter((one) => one.type !== 'tree');
  return leaves.map((leaf) => ({ path: `${path}/${leaf.path}`, mode: leaf.mode, sha: leaf.sha }));
}

interface Leaf {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
}

/** Builds trees from the leaves up, one `mktree` for each directory. */
async function buildTree(directory: string, leaves: readonly Leaf[]): Promise<string | undefined> {
  const lines: string[] = [];
  const folders = Map.groupBy(leaves, (leaf) => leaf.path.split('/', 1)[0] ?? '');
  for (const [name, within] of folders) {
    const [only] = within;
    if (only && within.length === 1 && only.path === name) {
      lines.push(`${only.mode} ${only.mode === '160000' ? 'commit' : 'blob'} ${only.sha}\t${name}`);
      continue;
    }
    const deeper = within.map(({ path, mode, sha }) => ({ path: path.slice(name.length + 1), mode, sha }));
    const tree = deeper.some((leaf) => leaf.path === '') ? undefined : await buildTree(directory, deeper);
    if (tree === undefined) return undefined;
    lines.push(`040000 tree ${tree}\t${name}`);
  }
  const input = lines.map((line) => `${line}\0`).join('');
  const { code, stdout } = await gitResult(directory, ['mktree', '-z'], input);
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

export interface CommitWords {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: PersonAt;
  readonly committer: PersonAt;
}

export interface PersonAt {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly seconds: number;
}

/** Writes a commit from its parts; moves no branch. */
export function writeCommitObject(directory: string, words: CommitWords) {
  const text = [
    `tree ${words.tree}`,
    ...words.parents.map((parent) => `parent ${parent}`),
    `author ${signature(words.author)}`,
    `committer ${signature(words.committer)}`,
    '',
    words.message,
  ].join('\n');
  return gitText(directory, ['hash-object', '-t', 'commit', '-w', '--stdin'], text);
}

function signature({ name, email, seconds }: PersonAt) {
  return `${name.replaceAll(/[<>\n]/g, '')} <${email.replaceAll(/[<>\n]/g, '')}> ${seconds} +0000`;
}
