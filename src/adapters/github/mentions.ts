import { z } from 'zod';
import { readMarker } from '../../core/marker.ts';
import type { PullMention } from '../../ports/forge.ts';
import { accountOfActor, Actor } from './accounts.ts';
import { closingPulls } from './queries.ts';
import { read, type Reading } from './reading.ts';

/** Pull requests of this repository that close the issue, by keyword or side bar, newest first. */
export async function readPullsClosing(at: Reading, number: number): Promise<readonly PullMention[]> {
  const { repository } = await read(at, `#${number}`, Closing, async (name) => ({
    data: await at.client.graphql(closingPulls, { ...name, number }),
  }));
  const { nodes } = repository.issue.closedByPullRequestsReferences ?? { nodes: [] };
  return nodes
    .filter((pull) => pull.repository.databaseId === at.repositoryId)
    .map((pull) => {
      const { login } = accountOfActor(pull.author);
      const state = states[pull.state];
      return mention(at, { ...pull, state, login, owner: pull.repository.owner, repo: pull.repository.name });
    })
    .sort((left, right) => right.ref.number - left.ref.number);
}

/** Pull requests from a branch of this repository itself, newest first; the last hundred. */
export async function readPullsFrom(at: Reading, branch: string): Promise<readonly PullMention[]> {
  const pulls = await read(at, `the pull requests from ${branch}`, z.array(Listed), (name) =>
    at.client.rest.pulls.list({
      ...name,
      head: `${name.owner}:${branch}`,
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: 100,
    }),
  );
  return pulls
    .filter(({ head }) => head.ref === branch && head.repo?.id === at.repositoryId)
    .map((pull) => {
      const { owner, name } = pull.base.repo;
      const state = pull.merged_at === null ? pull.state : 'merged';
      return mention(at, { ...pull, state, login: pull.user?.login, owner, repo: name });
    });
}

const Owner = z.object({ login: z.string() });

const Closing = z.object({
  repository: z.object({
    issue: z.object({
      closedByPullRequestsReferences: z
        .object({
          nodes: z.array(
            z.object({
              number: z.int(),
              title: z.string(),
              body: z.string(),
              state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
              repository: z.object({ databaseId: z.int(), name: z.string(), owner: Owner }),
              author: Actor.nullable(),
            }),
          ),
        })
        .nullable(),
    }),
  }),
});

const states = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;

const Listed = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  merged_at: z.string().nullable(),
  user: Owner.nullable(),
  head: z.object({ ref: z.string(), repo: z.object({ id: z.int() }).nullable() }),
  base: z.object({ repo: z.object({ name: z.string(), owner: Owner }) }),
});

interface Seen {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: PullMention['state'];
  /** Of who opened it; GitHub does not know any more where the account has been deleted. */
  readonly login: string | undefined;
  readonly owner: { readonly login: string };
  readonly repo: string;
}

/** Whoever may write can copy our marker into a pull request of theirs: it counts in our own alone. */
function mention({ repositoryId: id, self, markerSecret }: Reading, seen: Seen): PullMention {
  const { number, title, body, state, login, owner, repo } = seen;
  const isOurs = login === self.botLogin;
  const key = isOurs ? (readMarker(body ?? '', markerSecret) ?? null) : null;
  return { ref: { id, owner: owner.login, repo, number }, title, state, isOurs, key };
}
