import type { ApplicationFunction, Probot } from 'probot';
import { plan } from './intake/plan.ts';
import type { AnyHead } from './core/command.ts';
import type { Cause, Event } from './core/event.ts';
import type { Clock } from './ports/clock.ts';
import type { Deliveries } from './ports/ledger.ts';
import type { Log } from './ports/log.ts';
import type { Queue } from './ports/queue.ts';

export interface AppParts {
  readonly heads: readonly AnyHead[];
  readonly queue: Pick<Queue, 'add'>;
  readonly deliveries: Deliveries;
  /** A payload in our words, or why it does not concern us. */
  readonly parse: (name: string, payload: unknown) => Parsed;
  readonly clock: Clock;
  readonly log: Log;
}

export type Parsed =
  | {
      readonly is: 'event';
      readonly event: Event;
      readonly cause: Omit<Extract<Cause, { kind: 'delivery' }>, 'id' | 'kind'>;
    }
  | { readonly is: 'ignored' }
  | { readonly is: 'malformed'; readonly fault: string };

/**
 * The Probot app: each webhook becomes jobs on the queue. The delivery is remembered only after the queue has its jobs, so that a
 * redelivery after a crash in between is taken again; the jobs' ids make that harmless.
 */
export function patchwrightApp(parts: AppParts): ApplicationFunction {
  return async (app) => {
    await keepOneClient(app);
    app.onAny(({ id, name, payload }) => take(parts, { id, name, payload }));
  };
}

/** Probot makes a new client of GitHub's for each event; we ask GitHub nothing here. */
async function keepOneClient(app: Probot): Promise<void> {
  const client = await app.auth();
  Object.assign(client, { auth: () => Promise.resolve(client) });
}

async function take(
  { heads, queue, deliveries, parse, clock, log }: AppParts,
  { id, name, payload }: { readonly id: string; readonly name: string; readonly payload: unknown },
): Promise<void> {
  const parsed = parse(name, payload);
  if (parsed.is === 'malformed')
    log.warn({ delivery: id, event: name, fault: parsed.fault }, 'payload not understood');
  if (parsed.is !== 'event' || (await deliveries.seen(id))) return;
  const jobs = plan(parsed.event, { kind: 'delivery', id, ...parsed.cause }, heads);
  for (const job of jobs) await queue.add(job);
  await deliveries.remember(id, clock.now());
}
