import type { RegisteredCommand } from '../commands/command.ts';
import type { Needs, Trigger, TriggerKind } from '../core/command.ts';
import type { Event } from '../core/event.ts';
import { proseLines } from '../core/prose.ts';
import { type Invocation, parseSlash } from '../core/slash.ts';
import type { Permission } from '../ports/forge.ts';

/** A command that an event starts, by the way in that it came. */
export interface Intent {
  readonly command: RegisteredCommand;
  readonly args: readonly string[];
  readonly trigger: Trigger;
  /** A person named it, rather than an event by itself. */
  readonly asked: boolean;
}

/**
 * What the event starts: the commands that a comment names, or those that wait for an event of its kind. A comment that names none may
 * be a reply, or an answer to what a command has asked; whether it is one to us is for whoever can read what went before.
 */
export function intents(
  event: Event,
  commands: readonly RegisteredCommand[],
  botName: string,
): readonly Intent[] {
  if (event.kind === 'check-action') return startedBy(event.kind, called(event.action, commands));
  if (event.kind !== 'commented') return startedBy(event.kind, commands);
  const heads = commands.map(({ head }) => head);
  const named = parseSlash(event.added, { botName, heads }).flatMap((invocation) =>
    startedBy('commented', called(invocation.name, commands)).map((intent) => ({
      ...intent,
      args: argsOf(invocation, intent, event.added),
    })),
  );
  if (named.length > 0) return named;
  return startedBy(event.threadRootId === null ? 'answered' : 'replied', commands);
}

function called(name: string, commands: readonly RegisteredCommand[]): readonly RegisteredCommand[] {
  return commands.filter(({ head }) => head.name === name);
}

function startedBy(kind: TriggerKind, commands: readonly RegisteredCommand[]): readonly Intent[] {
  return commands.flatMap((command) => {
    const trigger = command.head.on.find(({ on }) => on === kind);
    if (trigger === undefined) return [];
    return [{ command, args: [], trigger, asked: trigger.asks ?? byPerson.has(kind) }];
  });
}

const byPerson: ReadonlySet<TriggerKind> = new Set([
  'commented',
  'replied',
  'answered',
  'check-rerequested',
  'check-action',
]);

function argsOf({ args, line }: Invocation, { command }: Intent, added: string): readonly string[] {
  if (command.head.takes !== 'text') return args;
  const text = paragraphBehind(added, line);
  return text === '' ? [] : [text];
}

/** What stands behind a command's name, and the lines below it up to a blank one or another command. */
function paragraphBehind(added: string, line: number): string {
  const [first = '', ...rest] = proseLines(added).slice(line - 1);
  const end = rest.findIndex((next) => next.trim() === '' || /^ {0,3}\\?[/@]/.test(next));
  const below = rest.slice(0, end === -1 ? undefined : end);
  return [behindName(first), ...below].join(' ').replace(/\s+/g, ' ').trim();
}

/** The name stands right behind a slash, or behind the mention and what may part it from the name. */
function behindName(line: string): string {
  return line.replace(/^ *(?:\/|@\S+?(?:\s*[:,]\s*|\s+)\/?)[a-z][a-z0-9-]*/i, '');
}

const rank: Record<Permission, number> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

/** Whether a permission is enough for a way in. Who opened a pull request or an issue may ask about their own. */
export function isAllowed(needs: Needs, permission: Permission, isAuthor: boolean): boolean {
  switch (needs) {
    case 'none':
      return true;
    case 'author':
      return isAuthor || rank[permission] >= rank.triage;
    case 'read':
    case 'triage':
    case 'write':
    case 'maintain':
    case 'admin':
      return rank[permission] >= rank[needs];
  }
}
