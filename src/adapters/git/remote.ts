import { join } from 'node:path';
import type { RepositoryRef } from '../../core/pull-request.ts';
import type { MergeOutcome } from '../../ports/forge.ts';
import type { Mirrors } from '../../ports/mirrors.ts';
import type { Syntax } from '../../ports/syntax.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { type Checkouts, openCheckouts } from './checkout.ts';
import { mirroredCommit } from './commit-source.ts';
import { keptMirrors } from './kept-mirrors.ts';
import { type PullMerge, pullMerges } from './merge.ts';
import { pullDiffs, type PullDiff, shareMirrors } from './mirror.ts';
import type { Git } from './run.ts';
import type { TreeLimits } from './tree-limits.ts';
import { openWorkspace } from './workspace.ts';

export interface RemoteParts {
  readonly git: Git;
  /** Mirrors and checkouts have a folder each in it. */
  readonly directory: string;
  /** What git addresses begin with: GITHUB_URL. */
  readonly origin: string;
  readonly limits: TreeLimits;
  readonly syntax: Syntax;
}

export interface WantedTree {
  readonly repository: RepositoryRef;
  readonly sha: string;
  /** Reads the repository's contents. */
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Repositories on GitHub as git reads them, through mirrors that are kept and checkouts that are not. */
export interface Remote extends AsyncDisposable {
  diff(wanted: PullDiff): Promise<string>;
  merge(wanted: PullMerge): Promise<MergeOutcome>;
  /** Throws Failure as `Checkouts.open`. */
  workspace(wanted: WantedTree): Promise<Workspace>;
  readonly mirrors: Mirrors;
}

/** Touches nothing yet: a process that takes webhooks and no jobs needs none of it. */
export function openRemote({ git, directory, origin, limits, syntax }: RemoteParts): Remote {
  const mirrors = join(directory, 'mirrors');
  const inMirror = shareMirrors({ git, directory: mirrors, origin });
  let checkouts: Promise<Checkouts> | undefined;
  return {
    diff: pullDiffs(git, inMirror),
    merge: pullMerges(git, inMirror, limits),
    workspace: async (wanted) => {
      checkouts ??= openCheckouts({ git, directory: join(directory, 'checkouts'), limits });
      const { open } = await checkouts;
      return openWorkspace(await open(mirroredCommit(inMirror, wanted), wanted.signal), { syntax });
    },
    mirrors: keptMirrors(mirrors),
    [Symbol.asyncDispose]: async () => (await checkouts)?.[Symbol.asyncDispose](),
  };
}
