import type { BudgetReason, Canceller, UserReason } from '../core/failure.ts';
import type { Usage } from '../ports/model.ts';
import type { Step } from './step.ts';
import type { StuckRule } from './stuck.ts';

/** How a conversation ended. Every ending but `done` leaves what was handed in before it, if anything was. */
export type Ending<Done> =
  | { readonly is: 'done'; readonly value: Done }
  | { readonly is: 'limit'; readonly which: Limit }
  | { readonly is: 'stuck'; readonly rule: StuckRule }
  | { readonly is: 'cancelled'; readonly by: Canceller }
  | { readonly is: 'model-failed'; readonly why: ModelFault };

/** What was used up. `refused` is a limit outside the loop, such as the money of the day or the model's window. */
export type Limit =
  | { readonly is: 'steps' | 'tokens' | 'time'; readonly limit: number }
  | { readonly is: 'refused'; readonly reason: BudgetReason };

/** Either the model could not be asked, or nothing could be done with what it said, several times in a row. */
export type ModelFault =
  | { readonly is: 'not-asked'; readonly reason: UserReason }
  | { readonly is: 'unusable'; readonly fault: string };

/** What was achieved, however it ended. */
export interface Pursued<Done> {
  readonly ending: Ending<Done>;
  readonly steps: readonly Step[];
  /** The value of the ending, or else what was handed in last; null where nothing was. */
  readonly handIn: Done | null;
  /** Of all steps; dollars are null where the price of one is not known. */
  readonly usage: Usage;
  /** In which the model spoke or tools worked. */
  readonly ms: number;
}
