import type { ReviewConfig } from '../../config/review.ts';
import type { Effect, Next, Reply } from '../../core/effect.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Reviewed } from '../../engines/review/review.ts';
import { failureSentence } from '../../text/failures.ts';
import { lookedAtNote, nothingNew } from '../../text/review.ts';
import type { Earlier } from './earlier.ts';
import type { Settled } from './open-threads.ts';
import { standingOf } from './standing.ts';

/** What came of a review. */
export interface Outcome {
  /** Whether a person asked for it. */
  readonly asked: boolean;
  readonly pull: PullRequest;
  readonly earlier: Earlier;
  /** Null where there was nothing new to read. */
  readonly reviewed: Reviewed | null;
  readonly settled: Settled;
  /** What the app itself has to say, a sentence each. */
  readonly notes: readonly string[];
  /** What only those want to know who look at the check: what could not be run, for instance. */
  readonly asides: readonly string[];
}

/**
 * The review itself, what becomes of earlier threads, and what stands in the way of merging. A push that brings nothing worth a word
 * is answered in the check alone.
 */
export function replyOf(outcome: Outcome, config: Pick<ReviewConfig, 'requestChanges' | 'gate'>): Reply {
  const { pull, earlier, reviewed, settled } = outcome;
  const told = reviewed === null ? [] : [...reviewed.inline, ...reviewed.elsewhere];
  const standing = standingOf(told, settled.open, { earlier, pull, ...config });
  const review =
    reviewed === null ? answerTo(outcome) : reviewEffects(reviewed, outcome, standing.requestsChanges);
  return {
    effects: [...review, ...settled.effects, ...standing.lifted],
    next: nextOf(outcome, standing.fails),
  };
}

/** Whoever asks is answered where they asked, also when there is nothing new to read. */
function answerTo({ asked, pull, earlier }: Outcome): readonly Effect[] {
  if (!asked) return [];
  return [{ kind: 'comment', on: pull.ref, body: nothingNew(earlier.headSha), closes: [] }];
}

/**
 * Of a first review people want to know that it took place, and of one that they asked for; others speak only when they have something
 * to say. Where nobody has looked at anything, the check says why.
 */
function reviewEffects(
  { limit, ...result }: Reviewed,
  { asked, pull, earlier, notes }: Outcome,
  requestsChanges: boolean,
): readonly Effect[] {
  const ending = endingOf(limit);
  const isEmpty = ending === null && result.inline.length + result.elsewhere.length === 0;
  const isAwaited = (asked || earlier.isFirst) && result.lookedAt.length > 0;
  if (isEmpty && !isAwaited) return [];
  const review = { ...result, notes: ending === null ? notes : [ending, ...notes] };
  return [{ kind: 'review', pull: pull.ref, review, requestsChanges }];
}

/** A limit that was reached on the way is said in both: those who read the review need not look at the check. */
function nextOf({ reviewed, earlier, asides }: Outcome, fails: boolean): Next {
  if (reviewed === null) return doneWith(nothingNew(earlier.headSha), fails);
  const ending = endingOf(reviewed.limit);
  const note = [lookedAtNote(reviewed, ending), ...asides].join('\n\n');
  return ending === null || fails ? doneWith(note, fails) : { kind: 'partial', left: note };
}

function endingOf(limit: Reviewed['limit']): string | null {
  return limit && failureSentence({ kind: 'budget', reason: limit });
}

export function doneWith(note: string, fails = false): Next {
  return { kind: fails ? 'blocks' : 'done', note };
}
