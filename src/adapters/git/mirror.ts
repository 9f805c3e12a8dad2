import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, transientFailure } from '../../core/failure.ts';
import type { RepositoryRef } from '../../core/pull-request.ts';
import { makeBare } from './bare.ts';
import type { Git, GitResult } from './run.ts';
import { checkedSha } from './sha.ts';
import { treeDiff } from './tree-diff.ts';

export interface MirrorParts {
  readonly git: Git;
  /** Where the mirrors are kept, one folder for each repository's id. */
  readonly directory: string;
  /** What git addresses begin with: GITHUB_URL. */
  readonly origin: string;
}

export interface PullDiff {
  readonly repository: RepositoryRef;
  readonly mergeBase: string;
  readonly head: string;
  /** Reads the repository's contents. */
  readonly token: string;
  readonly signal: AbortSignal;
}

/**
 * Computes diffs of repositories on GitHub, in their mirrors. Throws Failure `transient` with reason `git-unavailable` where that does
 * not succeed.
 */
export function pullDiffs(git: Git, inMirror: InMirror): (wanted: PullDiff) => Promise<string> {
  return ({ mergeBase, head, ...where }) =>
    inMirror({ ...where, commits: [mergeBase, head] }, async (gitDirectory) =>
      spoken(await treeDiff(git, { gitDirectory, from: mergeBase, to: head, signal: where.signal })),
    );
}

/** Commits of a repository on GitHub that are to be in its mirror. */
export interface Mirrored {
  readonly repository: RepositoryRef;
  readonly commits: readonly string[];
  /** Reads the repository's contents. */
  readonly token: string;
  readonly signal: AbortSignal;
}

/**
 * Does work on the mirror of a repository, a bare one whose every setting is ours, once it has the commits. One work at a time is
 * done on a mirror. Throws Failure `transient` with reason `git-unavailable` where the commits cannot be fetched.
 */
export type InMirror = <T>(wanted: Mirrored, work: (gitDirectory: string) => Promise<T>) => Promise<T>;

/** Opens the mirrors in a folder: commits are fetched when they are first needed, without their history, and kept. */
export function shareMirrors(parts: MirrorParts): InMirror {
  const queues = new Map<number, Promise<unknown>>();
  return (wanted, work) => {
    const { id } = wanted.repository;
    const before = queues.get(id) ?? Promise.resolve();
    const done = before.then(() => inMirror(parts, wanted, work));
    const settled = done
      .catch(() => undefined)
      .finally(() => queues.get(id) === settled && queues.delete(id));
    queues.set(id, settled);
    return done;
  };
}

async function inMirror<T>(
  parts: MirrorParts,
  wanted: Mirrored,
  work: (gitDirectory: string) => Promise<T>,
): Promise<T> {
  wanted.signal.throwIfAborted();
  const gitDirectory = join(parts.directory, `${wanted.repository.id}.git`);
  const kept = await prepare(gitDirectory);
  await fetchMissing(parts, wanted, gitDirectory, kept);
  return work(gitDirectory);
}

const mostCommits = 200;

/** Answers the commits that have a ref. A mirror that has gathered many is begun anew rather than tidied. */
async function prepare(gitDirectory: string): Promise<ReadonlySet<string>> {
  const kept = await readdir(join(gitDirectory, 'refs', 'kept')).catch(() => []);
  const isFull = kept.length > mostCommits;
  if (isFull) await rm(gitDirectory, { recursive: true, force: true });
  await makeBare(gitDirectory);
  return new Set(isFull ? [] : kept);
}

/** Commits stay under a ref of their own, since git only tells the server of objects that a ref reaches. */
async function fetchMissing(
  parts: MirrorParts,
  wanted: Mirrored,
  gitDirectory: string,
  kept: ReadonlySet<string>,
): Promise<void> {
  const missing: string[] = [];
  for (const sha of wanted.commits) {
    const isThere = kept.has(sha) && (await hasCommit(parts.git, gitDirectory, sha));
    if (!isThere) missing.push(`${checkedSha(sha)}:refs/kept/${sha}`);
  }
  if (missing.length > 0) await fetchCommits(parts, wanted, gitDirectory, missing);
}

async function hasCommit(git: Git, gitDirectory: string, sha: string): Promise<boolean> {
  const args = [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `refs/kept/${checkedSha(sha)}^{tree}`,
  ];
  return (await git({ args, directory: gitDirectory, gitDirectory })).exitCode === 0;
}

async function fetchCommits(
  parts: MirrorParts,
  wanted: Mirrored,
  gitDirectory: string,
  refspecs: readonly string[],
): Promise<void> {
  const { owner, repo } = wanted.repository;
  try {
    const fetched = await parts.git({
      args: ['fetch', ...quietly, '--end-of-options', `${parts.origin}/${owner}/${repo}.git`, ...refspecs],
      directory: gitDirectory,
      gitDirectory,
      config: { [`http.${parts.origin}/.extraHeader`]: authorization(wanted.token) },
      protocol: parts.origin.startsWith('http:') ? 'http' : 'https',
      signal: wanted.signal,
    });
    spoken(fetched);
  } catch (error) {
    if (leavesDebris(error)) await rm(gitDirectory, { recursive: true, force: true });
    throw error;
  }
}

/** A git that was killed leaves locks and half a pack behind, and another would trip over them for ever. */
function leavesDebris(error: unknown): boolean {
  if (!(error instanceof Failure && error.why.kind === 'transient')) return true;
  return error.why.reason.is === 'git-unavailable' && /\.lock\b/.test(error.why.reason.detail);
}

const quietly = [
  '--quiet',
  '--depth=1',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
  '--no-show-forced-updates',
];

function authorization(token: string): string {
  return `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
}

function spoken({ exitCode, output, complaint }: GitResult): string {
  if (exitCode === 0) return output;
  throw transientFailure({ is: 'git-unavailable', detail: complaint || `exit code ${exitCode}` }, 10_000);
}
