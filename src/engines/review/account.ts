import type { Account } from '../../core/review.ts';
import { type DropReason, dropReasons } from './verdict.ts';

/** Counts reasons, in the order of the list. */
export function accountOf(candidates: number, dropped: readonly DropReason[]): Account {
  const counts = dropReasons.map((because) => ({
    because,
    count: dropped.filter((reason) => reason === because).length,
  }));
  return { candidates, dropped: counts.filter(({ count }) => count > 0) };
}
