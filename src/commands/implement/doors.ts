import type { ImplementConfig } from '../../config/implement.ts';
import type { Issue } from '../../ports/forge.ts';
import type { Facts, Wanted } from '../command.ts';

/**
 * A label that is put on, or an account that is assigned, asks only where it is the configured one and still there: events come late
 * and in any order. Whoever names the command asks in any case.
 */
export function wants({ issue, config, event }: Facts): Wanted {
  if (issue === undefined) return { is: 'silent' };
  if (event.kind === 'labeled' && !isSame(event.label, config.implement.label)) return { is: 'silent' };
  if (event.kind === 'assigned' && !isAbout(event, config.implement)) return { is: 'silent' };
  return { is: isStillAsked(event.kind, { issue, config }) ? 'yes' : 'silent' };
}

/** Whether the label is still on the issue, or the account assigned, by which it was asked for; a comment cannot be undone. */
export function isStillAsked(door: string, { issue, config }: Pick<Facts, 'issue' | 'config'>): boolean {
  if (door === 'labeled') return isLabelled(issue, config.implement);
  if (door === 'assigned') return isAssigned(issue?.assignees ?? [], config.implement);
  return true;
}

function isLabelled(issue: Issue | undefined, { label }: ImplementConfig): boolean {
  return issue?.labels.some((each) => isSame(each, label)) ?? false;
}

/** GitHub does not always say whom an assignment was about: then it may have been any who is assigned. */
function isAbout(
  { assignee, assignees }: { readonly assignee: string | null; readonly assignees: readonly string[] },
  config: ImplementConfig,
): boolean {
  return isAssigned(assignee === null ? assignees : [assignee], config);
}

function isAssigned(logins: readonly string[], { assignee }: ImplementConfig): boolean {
  return assignee !== null && logins.some((login) => isSame(login, assignee));
}

/** GitHub takes labels and logins for the same whatever their case. */
export function isSame(one: string, other: string): boolean {
  return one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();
}
