/**
 * Everything the local GitHub remembers, as plain data. Git objects live in the bare repositories;
 * all else lives here. Instants are milliseconds of the clock the server was given.
 */
import type { BranchRules } from './branch-rules.ts';
import type { CheckRun, CheckSuite, CommitStatus, Job, WorkflowRun } from './check-state.ts';

/** What somebody may do in a repository, from least to most. */
export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot' | 'Organization';
  readonly createdAt: number;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

export interface Repository {
  readonly id: number;
  owner: Account;
  name: string;
  /** Full names it had before a rename or transfer; GitHub redirects them. */
  readonly formerNames: string[];
  readonly isPrivate: boolean;
  readonly parentId: number | undefined;
  readonly defaultBranch: string;
  readonly description: string | null;
  /** Explicit collaborators by login; the owner is always admin. */
  readonly collaborators: Map<string, Role>;
  readonly labels: Map<string, Label>;
  readonly rules: BranchRules[];
  readonly createdAt: number;
  isArchived: boolean;
  updatedAt: number;
  pushedAt: number;
  lastNumber: number;
}

export interface Installation {
  readonly id: number;
  readonly account: Account;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly createdAt: number;
  /** The chosen repositories, or every repository of the account. */
  repositories: Set<number> | 'all';
  suspendedAt: number | undefined;
}

/** Permission names as GitHub spells them, such as `pull_requests`. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

export type Token =
  | { readonly kind: 'user'; readonly value: string; readonly account: Account }
  | {
      readonly kind: 'installation';
      readonly value: string;
      readonly installationId: number;
      readonly permissions: Permissions;
      readonly repositories: ReadonlySet<number> | 'all';
      readonly expiresAt: number;
    };

interface Conversation {
  readonly id: number;
  readonly repositoryId: number;
  readonly number: number;
  readonly author: Account;
  readonly createdAt: number;
  readonly viaApp: boolean;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | null;
  labels: string[];
  assignees: Account[];
  isLocked: boolean;
  /** When somebody last changed the body, and the title. */
  bodyEditedAt: number | undefined;
  renamedAt: number | undefined;
  updatedAt: number;
  closedAt: number | undefined;
  closedBy: Account | undefined;
}

export interface Issue extends Conversation {
  readonly kind: 'issue';
}

export interface Merge {
  readonly at: number;
  readonly by: Account;
  readonly sha: string;
}

/** One end of a pull request. Its repository is gone when a fork was deleted. */
export interface PullEnd {
  readonly repositoryId: number | undefined;
  readonly owner: Account;
  readonly ref: string;
  readonly sha: string;
}

export interface Pull extends Conversation {
  readonly kind: 'pull';
  /** The id of the pull request itself; `id` is the one of its issue. */
  readonly pullId: number;
  readonly maintainerCanModify: boolean;
  base: PullEnd;
  head: PullEnd;
  draft: boolean;
  merged: Merge | undefined;
  requestedReviewers: Account[];
  /** Issues linked in the side bar, by issue id. */
  linkedIssues: number[];
}

export interface IssueComment {
  readonly id: number;
  readonly issueId: number;
  readonly author: Account;
  readonly createdAt: number;
  readonly viaApp: boolean;
  body: string;
  updatedAt: number;
  minimized: string | undefined;
}

export type ReviewState = 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';

export interface Review {
  readonly id: number;
  /** The issue id of the pull request. */
  readonly issueId: number;
  readonly author: Account;
  readonly createdAt: number;
  readonly commitId: string;
  body: string;
  state: ReviewState;
  submittedAt: number | undefined;
  updatedAt: number;
  minimized: string | undefined;
}

export type Side = 'LEFT' | 'RIGHT';

/** A place in a diff: one line, or from `startLine` to `line`. */
export interface Place {
  readonly side: Side;
  readonly line: number;
  readonly startSide: Side | null;
  readonly startLine: number | null;
  readonly position: number;
}

