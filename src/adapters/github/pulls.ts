import { z } from 'zod';
import type { LinkedIssue, PullRef, PullRequest } from '../../core/pull-request.ts';
import { accountOf, accountOfActor, Actor, User } from './accounts.ts';
import { closingIssues } from './queries.ts';
import { read, type Reading } from './reading.ts';

/** A pull request as it is now. */
export async function readPull(at: Reading, number: number): Promise<PullRequest> {
  const pull = await read(at, `pull request #${number}`, Pull, (name) =>
    at.client.rest.pulls.get({ ...name, pull_number: number }),
  );
  return pullRequestOf(pull);
}

/** Open pull requests with this head. */
export async function readPullsAt(at: Reading, headSha: string): Promise<readonly PullRef[]> {
  return (await readListedAt(at, headSha)).map(refOf);
}

/** The branches into which open pull requests with this head are to be merged. */
export async function readPullBasesAt(at: Reading, headSha: string): Promise<readonly string[]> {
  return [...new Set((await readListedAt(at, headSha)).map(({ base }) => base.ref))];
}

/**
 * GitHub's own list of a commit's pull requests leaves out those from forks, so all open ones are looked through, up to a thousand,
 * the last touched first.
 */
async function readListedAt(at: Reading, headSha: string): Promise<readonly ListedPull[]> {
  const found: ListedPull[] = [];
  for (let page = 1; page <= 10; page += 1) {
    const pulls = await read(at, 'the open pull requests', z.array(ListedPull), (name) =>
      at.client.rest.pulls.list({
        ...name,
        state: 'open',
        sort: 'updated',
        direction: 'desc',
        per_page: 100,
        page,
      }),
    );
    found.push(...pulls.filter(({ head }) => head.sha === headSha));
    if (pulls.length < 100) break;
  }
  return found;
}

/** The issues that the pull request closes, of its own repository only: no other is ours to read. */
export async function readLinkedIssues(at: Reading, number: number): Promise<readonly LinkedIssue[]> {
  const { repository } = await read(at, `pull request #${number}`, Linked, async (name) => ({
    data: await at.client.graphql(closingIssues, { ...name, number }),
  }));
  return repository.pullRequest.closingIssuesReferences.nodes
    .filter((issue) => issue.repository.databaseId === at.repositoryId)
    .map(linkedIssueOf);
}

const Repository = z.object({ id: z.int(), name: z.string(), owner: z.object({ login: z.string() }) });

const Base = z.object({ ref: z.string(), sha: z.string(), repo: Repository });

/** Its repository is null where the fork has been deleted. */
const Head = Base.extend({ repo: Repository.nullable() });

const Pull = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullable(),
  user: User.nullable(),
  state: z.enum(['open', 'closed']),
  merged: z.boolean(),
  draft: z.boolean(),
  base: Base,
  head: Head,
  labels: z.array(z.object({ name: z.string() })),
  changed_files: z.int(),
});

function pullRequestOf(pull: z.infer<typeof Pull>): PullRequest {
  const { base, head } = pull;
  return {
    ref: refOf(pull),
    title: pull.title,
    body: pull.body ?? '',
    author: accountOf(pull.user),
    state: pull.merged ? 'merged' : pull.state,
    base: { branch: base.ref, sha: base.sha },
    head: { branch: head.ref, sha: head.sha },
    isFork: head.repo?.id !== base.repo.id,
    isDraft: pull.draft,
    labels: pull.labels.map(({ name }) => name),
    changedFiles: pull.changed_files,
  };
}

const ListedPull = Pull.pick({ number: true, base: true, head: true });
type ListedPull = z.infer<typeof ListedPull>;

function refOf({ number, base }: ListedPull): PullRef {
  const { id, name, owner } = base.repo;
  return { id, owner: owner.login, repo: name, number };
}

const ClosingIssue = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string(),
  repository: z.object({ databaseId: z.int(), name: z.string(), owner: z.object({ login: z.string() }) }),
  author: Actor.nullable(),
});

const Linked = z.object({
  repository: z.object({
    pullRequest: z.object({ closingIssuesReferences: z.object({ nodes: z.array(ClosingIssue) }) }),
  }),
});

function linkedIssueOf(issue: z.infer<typeof ClosingIssue>): LinkedIssue {
  const { number, title, body, author, repository } = issue;
  const { databaseId: id, owner, name: repo } = repository;
  return { ref: { id, owner: owner.login, repo, number }, title, body, author: accountOfActor(author) };
}
