import type { Sent } from '../ports/forge.ts';
import type { OutboxRow } from '../ports/ledger.ts';
import { refusedSentence } from '../text/refused.ts';

/** How one effect comes to be on GitHub, by what writes it. */
export interface Way<Writer> {
  /** The id of what is there of it already. */
  readonly find: () => Promise<number | undefined>;
  /** Whether writing it twice is the same as once: then a lost answer need not be waited for. */
  readonly isRepeatable: boolean;
  /** Why it is not to be written, asked right before. */
  readonly hindrance: () => Promise<Dropped | undefined>;
  readonly write: (writer: Writer) => Promise<Sent>;
  /** Whether something of it is there although the rest of it could not be written. */
  readonly isBegun: () => boolean;
  readonly refused: (refusal: Refusal) => Promise<Dropped>;
  /** What goes with it once it is there; harmless to repeat. */
  readonly followUp: (id: number) => Promise<void>;
}

export type Dropped = Extract<OutboxRow['state'], { is: 'dropped' }>;
export type Refusal = Extract<Sent, { is: 'refused' }>;

/** What nothing stands against, and what is dropped where GitHub refuses it. */
export const plain = {
  isRepeatable: false,
  hindrance: () => Promise.resolve(undefined),
  isBegun: () => false,
  refused: (refusal: Refusal) => Promise.resolve(refusedFor(refusedSentence(refusal))),
  followUp: () => Promise.resolve(),
};

export const headMoved: Dropped = { is: 'dropped', because: 'stale', reason: 'the head has moved' };
export const branchGone: Dropped = { is: 'dropped', because: 'stale', reason: 'the branch is gone' };
export const pullClosed: Dropped = { is: 'dropped', because: 'stale', reason: 'the pull request is closed' };

export function refusedFor(reason: string): Dropped {
  return { is: 'dropped', because: 'refused', reason };
}
