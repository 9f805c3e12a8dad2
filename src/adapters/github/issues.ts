import { z } from 'zod';
import type { Issue, Remark } from '../../ports/forge.ts';
import { accountOf, accountOfActor, Actor, User } from './accounts.ts';
import type { Home } from './names.ts';
import { readLast } from './newest.ts';
import { isOwn, Post } from './own.ts';
import { conversation } from './queries.ts';
import { read, type Reading } from './reading.ts';

/** An issue, or the conversation of a pull request, as it is now. */
export async function readIssue(at: Reading, number: number): Promise<Issue> {
  const { issue, home } = await read(at, `#${number}`, Answer, async (name) => {
    const { repository } = Asked.parse(await at.client.graphql(conversation, { ...name, number }));
    return { data: { issue: repository.issueOrPullRequest, home: name } };
  });
  return issueOf(issue, { id: at.repositoryId, ...home });
}

/** The comments of a conversation, oldest first; of very long ones the last thousand, or some less. */
export async function readRemarks(at: Reading, number: number): Promise<readonly Remark[]> {
  const posts = await readLast(at, `#${number}`, PostedRemark, (paging) =>
    at.client.rest.issues.listComments({ ...paging, issue_number: number }),
  );
  return posts
    .slice(0, mostRemarks)
    .toReversed()
    .map((post) => ({
      id: post.id,
      author: accountOf(post.user),
      body: post.body ?? '',
      isOurs: isOwn(post, at.self),
      createdAt: post.created_at,
      updatedAt: post.updated_at,
    }));
}

const mostRemarks = 1_000;

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const PostedRemark = Post.extend({ user: User.nullable(), created_at: Instant, updated_at: Instant });

const Asked = z.object({ repository: z.object({ issueOrPullRequest: z.unknown() }) });

const Named = z.object({ nodes: z.array(z.object({ name: z.string() })) });
const Logins = z.object({ nodes: z.array(z.object({ login: z.string() })) });
const Renamings = z.object({ nodes: z.array(z.object({ createdAt: Instant })) });

const Conversation = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string(),
  author: Actor.nullable(),
  closed: z.boolean(),
  locked: z.boolean(),
  labels: Named.nullable(),
  assignees: Logins,
  createdAt: Instant,
  lastEditedAt: Instant.nullable(),
  timelineItems: Renamings,
});

const Answer = z.object({
  issue: Conversation,
  home: z.object({ owner: z.string(), repo: z.string() }),
});

function issueOf(found: z.infer<typeof Conversation>, home: Home['ref']): Issue {
  const { number, title, body, author, closed, locked, labels, assignees } = found;
  const renamings = found.timelineItems.nodes.map(({ createdAt }) => createdAt);
  return {
    ref: { ...home, number },
    title,
    body,
    author: accountOfActor(author),
    state: closed ? 'closed' : 'open',
    isLocked: locked,
    labels: labels?.nodes.map(({ name }) => name) ?? [],
    assignees: assignees.nodes.map(({ login }) => login),
    writtenAt: Math.max(found.createdAt, found.lastEditedAt ?? 0, ...renamings),
  };
}
