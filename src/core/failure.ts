/**
 * The four ways in which work ends early without being a bug, and one for work that is simply no longer wanted.
 * Each carries its reason from a closed union and the facts its sentence needs; `text/failures.ts` says the sentence.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly why: Why;

  constructor(why: Why, options?: { readonly cause?: unknown }) {
    super(`${why.kind}${'reason' in why ? `: ${why.reason.is}` : ''}`, options);
    this.why = why;
  }
}

export type Why =
  | { readonly kind: 'user'; readonly reason: UserReason }
  | { readonly kind: 'budget'; readonly reason: BudgetReason }
  | { readonly kind: 'stale' }
  | { readonly kind: 'cancelled'; readonly by: Canceller }
  | { readonly kind: 'transient'; readonly reason: TransientReason; readonly retryAfterMs: number };

/** Something the person who asked can change. */
export type UserReason =
  | {
      readonly is: 'needs-permission';
      readonly command: string;
      readonly needs: string;
      readonly login: string;
    }
  | { readonly is: 'bad-arguments'; readonly command: string; readonly usage: string; readonly fault: string }
  | { readonly is: 'wrong-subject'; readonly command: string; readonly subjects: readonly string[] }
  | { readonly is: 'nothing-to-review'; readonly detail: string }
  | {
      readonly is: 'model-unreadable';
      readonly prompt: string;
      readonly tries: number;
      readonly fault: string;
    }
  | { readonly is: 'model-refused'; readonly model: string; readonly detail: string }
  | { readonly is: 'model-setup'; readonly detail: string }
  | { readonly is: 'no-model' }
  | { readonly is: 'settings'; readonly faults: readonly string[] }
  | { readonly is: 'cannot-start'; readonly detail: string }
  | { readonly is: 'git'; readonly detail: string }
  | { readonly is: 'gone'; readonly what: string };

export type BudgetReason =
  | { readonly is: 'too-large'; readonly what: string; readonly limit: string }
  | (LimitReached & { readonly is: 'job-limit' })
  /** `anew` is when the count begins anew, in milliseconds since 1970. */
  | (LimitReached & { readonly is: 'repository-day' | 'installation-month'; readonly anew: number })
  /** Dollars are limited, and what these models cost is not known. */
  | { readonly is: 'unpriced'; readonly models: readonly string[] };

/** What has been spent of a limit, and about how much the next question needs. */
export interface LimitReached {
  readonly unit: 'tokens' | 'usd';
  readonly most: number;
  readonly setBy: 'operator' | 'repository';
  readonly spent: number;
  readonly needed: number;
}

export type Canceller =
  | { readonly is: 'person'; readonly login: string }
  | { readonly is: 'closed' }
  | { readonly is: 'issue-closed' }
  | { readonly is: 'draft' }
  | { readonly is: 'shutdown' };

/** Something outside that is expected to mend by itself. */
export type TransientReason =
  | { readonly is: 'github-unavailable'; readonly detail: string }
  | { readonly is: 'github-limit'; readonly detail: string }
  | { readonly is: 'model-unavailable'; readonly detail: string }
  | { readonly is: 'delivery-in-doubt'; readonly what: string }
  | { readonly is: 'git-unavailable'; readonly detail: string }
  | { readonly is: 'busy'; readonly detail: string };

export function userFailure(reason: UserReason, cause?: unknown): Failure {
  return new Failure({ kind: 'user', reason }, { cause });
}

export function transientFailure(reason: TransientReason, retryAfterMs: number, cause?: unknown): Failure {
  return new Failure({ kind: 'transient', reason, retryAfterMs }, { cause });
}
