import type { AnyHead } from '../core/command.ts';
import { type Cause, causeId, type Event, type EventKind } from '../core/event.ts';
import { type Job, jobId } from '../core/job.ts';

/** Heard whether or not a command is started by them: an open run may want to know, or rows are to be erased. */
const alwaysHeard: ReadonlySet<EventKind> = new Set([
  'commented',
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  'pull-closed',
  'issue-closed',
  'uninstalled',
  'repositories-removed',
]);

/**
 * The jobs that an event makes: one to hear it, or none where it concerns no command and could concern no run.
 * Ids come from the delivery, which a redelivery shares; what is the same work for other reasons is noticed on admission.
 */
export function plan(event: Event, cause: Cause, heads: readonly AnyHead[]): readonly Job[] {
  if (isChatter(event, cause) || !concerns(event, heads)) return [];
  const id = jobId('hear', causeId(cause), event.kind);
  return [{ version: 1, id, kind: 'hear', event, cause }];
}

/** Two bots that answer each other never stop: what a bot says is not heard. */
function isChatter(event: Event, cause: Cause): boolean {
  return event.kind === 'commented' && cause.kind === 'delivery' && cause.sender.isBot;
}

function concerns(event: Event, heads: readonly AnyHead[]): boolean {
  const { kind } = event;
  return (
    alwaysHeard.has(kind) ||
    heads.some(({ endsOn, hears = [], on }) => {
      return [...endsOn, ...hears].includes(kind) || on.some((trigger) => trigger.on === kind);
    })
  );
}
