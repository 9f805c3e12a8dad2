import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { userFailure } from '../../core/failure.ts';
import type { OriginalFile } from '../../ports/workspace.ts';
import { readBlobs } from './blobs.ts';
import type { CommitSource } from './commit-source.ts';
import { exportCommit, type Exported, type ExportedFile, orDiskFull } from './export.ts';
import { lockFile } from './lock-file.ts';
import { removeTree } from './remove-tree.ts';
import type { Git } from './run.ts';
import { type TreeLimits, usualTreeLimits } from './tree-limits.ts';

/** The files of one commit in a folder of their own, which is deleted when it is disposed of. */
export interface Checkout extends Exported, AsyncDisposable {
  readonly sha: string;
  readonly directory: string;
  /** The content of a file as the commit has it, from git's store and not from the folder. */
  readonly original: (path: string) => Promise<OriginalFile | null>;
}

export interface Checkouts extends AsyncDisposable {
  /** Throws Failure as `exportCommit` and the source do; then nothing is left behind. */
  readonly open: (source: CommitSource, signal: AbortSignal) => Promise<Checkout>;
}

export interface CheckoutParts {
  readonly git: Git;
  /** Where the folders are made. Processes may share it. */
  readonly directory: string;
  readonly limits?: TreeLimits;
}

/** Opens the place of this process's checkouts, and deletes those that processes which ended suddenly have left in it. */
export async function openCheckouts(parts: CheckoutParts): Promise<Checkouts> {
  await mkdir(parts.directory, { recursive: true, mode: 0o700 });
  const directory = await realpath(parts.directory);
  await removeLeftovers(directory);
  const name = randomUUID();
  const release = await lockFile(join(directory, `${name}${lockEnding}`));
  if (release === undefined) throw new Error(`no file can be locked in ${directory}`);
  const home = join(directory, name);
  await mkdir(home, { mode: 0o700 });
  return {
    open: (source, signal) => openCheckout({ limits: usualTreeLimits, ...parts, home }, source, signal),
    [Symbol.asyncDispose]: async () => {
      await removeTree(home);
      release();
      await rm(join(directory, `${name}${lockEnding}`), { force: true });
    },
  };
}

interface Home extends Required<CheckoutParts> {
  readonly home: string;
}

async function openCheckout(
  { git, limits, home }: Home,
  source: CommitSource,
  signal: AbortSignal,
): Promise<Checkout> {
  const { sha, reach } = source;
  const directory = await mkdtemp(join(home, `${sha.slice(0, 7)}-`)).catch((error: unknown) => {
    throw orDiskFull(error);
  });
  try {
    const exported = await reach((gitDirectory) =>
      exportCommit(git, { gitDirectory, sha, signal }, directory, limits),
    );
    return {
      sha,
      directory,
      ...exported,
      original: (path) => original(git, source, exported.files.get(path)),
      [Symbol.asyncDispose]: () => removeTree(directory),
    };
  } catch (error) {
    await removeTree(directory);
    throw error;
  }
}

async function original(
  git: Git,
  { reach }: CommitSource,
  file: ExportedFile | undefined,
): Promise<OriginalFile | null> {
  if (file === undefined) return null;
  const { id, mode } = file;
  const contents: Buffer[] = [];
  await reach((gitDirectory) =>
    readBlobs(git, { gitDirectory }, [{ id }], (_, content) => {
      contents.push(content);
      return Promise.resolve();
    }),
  );
  const [content] = contents;
  if (content === undefined) throw userFailure({ is: 'git', detail: `the object ${id} cannot be read` });
  return { bytes: content, mode };
}

const lockEnding = '.lock';

/** A process has its lock before its folder: a folder whose lock can be had belongs to nobody any more. */
async function removeLeftovers(directory: string): Promise<void> {
  for (const file of await readdir(directory)) {
    const home = join(directory, file.slice(0, -lockEnding.length));
    if (!file.endsWith(lockEnding) || !existsSync(home)) continue;
    const release = await lockFile(join(directory, file));
    if (release === undefined) continue;
    await removeTree(home);
    release();
    await rm(join(directory, file), { force: true });
  }
}
