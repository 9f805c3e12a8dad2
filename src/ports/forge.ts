import type {
  Account,
  IssueRef,
  LinkedIssue,
  PullRef,
  PullRequest,
  RepositoryRef,
} from '../core/pull-request.ts';
import type { Change, MergedCommit, Taken } from '../core/change.ts';
import type { Workspace } from './workspace.ts';

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

/** A review of this App, with the fingerprints of the findings that its body and its comments told. */
export interface WrittenReview extends Written {
  readonly findings: readonly string[];
  /** Whether it asks for changes and has not been dismissed. */
  readonly blocks: boolean;
}

/** A conversation on lines of a pull request. */
export interface Thread {
  /** GitHub's node id. */
  readonly id: string;
  readonly rootCommentId: number;
  /** Of the finding that this App began it with; null where somebody else did. */
  readonly fingerprint: string | null;
  readonly path: string;
  /** The last of its lines in the head's file; null where the code is not there any more. */
  readonly line: number | null;
  /** The first of several lines; null where it is about one. */
  readonly startLine: number | null;
  readonly isResolved: boolean;
  /** Null where it is not resolved, or nobody knows who did it. */
  readonly resolvedBy: string | null;
  /** The first is the root; of very long threads the root and the last hundred. */
  readonly comments: readonly ThreadComment[];
}

export interface ThreadComment extends Comment {
  /** Written by this App. */
  readonly isOurs: boolean;
}

/** A commit of a branch, with the key that this App wrote into its message. */
export interface BranchCommit {
  readonly sha: string;
  readonly key: string | null;
  /** Whether its message says `Signed-off-by`; null of merges and of bots' commits, of which nobody asks it. */
  readonly isSignedOff: boolean | null;
}

/** Whom the commits of this App are by. */
export interface Signer {
  readonly name: string;
  readonly email: string;
}

/** An issue, or the conversation of a pull request, as it stands now. */
export interface Issue {
  readonly ref: IssueRef;
  readonly title: string;
  readonly body: string;
  readonly author: Account;
  readonly state: 'open' | 'closed';
  /** Nobody but those who may write can comment. */
  readonly isLocked: boolean;
  readonly labels: readonly string[];
  /** Logins. */
  readonly assignees: readonly string[];
  /** When title or body were last written, in milliseconds since 1970, as far as GitHub tells. */
  readonly writtenAt: number;
}

