import type { RegisteredCommand } from '../commands/command.ts';
import type { Needs, Trigger } from '../core/command.ts';
import type { Event } from '../core/event.ts';
import { parseSlash } from '../core/slash.ts';
import type { Permission } from '../ports/forge.ts';

/** A command that an event starts, by the way in that it came. */
export interface Intent {
  readonly command: RegisteredCommand;
  readonly args: readonly string[];
  readonly trigger: Trigger;
  /** A person named it, rather than an event by itself. */
  readonly asked: boolean;
}

/** What the event starts: the commands that a comment names, or those that wait for an event of its kind. */
export function intents(
  event: Event,
  commands: readonly RegisteredCommand[],
  botName: string,
): readonly Intent[] {
  if (event.kind !== 'commented') return commands.flatMap((command) => startedBy(event, command));
  const heads = commands.map(({ head }) => head);
  return parseSlash(event.added, { botName, heads }).flatMap(({ name, args }) =>
    commands
      .filter(({ head }) => head.name === name)
      .flatMap((command) => startedBy(event, command).map((intent) => ({ ...intent, args, asked: true }))),
  );
}

function startedBy(event: Event, command: RegisteredCommand): readonly Intent[] {
  const trigger = command.head.on.find(({ on }) => on === event.kind);
  return trigger === undefined
    ? []
    : [{ command, args: [], trigger, asked: event.kind === 'check-rerequested' }];
}

const rank: Record<Permission, number> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** Whether a permission is enough for a way in. A pull request's author may ask about their own. */
export function isAllowed(needs: Needs, permission: Permission, isAuthor: boolean): boolean {
  switch (needs) {
    case 'none':
      return true;
    case 'author':
      return isAuthor || rank[permission] >= rank.triage;
    case 'read':
    case 'triage':
    case 'write':
      return rank[permission] >= rank[needs];
  }
}
