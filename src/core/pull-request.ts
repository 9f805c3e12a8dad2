import { z } from 'zod';

/** A repository as GitHub knows it for good: `id` survives renames and transfers, `owner` and `repo` are how it was called last. */
export const RepositoryRef = z.object({ id: z.int(), owner: z.string(), repo: z.string() }).readonly();
export type RepositoryRef = z.infer<typeof RepositoryRef>;

export const PullRef = z
  .object({ id: z.int(), owner: z.string(), repo: z.string(), number: z.int().positive() })
  .readonly();
export type PullRef = z.infer<typeof PullRef>;

export const IssueRef = PullRef;
export type IssueRef = PullRef;

/** Who did something. GitHub's own word for a bot account is its type, never its name. */
export const Account = z.object({ id: z.int(), login: z.string(), isBot: z.boolean() }).readonly();
export type Account = z.infer<typeof Account>;

/** An issue that the pull request says it closes, by keyword or side bar; same repository only. */
export interface LinkedIssue {
  readonly ref: IssueRef;
  readonly title: string;
  readonly body: string;
  readonly author: Account;
}

/** A pull request as of one head commit. A fork's code is not trusted; its head repository may be gone. */
export interface PullRequest {
  readonly ref: PullRef;
  readonly title: string;
  readonly body: string;
  readonly author: Account;
  readonly state: 'open' | 'closed' | 'merged';
  readonly base: { readonly branch: string; readonly sha: string };
  readonly head: { readonly branch: string; readonly sha: string };
  readonly isFork: boolean;
  readonly isDraft: boolean;
  readonly labels: readonly string[];
  readonly changedFiles: number;
}
