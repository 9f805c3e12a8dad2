import { hearId } from '../core/job.ts';
import type { AppForge, DeliveryAttempt } from '../ports/app-forge.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Deliver } from './deliver.ts';
import type { Round } from './upkeep.ts';

export interface DeliveryRoundParts {
  readonly appForge: Pick<AppForge, 'failedDeliveries'>;
  readonly deliver: Pick<Deliver, 'redeliver'>;
  readonly ledger: Pick<Ledger, 'outcomes' | 'redeliveries'>;
  readonly clock: Clock;
}

/** GitHub forgets what is older than three days; an hour's margin is for clocks that differ. */
const rememberedMs = (3 * 24 - 1) * 60 * 60_000;
const mostInRound = 100;
/** With the waits below, as long as GitHub remembers. */
const mostAsks = 40;

/** Finds webhooks that nobody took, which GitHub never sends again by itself, and asks for them. */
export function deliveryRound(everyMs: number, parts: DeliveryRoundParts): Round {
  return {
    name: 'failed deliveries',
    everyMs,
    run: async (signal) => {
      const now = parts.clock.now();
      const webhooks = missed(await parts.appForge.failedDeliveries(now - rememberedMs));
      let asked = 0;
      for (const webhook of webhooks) {
        signal.throwIfAborted();
        if (asked === mostInRound) break;
        if (isRipe(webhook, now, everyMs) && (await ask(webhook, parts))) asked += 1;
      }
      return { missed: webhooks.length, asked };
    },
  };
}

/** A webhook that nobody took yet: its last attempt, and how many there have been. */
export interface Missed {
  readonly guid: string;
  readonly last: DeliveryAttempt;
  readonly failures: number;
}

/** Of attempts in any order, the webhooks whose last one failed, the oldest first: events are best heard in their order. */
export function missed(attempts: readonly DeliveryAttempt[]): readonly Missed[] {
  const byGuid = Map.groupBy(
    attempts.toSorted((left, right) => left.at - right.at || left.id - right.id),
    ({ guid }) => guid,
  );
  return Array.from(byGuid, ([guid, all]) => {
    const failures = all.filter(({ isTaken }) => !isTaken).length;
    return all.some(({ isTaken }) => isTaken) ? [] : all.slice(-1).map((last) => ({ guid, last, failures }));
  }).flat();
}

/** After each failure in vain the wait is twice as long, up to two hours at a round every five minutes. */
export function isRipe({ last, failures }: Missed, now: number, everyMs: number): boolean {
  const waitMs = failures === 1 ? 0 : everyMs * Math.min(2 ** (failures - 2), 24);
  return failures <= mostAsks && now - last.at >= waitMs;
}

/**
 * Asks once for each failure, and not for what was heard although its answer came too late for GitHub. Answers whether GitHub will
 * send it.
 */
async function ask(webhook: Missed, { deliver, ledger, clock }: DeliveryRoundParts): Promise<boolean> {
  const { guid, last, failures } = webhook;
  const request = `${guid} asked for ${failures}`;
  if (await ledger.redeliveries.wasAsked(request)) return false;
  if ((await ledger.outcomes.get(hearId(guid))) !== undefined) return false;
  const answer = await deliver.redeliver(last.id);
  await ledger.redeliveries.remember(request, clock.now());
  return answer === 'asked';
}
