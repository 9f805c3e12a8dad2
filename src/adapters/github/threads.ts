import { z } from 'zod';
import { readFindings } from '../../core/marker.ts';
import type { Thread, ThreadComment } from '../../ports/forge.ts';
import { accountOfActor, Actor } from './accounts.ts';
import type { Self } from './app-client.ts';
import { reviewThreads } from './queries.ts';
import { read, type Reading } from './reading.ts';

/** Twenty pages are a thousand threads: whoever has more of them reads none. */
const mostPages = 20;

/** The review threads of a pull request, oldest first. */
export async function readThreads(at: Reading, number: number): Promise<readonly Thread[]> {
  const threads: Thread[] = [];
  let after: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const { nodes, pageInfo } = await readPage(at, number, after);
    threads.push(...nodes.flatMap((node) => threadOf(node, at)));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return threads;
}

const Said = z.object({
  fullDatabaseId: z.coerce.number().int(),
  body: z.string(),
  author: Actor.nullable(),
});

const Comments = z.object({ nodes: z.array(Said) });

const Node = z.object({
  id: z.string(),
  path: z.string(),
  line: z.int().nullable(),
  startLine: z.int().nullable(),
  diffSide: z.enum(['LEFT', 'RIGHT']),
  isResolved: z.boolean(),
  resolvedBy: z.object({ login: z.string() }).nullable(),
  root: Comments,
  latest: Comments,
});

const Page = z.object({
  nodes: z.array(Node),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
type Page = z.infer<typeof Page>;

const Answer = z
  .object({ repository: z.object({ pullRequest: z.object({ reviewThreads: Page }) }) })
  .transform(({ repository }) => repository.pullRequest.reviewThreads);

function readPage(at: Reading, number: number, after: string | null): Promise<Page> {
  return read(at, `pull request #${number}`, Answer, async (name) => ({
    data: await at.client.graphql(reviewThreads, { ...name, number, after }),
  }));
}

/** None where GitHub shows a thread without comments: its only one has just been deleted. */
function threadOf(node: z.infer<typeof Node>, { self, markerSecret }: Reading): readonly Thread[] {
  const [root, ...others] = commentsOf(node, self);
  if (root === undefined) return [];
  const [told] = root.isOurs ? readFindings(root.body, markerSecret) : [];
  return [
    {
      id: node.id,
      rootCommentId: root.id,
      fingerprint: told ?? null,
      path: node.path,
      line: node.diffSide === 'RIGHT' ? node.line : null,
      startLine: node.diffSide === 'RIGHT' ? node.startLine : null,
      isResolved: node.isResolved,
      resolvedBy: node.resolvedBy && ownLogin(node.resolvedBy.login, self),
      comments: [root, ...others],
    },
  ];
}

/** The root, and the last hundred, among which the root is in all but the longest threads. */
function commentsOf({ root, latest }: z.infer<typeof Node>, self: Self): readonly ThreadComment[] {
  const said = new Map([...root.nodes, ...latest.nodes].map((one) => [one.fullDatabaseId, one]));
  return Array.from(said, ([id, { body, author }]) => {
    const account = accountOfActor(author);
    return { id, body, author: account, isOurs: account.login === self.botLogin };
  });
}

/** GraphQL takes whoever resolved a thread for a user, also where that is our bot, and leaves out the end of its login. */
function ownLogin(login: string, { botLogin }: Self): string {
  return `${login}[bot]` === botLogin ? botLogin : login;
}