export interface ReviewThread {
  readonly id: number;
  readonly issueId: number;
  readonly path: string;
  readonly original: Place;
  readonly originalCommitId: string;
  readonly originalBase: string;
  readonly diffHunk: string;
  /** Where it is in the diff of the present head; undefined once outdated. */
  current: Place | undefined;
  commitId: string;
  resolvedBy: Account | undefined;
}

export interface ReviewComment {
  readonly id: number;
  readonly threadId: number;
  readonly reviewId: number;
  readonly author: Account;
  readonly createdAt: number;
  readonly viaApp: boolean;
  readonly inReplyTo: number | undefined;
  body: string;
  updatedAt: number;
  minimized: string | undefined;
}

export const reactionContents = [
  '+1',
  '-1',
  'laugh',
  'confused',
  'heart',
  'hooray',
  'rocket',
  'eyes',
] as const;
export type ReactionContent = (typeof reactionContents)[number];

export interface ReactionSubject {
  readonly kind: 'issue' | 'issue-comment' | 'review-comment';
  readonly id: number;
}

export interface Reaction {
  readonly id: number;
  readonly subject: ReactionSubject;
  readonly account: Account;
  readonly content: ReactionContent;
  readonly createdAt: number;
}

/** One attempt to hand a webhook to the App, as the deliveries API shows it. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly redelivery: boolean;
  readonly deliveredAt: number;
  readonly payload: unknown;
  readonly requestHeaders: Readonly<Record<string, string>>;
  outcome: DeliveryOutcome;
}

export type DeliveryOutcome =
  | { readonly kind: 'under-way' }
  | { readonly kind: 'failed'; readonly status: string; readonly seconds: number }
  | {
      readonly kind: 'answered';
      readonly code: number;
      readonly seconds: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };

export interface State {
  readonly lastIds: Record<IdKind, number>;
  readonly accounts: Map<string, Account>;
  readonly repositories: Map<number, Repository>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
  readonly issues: Map<number, Issue | Pull>;
  readonly comments: Map<number, IssueComment>;
  readonly reviews: Map<number, Review>;
  readonly threads: Map<number, ReviewThread>;
  readonly reviewComments: Map<number, ReviewComment>;
  readonly reactions: Map<number, Reaction>;
  readonly checkSuites: Map<number, CheckSuite>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly statuses: CommitStatus[];
  readonly workflowRuns: Map<number, WorkflowRun>;
  readonly jobs: Map<number, Job>;
  readonly deliveries: Delivery[];
}

/**
 * Where each sequence of ids begins. GitHub's comments, reviews and check runs are long past 2^31, so ours
 * are too; no two kinds overlap, so that an id used for the wrong thing is never found by luck.
 */
const firstIds = {
  account: 10_000_000,
  installation: 70_000_000,
  repository: 900_000_000,
  label: 6_000_000_000,
  issue: 3_100_000_000,
  pull: 2_500_000_000,
  comment: 3_300_000_000,
  review: 3_400_000_000,
  thread: 3_500_000_000,
  reviewComment: 2_700_000_000,
  reaction: 260_000_000,
  checkSuite: 41_000_000_000,
  checkRun: 44_000_000_000,
  workflowRun: 15_000_000_000,
  status: 38_000_000_000,
  delivery: 178_000_000_000,
} as const;

export type IdKind = keyof typeof firstIds;

export function emptyState(): State {
  return {
    lastIds: { ...firstIds },
    accounts: new Map(),
    repositories: new Map(),
    installations: new Map(),
    tokens: new Map(),
    issues: new Map(),
    comments: new Map(),
    reviews: new Map(),
    threads: new Map(),
    reviewComments: new Map(),
    reactions: new Map(),
    checkSuites: new Map(),
    checkRuns: new Map(),
    statuses: [],
    workflowRuns: new Map(),
    jobs: new Map(),
    deliveries: [],
  };
}

/** The next id of a kind; it is taken by asking. */
export function nextId(state: State, kind: IdKind) {
  state.lastIds[kind] += 1;
  return state.lastIds[kind];
}
