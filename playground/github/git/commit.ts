import { randomUUID } from 'node:crypto';
import { gitResult, gitText } from './run.ts';

export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** What a path becomes: its content, with a mode when it is not an ordinary file; null removes it. */
export type Content =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly mode: string }
  | null;
export type Files = Readonly<Record<string, Content>>;

export interface NewCommit {
  readonly parent: string | undefined;
  readonly files: Files;
  readonly message: string;
  readonly author: Identity;
  /** Milliseconds. */
  readonly when: number;
}

/** Writes a commit that changes the given files of its parent; moves no branch. Gives its sha. */
export async function writeCommit(directory: string, commit: NewCommit) {
  const output = await gitText(
    directory,
    ['fast-import', '--quiet', '--force', '--cat-blob-fd=1'],
    stream(commit),
  );
  return output.trim();
}

function stream(commit: NewCommit) {
  const person = `${commit.author.name} <${commit.author.email}> ${seconds(commit.when)} +0000`;
  const scratch = `refs/scratch/${randomUUID()}`;
  const parts: (string | Uint8Array)[] = [
    `feature done\nreset ${scratch}\n\ncommit ${scratch}\nmark :1\nauthor ${person}\ncommitter ${person}\n`,
    ...data(commit.message),
  ];
  if (commit.parent !== undefined) parts.push(`from ${commit.parent}\n`);
  for (const [path, content] of Object.entries(commit.files)) parts.push(...change(path, content));
  parts.push(`\nget-mark :1\nreset ${scratch}\nfrom ${'0'.repeat(40)}\n\ndone\n`);
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

function change(path: string, content: Content): (string | Uint8Array)[] {
  if (content === null) return [`D ${quoted(path)}\n`];
  if (typeof content === 'string' || content instanceof Uint8Array)
    return change(path, { content, mode: '100644' });
  if (content.mode === '160000') return [`M 160000 ${String(content.content)} ${quoted(path)}\n`];
  return [`M ${content.mode} inline ${quoted(path)}\n`, ...data(content.content)];
}

function data(content: string | Uint8Array) {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

function quoted(path: string) {
  return `"${path.replace(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
}

function seconds(milliseconds: number) {
  return Math.floor(milliseconds / 1000);
}

/** The merge of two commits when it has no conflict, as a commit without a branch. */
export async function writeMerge(
  directory: string,
  ends: { base: string; head: string },
  merge: { message: string; author: Identity; when: number },
) {
  const tree = await mergedTree(directory, ends);
  if (tree === undefined) return undefined;
  const person = `${merge.author.name} <${merge.author.email}> ${seconds(merge.when)} +0000`;
  const text = `tree ${tree}\nparent ${ends.base}\nparent ${ends.head}\nauthor ${person}\ncommitter ${person}\n\n${merge.message}`;
  return gitText(directory, ['hash-object', '-t', 'commit', '-w', '--stdin'], text);
}

/** The tree of a merge, or undefined when the two conflict or share no history. */
async function mergedTree(directory: string, ends: { base: string; head: string }) {
  const { code, stdout } = await gitResult(directory, ['merge-tree', '--write-tree', ends.base, ends.head]);
  return code === 0 ? stdout.toString('utf8').slice(0, 40) : undefined;
}
