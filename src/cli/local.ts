import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckouts } from '../adapters/git/checkout.ts';
import { localCommit } from '../adapters/git/commit-source.ts';
import { type LocalCommit, resolveLocal } from '../adapters/git/range.ts';
import { openGit } from '../adapters/git/run.ts';
import { openWorkspace } from '../adapters/git/workspace.ts';
import { correct, readMachineEnv } from '../config/env.ts';
import type { Syntax } from '../ports/syntax.ts';
import type { Workspace } from '../ports/workspace.ts';

/** A commit of a repository on this machine with its files. */
export interface LocalFiles extends AsyncDisposable {
  readonly sha: string;
  readonly commit: LocalCommit;
  /** The text of `.github/patchwright.yml` in the commit; undefined where there is none. */
  readonly config: string | undefined;
  /** The files for reading, opened once; disposed of with all of it. */
  readonly base: () => Promise<Workspace>;
  /** The files once more, for whoever edits them or runs something in them and disposes of them. */
  readonly files: () => Promise<Workspace>;
}

/** Opens a commit of a repository. Throws Failure `user` as `resolveLocal`, and for faulty settings. */
export async function openLocal(repo: string, revision: string, syntax: Syntax): Promise<LocalFiles> {
  const { tree } = correct(readMachineEnv(process.env));
  const git = openGit({ environment: process.env });
  const commit = await resolveLocal(git, repo, revision);
  await using room = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'patchwright-local-'));
  room.defer(() => rm(directory, { recursive: true, force: true }));
  const checkouts = room.use(await openCheckouts({ git, directory, limits: tree }));
  async function files(): Promise<Workspace> {
    return openWorkspace(await checkouts.open(localCommit(commit), new AbortController().signal), { syntax });
  }
  const base = await files();
  const config = await base.text('.github/patchwright.yml');
  const kept = room.move();
  return {
    sha: commit.sha,
    commit,
    config: config.is === 'text' ? config.text : undefined,
    base: () => Promise.resolve(base),
    files,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
