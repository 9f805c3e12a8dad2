import type { PullRef, RepositoryRef } from '../core/pull-request.ts';

/** One attempt of GitHub's to hand over a webhook. All attempts of one webhook share its guid. */
export interface DeliveryAttempt {
  readonly id: number;
  readonly guid: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly isTaken: boolean;
}

/** A pull request that is open, as a list of them shows it. */
export interface OpenPull {
  readonly ref: PullRef;
  readonly headSha: string;
  /** When anything about it last changed; milliseconds since 1970. */
  readonly updatedAt: number;
}

/**
 * Reads what GitHub knows of the App itself: where it is installed, and what became of its webhooks. Throws Failure as `Forge`
 * does.
 */
export interface AppForge {
  /** Attempts since then that GitHub counts as failed, newest first; a thousand at most. */
  failedDeliveries(since: number): Promise<readonly DeliveryAttempt[]>;
  /** Installations that are not suspended. */
  installations(): Promise<readonly number[]>;
  repositories(installation: number): Promise<readonly RepositoryRef[]>;
  /** The hundred that were touched last. */
  openPulls(installation: number, repository: RepositoryRef): Promise<readonly OpenPull[]>;
  /** Which share of the hour's requests the installation had left when GitHub last said so; 1 where it has not. */
  allowance(installation: number): number;
}

/** What the App asks of GitHub about itself. Throws Failure as `ForgeWriter` does. */
export interface AppForgeWriter {
  /** Has a webhook sent once more; `gone` where GitHub no longer has it. */
  redeliver(attempt: number): Promise<'asked' | 'gone'>;
}
