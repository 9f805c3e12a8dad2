import type { Wanted } from '../commands/command.ts';
import type { Leeway, RepositoryConfig } from '../config/repository.ts';
import type { Cause } from '../core/event.ts';
import type { UserReason } from '../core/failure.ts';
import { type Request } from '../core/request.ts';
import { isAskedBy, type Run, type RunState } from '../core/run.ts';
import type { Subject } from '../core/subject.ts';
import { failureSentence } from '../text/failures.ts';
import { readConfig } from './configuration.ts';
import { type Intent, isAllowed } from './intents.ts';
import { authorOf, type Scene, senderOf, subjectFor } from './scene.ts';

/** What becomes of something that was asked for, or that happened. */
export type Decision =
  | {
      readonly is: 'open';
      readonly intent: Intent;
      readonly request: Request;
      readonly how: Beginning;
    }
  | { readonly is: 'refuse'; readonly sentence: string }
  | { readonly is: 'nothing' };

/** Anew, with what was left unfinished, or with an answer to what was asked. */
export type Beginning = 'anew' | 'go-on' | 'answered';

/** A command with the subject that it goes on with, and the run that has asked; null where it is begun anew. */
export interface Wish {
  readonly intent: Intent;
  readonly subject: Subject | null;
  readonly asking: Run | null;
}

/** Says no in words only to a person who asked; an event by itself is passed over. */
export async function decide(wish: Wish, scene: Scene, leeway: Leeway): Promise<Decision> {
  const { command, asked } = wish.intent;
  const isSaid = isAskedInWords(wish.intent, scene);
  function no(reason: UserReason): Decision {
    return isSaid ? { is: 'refuse', sentence: failureSentence({ kind: 'user', reason }) } : { is: 'nothing' };
  }
  const subject = wish.subject ?? subjectFor(command, scene);
  const { name, subjects } = command.head;
  if (subject === undefined) {
    return scene.event.kind === 'commented' ? no({ is: 'wrong-subject', command: name, subjects }) : nothing;
  }
  const { config } = await readConfig(scene.forge, leeway);
  const { pull, issue, event } = scene;
  const wanted = command.wants({ pull, issue, config, asked, event });
  if (wanted.is === 'silent') return nothing;
  const hindrance = await hindranceOf(wish, scene, config);
  if (hindrance !== undefined) return no(hindrance);
  if (wanted.is === 'no' && isSaid) return { is: 'refuse', sentence: wanted.reason };
  return {
    is: 'open',
    intent: wish.intent,
    request: requestFor(wish.intent, subject, stateFor(wanted), scene),
    how: beginningOf(wish),
  };
}

const nothing: Decision = { is: 'nothing' };

/** What is no command, and yet said to one, is passed over where it cannot be heeded; and so is what a bot does, which might do it again. */
function isAskedInWords({ trigger }: Intent, { event, cause }: Scene): boolean {
  if (cause.kind === 'delivery' && cause.sender.isBot) return false;
  if (trigger.asks === true) return true;
  return event.kind === 'commented' && trigger.on !== 'replied' && trigger.on !== 'answered';
}

function beginningOf({ subject, asking }: Wish): Beginning {
  if (asking !== null) return 'answered';
  return subject === null ? 'anew' : 'go-on';
}

/** Who may not ask, or asks for something that cannot be; undefined where nothing stands against it. */
async function hindranceOf(
  { intent, asking }: Wish,
  scene: Scene,
  config: RepositoryConfig,
): Promise<UserReason | undefined> {
  const { name, usage, args } = intent.command.head;
  const needed = { ...intent, needs: needsOf(intent, config) };
  const isTheirs = asking !== null && isAskedBy(asking, scene.cause);
  const login = isTheirs ? undefined : await permissionMissing(needed, scene);
  if (login !== undefined) return { is: 'needs-permission', command: name, needs: needed.needs, login };
  const read = args.safeParse(intent.args);
  if (read.success) return undefined;
  return { is: 'bad-arguments', command: name, usage, fault: read.error.issues[0]?.message ?? '' };
}

type Needed = Pick<Intent, 'command'> & Pick<Intent['trigger'], 'needs'>;

function needsOf({ command, trigger }: Intent, config: RepositoryConfig): Needed['needs'] {
  return command.needs?.(config) ?? trigger.needs;
}

/** The login that lacks what the way in needs; undefined where nothing is missing. */
export async function permissionMissing(
  { needs }: Pick<Needed, 'needs'>,
  scene: Scene,
): Promise<string | undefined> {
  if (needs === 'none' || scene.cause.kind !== 'delivery') return undefined;
  const { sender } = scene.cause;
  if (sender.isBot) return sender.login;
  const isAuthor = authorOf(scene)?.id === sender.id;
  if (needs === 'author' && isAuthor) return undefined;
  const permission = await scene.forge.permission(sender.login);
  return isAllowed(needs, permission, isAuthor) ? undefined : sender.login;
}

/** What is told to somebody who may not steer what others have asked for. */
export function needsPermission({ command, trigger }: Intent, scene: Scene): string {
  const reason = { is: 'needs-permission', command: command.head.name, needs: trigger.needs } as const;
  return failureSentence({ kind: 'user', reason: { ...reason, login: senderOf(scene).replace(/^@/, '') } });
}

/** What is not wanted is over at once: where the command shows a check, that says why. */
function stateFor(wanted: Wanted): RunState {
  return wanted.is === 'no' ? { is: 'ended', how: 'refused', reason: wanted.reason } : { is: 'queued' };
}

function requestFor(
  { command, args, asked, trigger }: Intent,
  subject: Subject,
  state: RunState,
  { cause, event }: Pick<Scene, 'event'> & { readonly cause: Cause },
): Request {
  const { name, shows, takes, gathers } = command.head;
  return {
    command: name,
    args,
    apart: takes === undefined ? [] : args,
    subject,
    cause,
    door: {
      on: trigger.on,
      commentId: event.kind === 'commented' ? event.commentId : null,
      at: 'at' in event ? (event.at ?? null) : null,
    },
    asked,
    insists: asked || trigger.again,
    outdates: trigger.again && !asked && gathers !== true,
    rests: trigger.rests === true,
    state,
    shows,
  };
}
