import type { RegisteredCommand } from '../commands/command.ts';
import type { Leeway } from '../config/repository.ts';
import type { HearJob } from '../core/job.ts';
import { isAskedBy, type Run } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import { readConfig } from './configuration.ts';
import { permissionMissing } from './decide.ts';
import type { Scene } from './scene.ts';

export interface TellParts {
  readonly ledger: Pick<Ledger, 'runs' | 'mailbox'>;
  readonly commands: readonly RegisteredCommand[];
  readonly leeway: Leeway;
  readonly clock: Clock;
}

/** Puts the event into the mailboxes of the open runs here that hear of such, where its sender may ask for them. Answers how many do. */
export async function tellOpenRuns(job: HearJob, scene: Scene, parts: TellParts): Promise<number> {
  const { kind } = scene.event;
  const hearing = parts.commands.filter(({ head }) => head.hears?.includes(kind) === true);
  if (hearing.length === 0) return 0;
  const open = await parts.ledger.runs.openOn(scene.place.repository.id, scene.number);
  let told = 0;
  for (const run of open) {
    const command = hearing.find(({ head }) => head.name === run.command);
    if (command === undefined || run.state.is === 'asking') continue;
    if (!(await mayTell(command, run, scene, parts))) continue;
    await putLetter(run, job, parts);
    told += 1;
  }
  return told;
}

async function mayTell(
  command: RegisteredCommand,
  run: Run,
  scene: Scene,
  { leeway }: TellParts,
): Promise<boolean> {
  if (isAskedBy(run, scene.cause)) return true;
  const { config } = await readConfig(scene.forge, leeway);
  const needs = command.needs?.(config) ?? 'write';
  return (await permissionMissing({ needs }, scene)) === undefined;
}

/** The event with who caused it, and the attempt that it was for: a later request of the same kind has no use for it. */
export async function putLetter(
  { key, generation }: Run,
  { id, event, cause }: HearJob,
  { ledger, clock }: Pick<TellParts, 'ledger' | 'clock'>,
): Promise<void> {
  const by = cause.kind === 'delivery' ? cause.sender.login : '';
  await ledger.mailbox.put(key, id, { ...event, by, generation }, clock.now());
}
