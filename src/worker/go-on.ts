import type { RegisteredCommand } from '../commands/command.ts';
import type { Trigger } from '../core/command.ts';
import { causeId } from '../core/event.ts';
import { transientFailure } from '../core/failure.ts';
import { attemptKey, canGoOn, isOpen, type Run } from '../core/run.ts';
import type { Subject } from '../core/subject.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Intent } from './intents.ts';
import type { Scene } from './scene.ts';
import { isMeant } from './stop.ts';

export interface GoOnParts {
  readonly ledger: Pick<Ledger, 'runs' | 'signals'>;
  readonly commands: readonly RegisteredCommand[];
}

/** A request that is taken up again: by the way in of the command itself, on the head as it stands now. */
export interface Resumed {
  readonly intent: Intent;
  readonly subject: Subject;
}

/** The last request here that was stopped or left unfinished, as asked for anew; undefined where there is none. */
export async function resumedBy(
  intent: Intent,
  scene: Scene,
  parts: GoOnParts,
): Promise<Resumed | undefined> {
  const { place, number, cause } = scene;
  const latest = await parts.ledger.runs.latestOn(place.repository.id, number);
  const meant = latest.filter((run) => isMeant(run, intent, parts));
  for (const run of meant) await waitForStop(run, parts);
  // What this very event has taken up before is open by now, or has ended again.
  const run = meant.find((each) => canGoOn(each) || causeId(each.cause) === causeId(cause));
  const command = parts.commands.find(({ head }) => head.name === run?.command);
  if (run === undefined || command === undefined) return undefined;
  const resumed = { command, args: run.args, trigger: wayIn(command), asked: true };
  return { intent: resumed, subject: atHeadOf(scene, run.subject) };
}

/** Whoever stops something and continues it in one breath means what is about to end. */
async function waitForStop(run: Run, { ledger }: GoOnParts): Promise<void> {
  if (!isOpen(run)) return;
  const signals = await ledger.signals.since(attemptKey(run), 0);
  if (signals.some(({ signal }) => signal === 'stop'))
    throw transientFailure({ is: 'busy', detail: 'what is to be continued is being stopped' }, 500);
}

/** What begins by itself alone may be continued by those who triage. */
function wayIn({ head }: RegisteredCommand): Trigger {
  const usual = { on: 'commented', needs: 'triage', again: true, waits: false } as const;
  return head.on.find(({ on }) => on === 'commented') ?? usual;
}

function atHeadOf({ pull }: Scene, subject: Subject): Subject {
  return pull !== undefined && 'headSha' in subject ? { ...subject, headSha: pull.head.sha } : subject;
}
