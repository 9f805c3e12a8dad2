import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Failure, userFailure } from '../../core/failure.ts';
import { nearest } from '../../core/nearest.ts';
import { makeBare } from './bare.ts';
import type { Git, GitResult } from './run.ts';
import { treeDiff } from './tree-diff.ts';

/** Two commits of a repository on this machine, and where they parted. */
export interface Range {
  readonly git: Git;
  readonly gitDirectory: string;
  readonly base: string;
  readonly head: string;
  readonly mergeBase: string;
}

/**
 * Finds the commits that two revisions name. Throws Failure `user` with reason `git` for what is no repository, no revision of
 * it, or a range with nothing in it.
 */
export async function resolveRange(git: Git, directory: string, base: string, head: string): Promise<Range> {
  const at = { git, gitDirectory: await findGitDirectory(git, directory) };
  const commits = { base: await resolveCommit(at, base), head: await resolveCommit(at, head) };
  const mergeBase = await findMergeBase(at, commits, `${base} and ${head}`);
  if (mergeBase === commits.head) {
    throw gitFailure(
      `the range from ${base} to ${head} is empty: ${base} has all of ${head}. Are the two swapped?`,
    );
  }
  return { ...at, ...commits, mergeBase };
}

/** A commit of a repository on this machine. */
export interface LocalCommit extends At {
  readonly sha: string;
}

/** Finds the commit that a revision names. Throws Failure `user` as `resolveRange`. */
export async function resolveLocal(git: Git, directory: string, revision: string): Promise<LocalCommit> {
  const at = { git, gitDirectory: await findGitDirectory(git, directory) };
  return { ...at, sha: await resolveCommit(at, revision) };
}

/** The unified diff from where the range's branches parted to its head. */
export function rangeDiff(range: Range, signal?: AbortSignal): Promise<string> {
  const { git, mergeBase, head } = range;
  return inBorrowed(range, async (gitDirectory) =>
    spoken(await treeDiff(git, { gitDirectory, from: mergeBase, to: head, signal })),
  );
}

/**
 * Does work in an empty repository that only borrows another one's objects, so that neither the configuration nor the attributes of
 * the other can run or hide anything.
 */
export async function inBorrowed<T>(at: At, work: (gitDirectory: string) => Promise<T>): Promise<T> {
  const objects = await say(at, ['rev-parse', '--path-format=absolute', '--git-path', 'objects']);
  const room = await mkdtemp(join(tmpdir(), 'patchwright-'));
  try {
    await makeBare(room, objects);
    return await work(room);
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

/** What a pull request would say of itself, as far as commits tell. */
export interface RangeIntent {
  readonly title: string;
  readonly body: string;
  readonly author: string;
}

/** The first commit's subject, the messages of all, and who wrote the last. */
export async function rangeIntent(range: Range): Promise<RangeIntent> {
  const commits = `${range.mergeBase}..${range.head}`;
  const format = '--format=%an%x1f%s%x1f%B%x1e';
  const told = await say(range, ['log', '--reverse', '--no-mailmap', format, '--end-of-options', commits]);
  const entries = told.split('\x1e').map((entry) => entry.trim().split('\x1f'));
  const messages = entries.flatMap(([, , message = '']) => (message.trim() === '' ? [] : [message.trim()]));
  const author = entries.findLast(([name]) => name !== '')?.[0] ?? '';
  return { title: entries[0]?.[1] ?? '', body: messages.join('\n\n'), author };
}

/** A repository on this machine. */
export type At = Pick<Range, 'git' | 'gitDirectory'>;

/** A bare repository must be named itself: git must not stumble on one that a checkout brings along. */
async function findGitDirectory(git: Git, name: string): Promise<string> {
  const directory = resolve(name);
  if (!(await isDirectory(directory))) throw gitFailure(`there is no folder ${name}`);
  for (const gitDirectory of [undefined, directory]) {
    const args = ['rev-parse', '--absolute-git-dir'];
    const { exitCode, output } = await git({ args, directory, gitDirectory, config: trusted });
    if (exitCode === 0) return output.trim();
  }
  throw gitFailure(`${name} is not a git repository: name a folder that git has cloned or initialised`);
}

/** Whose folder it is does not matter, since nothing in it is run. */
const trusted = { 'safe.directory': '*' };

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

async function resolveCommit(at: At, revision: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { exitCode, output } = revision.includes('\0') ? noResult : await runIn(at, args);
  const sha = output.trim();
  if (exitCode !== 0) throw await unknownRevision(at, revision);
  if (sha.length !== 40)
    throw gitFailure('this repository names its commits by SHA-256; only SHA-1 is supported');
  return sha;
}

const noResult: GitResult = { exitCode: 128, output: '', complaint: '' };

async function unknownRevision(at: At, revision: string): Promise<Failure> {
  const kinds = ['refs/heads', 'refs/remotes', 'refs/tags'];
  const refs = (await say(at, ['for-each-ref', '--format=%(refname:short)', ...kinds])).split('\n');
  const meant = refs.find((ref) => ref.endsWith(`/${revision}`)) ?? nearest(revision, refs);
  const remedy =
    meant === null ? 'see `git branch --all` for what there is, or fetch it first' : `did you mean ${meant}?`;
  return gitFailure(
    `there is no revision ${JSON.stringify(revision)} here; ${remedy}${await hintOfDepth(at)}`,
  );
}

async function findMergeBase(
  at: At,
  { base, head }: Pick<Range, 'base' | 'head'>,
  names: string,
): Promise<string> {
  const { exitCode, output } = await runIn(at, ['merge-base', '--end-of-options', base, head]);
  if (exitCode !== 0) throw gitFailure(`${names} have no commit in common${await hintOfDepth(at)}`);
  return output.trim();
}

async function hintOfDepth(at: At): Promise<string> {
  const isShallow = (await say(at, ['rev-parse', '--is-shallow-repository'])) === 'true';
  return isShallow ? ' (the clone is shallow: `git fetch --unshallow` brings the rest)' : '';
}

/** What git prints, trimmed. Throws Failure `user` where it fails. */
export async function say(at: At, args: readonly string[]): Promise<string> {
  return spoken(await runIn(at, args)).trim();
}

function runIn({ git, gitDirectory }: At, args: readonly string[]): Promise<GitResult> {
  return git({ args, directory: gitDirectory, gitDirectory, config: trusted });
}

function spoken({ exitCode, output, complaint }: GitResult): string {
  if (exitCode === 0) return output;
  throw gitFailure(complaint === '' ? `git ended with exit code ${exitCode}` : complaint);
}

function gitFailure(detail: string): Failure {
  return userFailure({ is: 'git', detail });
}
