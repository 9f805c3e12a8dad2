import { z } from 'zod';
import type { RepositoryRef } from '../../core/pull-request.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Client } from './client.ts';

/** What a repository is called now. */
export interface Name {
  readonly owner: string;
  readonly repo: string;
}

/** A repository as it is now, found by its id: its old name may be somebody else's by today. */
export interface Home {
  readonly ref: RepositoryRef;
  readonly defaultBranch: string;
  /** Then nothing can be written there. */
  readonly isArchived: boolean;
}

export interface Names {
  /** As of the last minute. */
  name(client: Client, id: number): Promise<Name>;
  /** As of now. */
  home(client: Client, id: number): Promise<Home>;
}

/** Remembers the names of repositories for a minute, so that not every request costs two. */
export function openNames(clock: Clock): Names {
  const known = new Map<number, { readonly home: Home; readonly at: number }>();
  return {
    name: async (client, id) => {
      const seen = known.get(id);
      const isFresh = seen !== undefined && clock.now() - seen.at < 60_000;
      const { owner, repo } = (isFresh ? seen.home : await look(client, id)).ref;
      return { owner, repo };
    },
    home: look,
  };

  async function look(client: Client, id: number): Promise<Home> {
    const answer = await client.request('GET /repositories/{repository_id}', { repository_id: id });
    const {
      name,
      owner,
      default_branch: defaultBranch,
      archived: isArchived,
    } = Repository.parse(answer.data);
    const home = { ref: { id, owner: owner.login, repo: name }, defaultBranch, isArchived };
    known.set(id, { home, at: clock.now() });
    return home;
  }
}

const Repository = z.object({
  name: z.string(),
  owner: z.object({ login: z.string() }),
  default_branch: z.string(),
  archived: z.boolean(),
});