/** A comment on an issue's or a pull request's conversation. */
export interface Remark extends ThreadComment {
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A pull request as others refer to it. */
export interface PullMention {
  readonly ref: PullRef;
  readonly title: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly isOurs: boolean;
  /** Of the effect that made it; null where it is not ours. */
  readonly key: string | null;
}

/** A review that somebody has submitted. */
export interface SubmittedReview {
  readonly id: number;
  readonly author: Account;
  readonly body: string;
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  /** Comments that begin threads, by `rootCommentId` of those, and replies in threads, by the same. */
  readonly threads: readonly number[];
}

/** A check of somebody else's on a commit: a check run, or a status of the older kind. */
export interface CommitCheck {
  /** Tells it from the others, and from itself when it was run again. */
  readonly id: string;
  readonly name: string;
  readonly state: 'pending' | 'passed' | 'failed';
  /** Whether the branch's rules demand it; false where nobody may know. */
  readonly isRequired: boolean;
  /** What it says of the failure: summary and annotations as text, and the end of the failing job's log. By strangers. */
  readonly detail: string;
}

/** What comes of merging one commit into another, without writing anything. */
export type MergeOutcome =
  | { readonly is: 'contained' }
  /** Changes to the commit that is merged into, and what is no text and comes from the other one. */
  | { readonly is: 'clean'; readonly changes: readonly Change[]; readonly taken: readonly Taken[] }
  /** The same with git's markers in the files named. `beyond` are conflicts that are no text: binary files, modes, deletions. */
  | {
      readonly is: 'conflicts';
      readonly changes: readonly Change[];
      readonly taken: readonly Taken[];
      readonly paths: readonly string[];
      readonly beyond: readonly string[];
    };

/**
 * Reads GitHub for one repository; cannot write. Throws Failure: `transient` when GitHub is away or says wait,
 * `user` with reason `gone` when the thing is not there (any more) or the App may not see it.
 */
export interface Forge {
  repository(): Promise<{
    readonly ref: RepositoryRef;
    readonly defaultBranch: string;
    readonly isArchived: boolean;
  }>;
  /** Also of a pull request's conversation, under its number. */
  issue(number: number): Promise<Issue>;
  /** All comments of an issue's or a pull request's conversation, oldest first; of very long ones the last thousand, or some less. */
  remarks(number: number): Promise<readonly Remark[]>;
  /** Pull requests that say they close the issue, newest first. */
  pullsClosing(number: number): Promise<readonly PullMention[]>;
  /** Pull requests from a branch of this repository, newest first. */
  pullsFrom(branch: string): Promise<readonly PullMention[]>;
  review(number: number, reviewId: number): Promise<SubmittedReview>;
  /** Reviews that others have submitted, oldest first; of very long lists the first hundred and the last thousand. */
  reviews(number: number): Promise<readonly Omit<SubmittedReview, 'threads'>[]>;
  /** Other people's checks on a commit, each in its latest run. `detail` is read of those that failed. */
  checks(headSha: string): Promise<readonly CommitCheck[]>;
  merge(into: string, from: string, signal: AbortSignal): Promise<MergeOutcome>;
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
  /** Every review thread of the pull request, oldest first. */
  threads(number: number): Promise<readonly Thread[]>;
  /** The newest commits of a branch, newest first; undefined where there is no such branch. */
  branch(name: string): Promise<readonly BranchCommit[] | undefined>;
  signer(): Promise<Signer>;
  /** A commit's files in a folder of their own. Throws Failure `budget` (`too-large`) where they are beyond the operator's limits. */
  workspace(sha: string, signal: AbortSignal): Promise<Workspace>;
  /** Reviews, comments and check runs of this App, newest first. */
  ownReviews(number: number): Promise<readonly WrittenReview[]>;
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
  /** What people may ask for there; at most three. */
  readonly buttons: readonly CheckButton[];
}

/** GitHub takes 20 characters of an id and a label, and 40 of a description. */
export interface CheckButton {
  readonly id: string;
  readonly label: string;
  readonly description: string;
}

/**
 * Writes to GitHub for one repository; each call is one request without retries. Answers the new thing's id.
 * Throws Failure `transient` with reason `delivery-in-doubt` when the answer leaves open whether GitHub did it,
 * and `Refused` as a value where GitHub says no to what was sent.
 */
export interface ForgeWriter {
  createReview(
    pull: PullRef,
    review: {
      readonly headSha: string;
      readonly body: string;
      readonly comments: readonly InlineComment[];
      readonly requestsChanges: boolean;
    },
  ): Promise<Sent>;
  dismissReview(pull: PullRef, reviewId: number, message: string): Promise<Sent>;
  /** Resolves or reopens a review thread; harmless to repeat. */
  setThread(threadId: string, isResolved: boolean): Promise<Sent>;
  /** One commit on top of `expectedHead`, which has to be the branch's newest: verified by GitHub where its API can hold the changes. */
  commit(order: CommitOrder): Promise<Sent>;
  /** Makes a branch at a commit; refused where there is one of that name. */
  createBranch(name: string, sha: string): Promise<Sent>;
  /** Takes a branch away again that nothing came of. */
  removeBranch(name: string): Promise<Sent>;
  /** Opens a draft; the id is its number. */
  createDraft(order: DraftOrder): Promise<Sent>;
  describePull(pull: PullRef, title: string, body: string): Promise<Sent>;
  /** Harmless to repeat; refused where one of them may not be asked. */
  requestReviewers(pull: PullRef, logins: readonly string[]): Promise<Sent>;
  createComment(on: IssueRef, body: string): Promise<Sent>;
  updateComment(on: IssueRef, id: number, body: string): Promise<Sent>;
  replyInThread(pull: PullRef, rootCommentId: number, body: string): Promise<Sent>;
  createCheck(check: CheckRun): Promise<Sent>;
  updateCheck(id: number, check: CheckRun): Promise<Sent>;
  react(on: IssueRef, commentId: number, inThread: boolean, content: 'eyes'): Promise<void>;
}

/** A branch of the repository that is to be merged into another; `body` is whole, with its mark. */
export interface DraftOrder {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** Files to change on a branch; `message` is whole, with its trailers. */
export interface CommitOrder {
  readonly branch: string;
  readonly expectedHead: string;
  /** The second parent of a merge; null for a plain commit. */
  readonly merges: MergedCommit | null;
  readonly message: string;
  readonly changes: readonly Change[];
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
