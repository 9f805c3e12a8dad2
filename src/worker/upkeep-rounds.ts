import { type DeliveryRoundParts, deliveryRound } from './catch-up-deliveries.ts';
import { type PullRoundParts, pullRound } from './catch-up-pulls.ts';
import { type ExpiryParts, expiryRound, type MirrorParts, mirrorRound } from './upkeep-expire.ts';
import { type SweepParts, sweepRound } from './upkeep-sweep.ts';
import type { Round } from './upkeep.ts';

/** How often each round comes. */
export interface RoundTimes {
  readonly deliveriesMs: number;
  readonly pullsMs: number;
  readonly sweepMs: number;
  readonly expiryMs: number;
}

export type RoundParts = DeliveryRoundParts & PullRoundParts & SweepParts & ExpiryParts & MirrorParts;

/** Everything that is done again and again, what people wait for first. */
export function upkeepRounds(times: RoundTimes, parts: RoundParts): readonly Round[] {
  return [
    sweepRound(times.sweepMs, parts),
    deliveryRound(times.deliveriesMs, parts),
    pullRound(times.pullsMs, parts),
    mirrorRound(times.pullsMs, parts),
    expiryRound(times.expiryMs, parts),
  ];
}
