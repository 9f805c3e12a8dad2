import type { Next } from '../core/effect.ts';
import { Failure, type Why } from '../core/failure.ts';
import type { RunState } from '../core/run.ts';
import type { SpendTotal } from '../ports/ledger.ts';
import { bugSentence } from '../text/bug.ts';
import { spentText } from '../text/budget.ts';
import { failureSentence } from '../text/failures.ts';

type Ended = Extract<RunState, { is: 'ended' }>;

/** What becomes of a run after an attempt: it ends, waits for something outside, or goes back to be taken up by another worker. */
export type Settlement =
  | { readonly is: 'end'; readonly state: Ended; readonly log: 'none' | 'warn' | 'error' }
  /** Shown unless it is GitHub that is waited for. */
  | {
      readonly is: 'wait';
      readonly state: Extract<RunState, { is: 'waiting' }>;
      readonly ms: number;
      readonly isShown: boolean;
    }
  | { readonly is: 'give-back' };

/** After so many waits a run ends: an hour and more of an outside that does not mend. */
const maxWaits = 12;
const longestWaitMs = 10 * 60_000;

/** The whole error policy: what was thrown, how often the run has waited, and a reference for what is our fault. */
export function settle(
  thrown: unknown,
  facts: { readonly waits: number; readonly reference: string },
): Settlement {
  if (!(thrown instanceof Failure)) return ended('dead', bugSentence(facts.reference), 'error');
  const { why } = thrown;
  switch (why.kind) {
    case 'user':
    case 'budget':
      return ended('refused', failureSentence(why), 'warn');
    case 'stale':
      return ended('superseded', '', 'none');
    case 'cancelled':
      return why.by.is === 'shutdown'
        ? { is: 'give-back' }
        : ended('cancelled', failureSentence(why), 'none');
    case 'transient':
      return waited(why, facts.waits);
  }
}

/** How a run ends that ran to its end. */
export function settled(next: Next): RunState {
  switch (next.kind) {
    case 'done':
      return { is: 'ended', how: 'done', reason: next.note };
    case 'blocks':
      return { is: 'ended', how: 'blocked', reason: next.note };
    case 'partial':
      return { is: 'ended', how: 'partial', reason: next.left };
    case 'ask':
      return { is: 'asking', question: next.question };
  }
}

/** The same end, which also says what was spent. Where nothing is said, or nothing was asked, nothing is added. */
export function withSpending(state: RunState, spent: SpendTotal): RunState {
  if (state.is !== 'ended' || state.reason === '' || spent.tokens === 0) return state;
  return { ...state, reason: `${state.reason}\n\n${spentText(spent)}` };
}

/** The wait that the outside asked for, doubled with each further one that it did not ask for. */
function waited(why: Extract<Why, { kind: 'transient' }>, waits: number): Settlement {
  if (waits >= maxWaits) return ended('dead', failureSentence(why), 'error');
  const ms = Math.max(why.retryAfterMs, Math.min(1_000 * 2 ** waits, longestWaitMs));
  const isShown = !['github-unavailable', 'github-limit', 'delivery-in-doubt'].includes(why.reason.is);
  return { is: 'wait', ms, state: { is: 'waiting', reason: failureSentence(why) }, isShown };
}

function ended(how: Ended['how'], reason: string, log: 'none' | 'warn' | 'error'): Settlement {
  return { is: 'end', state: { is: 'ended', how, reason }, log };
}
