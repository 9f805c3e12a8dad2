import type { ApplicationFunction, Probot } from 'probot';
import { plan } from './intake/plan.ts';
import type { AnyHead } from './core/command.ts';
import type { Cause, Event } from './core/event.ts';
import type { Log } from './ports/log.ts';
import type { Queue } from './ports/queue.ts';

export interface AppParts {
  readonly heads: readonly AnyHead[];
  readonly queue: Pick<Queue, 'add'>;
  /** A payload in our words, or why it does not concern us. */
  readonly parse: (name: string, payload: unknown) => Parsed;
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
 * The Probot app: each webhook becomes a job on the queue, or none. Nothing else is kept of it here: a redelivery makes the same job,
 * which the queue adds once, and which whoever takes it finds in the record of what has been heard.
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
  { heads, queue, parse, log }: AppParts,
  { id, name, payload }: { readonly id: string; readonly name: string; readonly payload: unknown },
): Promise<void> {
  const parsed = parse(name, payload);
  if (parsed.is === 'malformed')
    log.warn({ delivery: id, event: name, fault: parsed.fault }, 'payload not understood');
  if (parsed.is !== 'event') return;
  const job = plan(parsed.event, { kind: 'delivery', id, ...parsed.cause }, heads);
  if (job !== undefined) await queue.add(job);
}
