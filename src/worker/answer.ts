import type { Effect } from '../core/effect.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger, Owner } from '../ports/ledger.ts';
import { type Deliver, firmGrip } from './deliver.ts';
import type { Place } from './place.ts';

export interface AnswerParts {
  readonly ledger: Ledger;
  readonly deliver: Deliver;
  readonly clock: Clock;
}

/** Performs effects that no command thought up, through the outbox like all others: what was planned for the owner before counts. */
export async function answer(
  owner: Owner,
  effects: readonly Effect[],
  place: Place,
  { ledger, deliver, clock }: AnswerParts,
): Promise<void> {
  await ledger.outbox.plan(owner, effects, { kind: 'done', note: '' }, clock.now());
  const planned = await ledger.outbox.planned(owner.key, owner.generation);
  for (const row of planned?.rows ?? []) await deliver.perform(row, place, firmGrip);
}
