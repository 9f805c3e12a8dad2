import { Failure } from '../core/failure.ts';
import type { Lane } from '../core/job.ts';
import type { Clock, Every } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';

/** What the watchdog knows: since when jobs wait and none is at work, and whether workers have been renewed for it. */
export type Watched =
  | { readonly is: 'well' }
  | { readonly is: 'stuck'; readonly since: number; readonly isRenewed: boolean };

export interface Look {
  readonly now: number;
  readonly waiting: number;
  readonly active: number;
}

export interface Judgement {
  readonly next: Watched;
  readonly act: 'nothing' | 'renew' | 'exit';
}

/** Workers that take nothing for `patienceMs` although jobs wait are renewed once; when that does not help, the process ends. */
export function judge(before: Watched, { now, waiting, active }: Look, patienceMs: number): Judgement {
  if (waiting === 0 || active > 0) return { next: { is: 'well' }, act: 'nothing' };
  if (before.is === 'well') return { next: { is: 'stuck', since: now, isRenewed: false }, act: 'nothing' };
  if (now - before.since < patienceMs) return { next: before, act: 'nothing' };
  return before.isRenewed
    ? { next: before, act: 'exit' }
    : { next: { is: 'stuck', since: now, isRenewed: true }, act: 'renew' };
}

export interface WatchdogParts {
  readonly queue: Pick<Queue, 'counts' | 'renewWorkers'>;
  readonly clock: Clock;
  readonly every: Every;
  readonly log: Log;
  readonly patienceMs: number;
  /** Ends the process, for whoever supervises it to start it anew. */
  readonly exit: () => void;
}

const looksInPatience = 6;

/** Watches both lanes for as long as this process works. */
export function startWatchdog(parts: WatchdogParts): { stop(): void } {
  const watched: Record<Lane, Watched> = { quick: { is: 'well' }, long: { is: 'well' } };
  let isLooking = false;
  return parts.every(parts.patienceMs / looksInPatience, () => {
    if (isLooking) return;
    isLooking = true;
    void lookAtAll(watched, parts).finally(() => {
      isLooking = false;
    });
  });
}

/** A backend that is away is no fault of the workers, and mends or not by itself. */
async function lookAtAll(watched: Record<Lane, Watched>, parts: WatchdogParts): Promise<void> {
  try {
    for (const lane of ['quick', 'long'] as const) watched[lane] = await look(lane, watched[lane], parts);
  } catch (error) {
    if (!(error instanceof Failure)) parts.log.error({ error }, 'the watchdog cannot look');
    Object.assign(watched, { quick: { is: 'well' }, long: { is: 'well' } });
  }
}

async function look(lane: Lane, before: Watched, parts: WatchdogParts): Promise<Watched> {
  const { waiting, active } = await parts.queue.counts(lane);
  const { next, act } = judge(before, { now: parts.clock.now(), waiting, active }, parts.patienceMs);
  switch (act) {
    case 'nothing':
      break;
    case 'renew':
      parts.log.error({ lane, waiting }, 'jobs wait and none is taken: workers renewed');
      await parts.queue.renewWorkers(lane);
      break;
    case 'exit':
      parts.log.error(
        { lane, waiting },
        'jobs wait and none is taken by new workers either: the process ends',
      );
      parts.exit();
      break;
  }
  return next;
}
