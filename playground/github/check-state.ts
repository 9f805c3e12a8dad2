import type { Account } from './state.ts';

export type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required';

export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn: number | null;
  readonly endColumn: number | null;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string | null;
  readonly message: string;
  readonly rawDetails: string | null;
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** Who makes check runs: the App, GitHub's own Actions, or an App of somebody else. */
export type CheckMaker = 'app' | 'actions' | 'guard';

export interface CheckSuite {
  readonly id: number;
  readonly maker: CheckMaker;
  /** Each workflow has a suite of its own. */
  readonly workflow: string | null;
  readonly repositoryId: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly createdAt: number;
  updatedAt: number;
}

export interface CheckRun {
  readonly id: number;
  readonly suiteId: number;
  readonly repositoryId: number;
  readonly headSha: string;
  readonly createdAt: number;
  readonly annotations: Annotation[];
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: number;
  completedAt: number | undefined;
  title: string | null;
  summary: string | null;
  text: string | null;
  actions: readonly CheckAction[];
}

/** One run of a workflow; its jobs are check runs of its suite. */
export interface WorkflowRun {
  readonly id: number;
  readonly suiteId: number;
  readonly repositoryId: number;
  readonly number: number;
  readonly name: string;
  readonly actor: Account;
  readonly createdAt: number;
}

/** A job of a workflow; its id is the one of its check run. */
export interface Job {
  readonly id: number;
  readonly runId: number;
  readonly log: string;
}

/** What somebody says of a commit without a check run: of each context the newest counts. */
export interface CommitStatus {
  readonly id: number;
  readonly repositoryId: number;
  readonly sha: string;
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Account;
  readonly createdAt: number;
}
