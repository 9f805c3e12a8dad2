import { z } from 'zod';
import { readMarker } from '../../core/marker.ts';
import type { Written } from '../../ports/forge.ts';
import type { Self } from './app-client.ts';
import { read, type Reading } from './reading.ts';

/** Reviews, comments and replies of this App that carry our marker, newest first. */
export function readOwnReviews(at: Reading, number: number): Promise<readonly Written[]> {
  return readOwn(at, `pull request #${number}`, (paging) =>
    at.client.rest.pulls.listReviews({ ...paging, pull_number: number }),
  );
}

export function readOwnComments(at: Reading, number: number): Promise<readonly Written[]> {
  return readOwn(at, `#${number}`, (paging) =>
    at.client.rest.issues.listComments({ ...paging, issue_number: number }),
  );
}

export function readOwnReplies(at: Reading, number: number): Promise<readonly Written[]> {
  return readOwn(at, `pull request #${number}`, (paging) =>
    at.client.rest.pulls.listReviewComments({ ...paging, pull_number: number }),
  );
}

/** Check runs of this App on a commit, all attempts, newest first. */
export async function readOwnChecks(at: Reading, headSha: string): Promise<readonly Written[]> {
  const { appId } = at.self;
  const { check_runs } = await read(at, `commit ${headSha}`, Checks, (name) =>
    at.client.rest.checks.listForRef({ ...name, ref: headSha, app_id: appId, filter: 'all', per_page: 100 }),
  );
  return check_runs
    .sort((left, right) => right.id - left.id)
    .flatMap(({ id, external_id }) => (external_id === null ? [] : [{ id, key: external_id }]));
}

const Checks = z.object({
  check_runs: z.array(z.object({ id: z.int(), external_id: z.string().nullable() })),
});

interface Paging {
  readonly owner: string;
  readonly repo: string;
  readonly per_page: number;
  readonly page: number;
}

interface Page {
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined };
}

const Post = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullable(),
  performed_via_github_app: z.object({ id: z.int() }).nullish(),
});
type Post = z.infer<typeof Post>;

async function readOwn(
  at: Reading,
  what: string,
  ask: (paging: Paging) => Promise<Page>,
): Promise<readonly Written[]> {
  const posts = await readNewest(at, what, ask);
  return posts
    .filter((post) => isOwn(post, at.self))
    .flatMap(({ id, body }) => {
      const key = readMarker(body ?? '', at.markerSecret);
      return key === undefined ? [] : [{ id, key }];
    });
}

function isOwn(post: Post, self: Self): boolean {
  return post.performed_via_github_app?.id === self.appId || post.user?.login === self.botLogin;
}

const mostPages = 10;

/** GitHub lists the oldest first: the first page tells which one is last, and the rest is read backwards from there. */
async function readNewest(
  at: Reading,
  what: string,
  ask: (paging: Paging) => Promise<Page>,
): Promise<readonly Post[]> {
  const first = await readPage(at, what, 1, ask);
  const last = Number(/[?&]page=(\d+)[^>]*>; rel="last"/.exec(first.link)?.[1] ?? 1);
  const newest: Post[] = [];
  for (let page = last; page > 1 && page > last - mostPages; page -= 1) {
    const { posts } = await readPage(at, what, page, ask);
    newest.push(...posts.toReversed());
  }
  return [...newest, ...first.posts.toReversed()];
}

const PageOfPosts = z.object({ posts: z.array(Post), link: z.string() });

function readPage(
  at: Reading,
  what: string,
  page: number,
  ask: (paging: Paging) => Promise<Page>,
): Promise<z.infer<typeof PageOfPosts>> {
  return read(at, what, PageOfPosts, async (name) => {
    const { data, headers } = await ask({ ...name, per_page: 100, page });
    return { data: { posts: data, link: headers.link ?? '' } };
  });
}
