import { z } from 'zod';
import { readTrailer } from '../../core/marker.ts';
import type { BranchCommit } from '../../ports/forge.ts';
import { orNothing, read, type Reading } from './reading.ts';

/** The newest hundred commits of a branch, newest first. The branch is looked up first: a name alone might be a tag's. */
export async function readBranch(at: Reading, name: string): Promise<readonly BranchCommit[] | undefined> {
  const ref = await read(at, name, Ref, (home) =>
    orNothing(at.client.rest.git.getRef({ ...home, ref: `heads/${name}` })),
  );
  if (ref === undefined) return undefined;
  const commits = await read(at, name, z.array(Commit), (home) =>
    at.client.rest.repos.listCommits({ ...home, sha: ref.object.sha, per_page: 100 }),
  );
  return commits.map(({ sha, commit, ...about }) => ({
    sha,
    key: readTrailer(commit.message, at.markerSecret) ?? null,
    isSignedOff: isBeyondSigning(about) ? null : /^signed-off-by:/im.test(commit.message),
  }));
}

function isBeyondSigning({ author, parents }: Pick<z.infer<typeof Commit>, 'author' | 'parents'>): boolean {
  return parents.length > 1 || author?.type === 'Bot';
}

const Ref = z.object({ object: z.object({ sha: z.string() }) }).optional();

const Commit = z.object({
  sha: z.string(),
  commit: z.object({ message: z.string() }),
  /** An account is left out where GitHub knows none, and is an empty object where that is gone. */
  author: z.object({ type: z.string().optional() }).nullish(),
  parents: z.array(z.unknown()),
});
