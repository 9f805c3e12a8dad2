import type { Effect } from '../../core/effect.ts';
import { type Finding, rankOf, Severity } from '../../core/finding.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import { liftedMessage } from '../../text/standing.ts';
import type { Earlier, ToldThread } from './earlier.ts';

/** What stands in the way of merging, where the repository wants that something does. */
export interface Standing {
  /** Whether the new review asks for changes. */
  readonly requestsChanges: boolean;
  /** Earlier reviews that asked for changes and whose cause is gone. */
  readonly lifted: readonly Effect[];
  /** Whether the check fails. */
  readonly fails: boolean;
}

type Threshold = Severity | 'never';

interface Terms {
  readonly pull: PullRequest;
  readonly earlier: Pick<Earlier, 'reviews'>;
  readonly requestChanges: Threshold;
  readonly gate: Threshold;
}

/** Weighs what is told now and what is still open from before against the repository's thresholds. */
export function standingOf(
  told: readonly Finding[],
  open: readonly ToldThread[],
  { pull, earlier, requestChanges, gate }: Terms,
): Standing {
  const severities = [
    ...told.map(({ severity }) => severity),
    ...open.flatMap((thread) => severityOf(thread) ?? []),
  ];
  const stays = severities.some((severity) => reaches(severity, requestChanges));
  const blocking = earlier.reviews.filter(({ blocks }) => blocks);
  return {
    requestsChanges: told.some(({ severity }) => reaches(severity, requestChanges)),
    lifted: stays
      ? []
      : blocking.map(({ id }) => ({
          kind: 'dismiss-review',
          pull: pull.ref,
          reviewId: id,
          message: liftedMessage,
        })),
    fails: severities.some((severity) => reaches(severity, gate)),
  };
}

/** As remembered, or else as the comment begins: `**High, bug:** ...`. */
function severityOf({ finding, comments }: ToldThread): Severity | undefined {
  if (finding !== null) return finding.severity;
  const word = /^\*\*(\w+),/.exec(comments[0]?.body ?? '')?.[1]?.toLowerCase();
  return Severity.options.find((severity) => severity === word);
}

function reaches(severity: Severity, threshold: Threshold): boolean {
  if (threshold === 'never') return false;
  return rankOf(severity) <= rankOf(threshold);
}
