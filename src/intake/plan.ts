import type { AnyHead } from '../core/command.ts';
import { type Cause, causeId, type Event, type EventKind } from '../core/event.ts';
import { type HearJob, hearId } from '../core/job.ts';

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

/** The job to hear an event; none where it concerns no command and could concern no run. */
export function plan(event: Event, cause: Cause, heads: readonly AnyHead[]): HearJob | undefined {
  if (isChatter(event, cause) || !concerns(event, heads)) return undefined;
  return { version: 1, id: hearId(causeId(cause)), kind: 'hear', event, cause };
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
