import { z } from 'zod';
import { readFindings, readMarker } from '../../core/marker.ts';
import type { Written, WrittenReview } from '../../ports/forge.ts';
import type { Self } from './app-client.ts';
import { type Page, type Paging, readNewest } from './newest.ts';
import { read, type Reading } from './reading.ts';

/**
 * Reviews of this App that carry our marker, newest first. What each of them told stands in its body and in the comments that
 * came with it.
 */
export async function readOwnReviews(at: Reading, number: number): Promise<readonly WrittenReview[]> {
  const what = `pull request #${number}`;
  const reviews = await readOwn(at, what, Review, (paging) =>
    at.client.rest.pulls.listReviews({ ...paging, pull_number: number }),
  );
  if (reviews.length === 0) return [];
  const comments = Map.groupBy(await readReviewComments(at, number), (post) => post.pull_request_review_id);
  return written(reviews, at).map(({ id, key, post }) => ({
    id,
    key,
    findings: [post, ...(comments.get(id) ?? [])].flatMap(({ body }) =>
      readFindings(body ?? '', at.markerSecret),
    ),
    blocks: post.state === 'CHANGES_REQUESTED',
  }));
}

/** Comments and replies of this App that carry our marker, newest first. */
export async function readOwnComments(at: Reading, number: number): Promise<readonly Written[]> {
  const posts = await readOwn(at, `#${number}`, Post, (paging) =>
    at.client.rest.issues.listComments({ ...paging, issue_number: number }),
  );
  return written(posts, at).map(({ id, key }) => ({ id, key }));
}

export async function readOwnReplies(at: Reading, number: number): Promise<readonly Written[]> {
  const posts = await readReviewComments(at, number);
  return written(posts, at).map(({ id, key }) => ({ id, key }));
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

/** A text that somebody posted, as REST lists it. */
export const Post = z.object({
  id: z.int(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullable(),
  performed_via_github_app: z.object({ id: z.int() }).nullish(),
});
export type Post = z.infer<typeof Post>;

const Review = Post.extend({ state: z.string() });
const ReviewComment = Post.extend({ pull_request_review_id: z.int().nullable() });

function readReviewComments(at: Reading, number: number): Promise<readonly z.infer<typeof ReviewComment>[]> {
  return readOwn(at, `pull request #${number}`, ReviewComment, (paging) =>
    at.client.rest.pulls.listReviewComments({ ...paging, pull_number: number }),
  );
}

/** Posts that carry the marker of an effect, with its key. */
function written<P extends Post>(
  posts: readonly P[],
  { markerSecret }: Reading,
): readonly (Written & { readonly post: P })[] {
  return posts.flatMap((post) => {
    const key = readMarker(post.body ?? '', markerSecret);
    return key === undefined ? [] : [{ id: post.id, key, post }];
  });
}

async function readOwn<P extends Post>(
  at: Reading,
  what: string,
  schema: z.ZodType<P>,
  ask: (paging: Paging) => Promise<Page>,
): Promise<readonly P[]> {
  const posts = await readNewest(at, what, schema, ask);
  return posts.filter((post) => isOwn(post, at.self));
}

/** Whether this App wrote it. */
export function isOwn(post: Post, self: Self): boolean {
  return post.performed_via_github_app?.id === self.appId || post.user?.login === self.botLogin;
}
