import type {
  Account,
  IssueRef,
  LinkedIssue,
  PullRef,
  PullRequest,
  RepositoryRef,
} from '../core/pull-request.ts';

/** What a person may do on a repository, by their exact role; `none` where GitHub says so or cannot be asked. */
export type Permission = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

/** Something that this App wrote earlier, found again by the marker in its body. Other people's markers do not count. */
export interface Written {
  readonly id: number;
  readonly key: string;
}

/** A comment by a person, as it stands now. */
export interface Comment {
  readonly id: number;
  readonly author: Account;
  readonly body: string;
}

/**
 * Reads GitHub for one repository; cannot write. Throws Failure: `transient` when GitHub is away or says wait,
 * `user` with reason `gone` when the thing is not there (any more) or the App may not see it.
 */
export interface Forge {
  repository(): Promise<{ readonly ref: RepositoryRef; readonly defaultBranch: string }>;
  pull(number: number): Promise<PullRequest>;
  /** Open pull requests whose head is this commit. */
  pullsAt(headSha: string): Promise<readonly PullRef[]>;
  /** The unified diff from the merge base of the two commits to `head`, whole: from git where the API leaves something out. */
  diff(base: string, head: string, signal: AbortSignal): Promise<string>;
  linkedIssues(number: number): Promise<readonly LinkedIssue[]>;
  /** A file's text at a commit or branch; undefined where there is none. */
  file(path: string, at: string): Promise<string | undefined>;
  comment(ref: IssueRef, commentId: number, inThread: boolean): Promise<Comment | undefined>;
  permission(login: string): Promise<Permission>;
  /** Reviews, comments and check runs of this App, newest first. */
  ownReviews(number: number): Promise<readonly Written[]>;
  ownComments(number: number): Promise<readonly Written[]>;
  ownReplies(number: number): Promise<readonly Written[]>;
  ownChecks(headSha: string): Promise<readonly Written[]>;
}

/**
 * A reader for one repository, under a token that can read that repository and nothing else. The id of the delivery that caused
 * the reading goes along with each request, so that GitHub's support can trace it.
 */
export type OpenForge = (installation: number, repository: RepositoryRef, delivery?: string) => Forge;

/** A comment on lines of the diff, in GitHub's own words. Single lines have no start. */
export interface InlineComment {
  readonly path: string;
  readonly side: 'LEFT' | 'RIGHT';
  readonly line: number;
  readonly startLine: number | null;
  readonly body: string;
}

/** A check run as the pull request's page shows it. */
export interface CheckRun {
  readonly name: string;
  readonly headSha: string;
  /** Finds the check run again: GitHub's external_id. */
  readonly key: string;
  readonly state:
    | { readonly is: 'queued' | 'in_progress' }
    | {
        readonly is: 'completed';
        readonly conclusion: 'neutral' | 'success' | 'failure' | 'cancelled' | 'skipped';
      };
  readonly title: string;
  readonly summary: string;
}

/**
 * Writes to GitHub for one repository; each call is one request without retries. Answers the new thing's id.
 * Throws Failure `transient` with reason `delivery-in-doubt` when the answer leaves open whether GitHub did it,
 * and `Refused` as a value where GitHub says no to what was sent.
 */
export interface ForgeWriter {
  createReview(
    pull: PullRef,
    review: { readonly headSha: string; readonly body: string; readonly comments: readonly InlineComment[] },
  ): Promise<Sent>;
  createComment(on: IssueRef, body: string): Promise<Sent>;
  updateComment(on: IssueRef, id: number, body: string): Promise<Sent>;
  replyInThread(pull: PullRef, rootCommentId: number, body: string): Promise<Sent>;
  createCheck(check: CheckRun): Promise<Sent>;
  updateCheck(id: number, check: CheckRun): Promise<Sent>;
  react(on: IssueRef, commentId: number, inThread: boolean, content: 'eyes'): Promise<void>;
}

/** GitHub's answer to a write: the id of what it made, or its refusal (a 4xx that is no limit) in its own words. */
export type Sent =
  | { readonly is: 'sent'; readonly id: number }
  | { readonly is: 'refused'; readonly status: number; readonly detail: string };

export type OpenForgeWriter = (
  installation: number,
  repository: RepositoryRef,
  delivery?: string,
) => ForgeWriter;
