import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckouts } from '../adapters/git/checkout.ts';
import { type CommitSource, headOf, mergeBaseOf } from '../adapters/git/commit-source.ts';
import { rangeDiff, rangeIntent, resolveRange } from '../adapters/git/range.ts';
import { openGit } from '../adapters/git/run.ts';
import { openWorkspace } from '../adapters/git/workspace.ts';
import { correct, readMachineEnv } from '../config/env.ts';
import { type Diff, parseDiff } from '../core/diff.ts';
import type { Intent } from '../engines/review/background.ts';
import type { Syntax } from '../ports/syntax.ts';
import type { Workspace } from '../ports/workspace.ts';

/** What a range is named by on the command line. */
export interface RangeNames {
  readonly repo: string;
  readonly base: string;
  readonly head: string;
}

/** What GitHub would have told of a pull request: the diff from the merge base, and the commit messages as title and description. */
export interface LocalRange extends AsyncDisposable {
  readonly headSha: string;
  readonly diff: Diff;
  readonly intent: Intent;
  /** The text of `.github/patchwright.yml` in the folder as it is now; undefined where there is none. */
  readonly config: string | undefined;
  /** The files at the head, and where the change began; disposed of with the range. */
  readonly head: () => Promise<Workspace>;
  readonly base: () => Promise<Workspace>;
  /** The head once more, for whoever runs something in it and disposes of it. */
  readonly scratch: () => Promise<Workspace>;
}

/** Opens a range of a repository on this machine. Throws Failure `user` as `resolveRange`, and for faulty settings. */
export async function openRange({ repo, base, head }: RangeNames, syntax: Syntax): Promise<LocalRange> {
  const { tree } = correct(readMachineEnv(process.env));
  const git = openGit({ environment: process.env });
  const range = await resolveRange(git, repo, base, head);
  const diff = parseDiff(await rangeDiff(range));
  const intent = { ...(await rangeIntent(range)), issues: [] };
  const directory = await mkdtemp(join(tmpdir(), 'patchwright-range-'));
  const checkouts = await openCheckouts({ git, directory, limits: tree });
  const opened = new Map<string, Promise<Workspace>>();
  function files(source: CommitSource): Promise<Workspace> {
    const known = opened.get(source.sha) ?? open(source);
    opened.set(source.sha, known);
    return known;
  }
  async function open(source: CommitSource): Promise<Workspace> {
    return openWorkspace(await checkouts.open(source, new AbortController().signal), { syntax });
  }
  return {
    headSha: range.head,
    diff,
    intent,
    config: await configText(repo),
    head: () => files(headOf(range)),
    base: () => files(mergeBaseOf(range)),
    scratch: () => open(headOf(range)),
    [Symbol.asyncDispose]: async () => {
      await checkouts[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function configText(repo: string): Promise<string | undefined> {
  try {
    return await readFile(join(repo, '.github', 'patchwright.yml'), 'utf8');
  } catch {
    return undefined;
  }
}
