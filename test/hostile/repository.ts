import { execFileSync } from 'node:child_process';
import { makeRepository, type Repository } from '../adapters/git-repository.ts';
import type { Place } from './place.ts';

type Files = Readonly<Record<string, string>>;

/** A repository with two branches, `base` and `head`, that hold these files; the last is checked out. */
export function twoCommits({ tree }: Place, files: Files): Repository {
  const repository = makeRepository(tree);
  repository.commit('the first', { 'a.txt': 'one\n' });
  repository.git('branch', 'base');
  repository.commit('the second', { 'a.txt': 'two\n', ...files });
  repository.git('branch', 'head');
  return repository;
}

/** What a tree of git holds under a name: no command of git's would make some of them. */
export type TreeEntry =
  | { readonly name: string; readonly file: string; readonly mode?: '100644' | '100755' }
  | { readonly name: string; readonly link: string }
  | { readonly name: string; readonly entries: readonly TreeEntry[] }
  /** An object that is there already. */
  | { readonly name: string; readonly mode: string; readonly type: string; readonly id: string };

/** Makes `head` a commit of just these entries on top of `base`. */
export function commitTree(place: Place, entries: readonly TreeEntry[]): void {
  const repository = twoCommits(place, {});
  const tree = makeTree(repository, entries);
  const commit = repository.git('commit-tree', '-p', 'base', '-m', 'the second', tree);
  repository.git('update-ref', 'refs/heads/head', commit);
}

export function makeTree(repository: Repository, entries: readonly TreeEntry[]): string {
  const lines = entries.map((entry) => {
    const { mode, type, id } = objectOf(repository, entry);
    return `${mode} ${type} ${id}\t${entry.name}\0`;
  });
  return plumb(repository, ['mktree', '-z', '--missing'], lines.join(''));
}

/** Stores a file's content and gives its id. */
export function makeBlob(repository: Repository, content: string): string {
  return plumb(repository, ['hash-object', '-w', '--stdin'], content);
}

function objectOf(repository: Repository, entry: TreeEntry) {
  if ('id' in entry) return entry;
  if ('file' in entry)
    return { mode: entry.mode ?? '100644', type: 'blob', id: makeBlob(repository, entry.file) };
  if ('link' in entry) return { mode: '120000', type: 'blob', id: makeBlob(repository, entry.link) };
  return { mode: '040000', type: 'tree', id: makeTree(repository, entry.entries) };
}

function plumb({ path }: Repository, args: readonly string[], input: string): string {
  return execFileSync('git', args, { cwd: path, input, encoding: 'utf8' }).trim();
}
