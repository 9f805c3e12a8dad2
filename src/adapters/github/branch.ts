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
  return commits.map(({ sha, commit }) => ({
    sha,
    key: readTrailer(commit.message, at.markerSecret) ?? null,
  }));
}

const Ref = z.object({ object: z.object({ sha: z.string() }) }).optional();

const Commit = z.object({ sha: z.string(), commit: z.object({ message: z.string() }) });
