import type { RegisteredCommand } from '../commands/command.ts';
import type { Effect } from '../core/effect.ts';
import type { EventKind } from '../core/event.ts';
import { type HearJob, jobId } from '../core/job.ts';
import { attemptKey, type Run } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger, Owner } from '../ports/ledger.ts';
import type { Queue } from '../ports/queue.ts';
import { type Intent, isAllowed } from './intents.ts';
import type { Scene } from './scene.ts';

export interface StopParts {
  readonly ledger: Pick<Ledger, 'runs' | 'outbox'>;
  readonly queue: Pick<Queue, 'add'>;
  readonly commands: readonly RegisteredCommand[];
  readonly clock: Clock;
}

/** Open runs that the event ends, unless the world has moved on since: a pull request closed and reopened is open. */
export async function stopsFor(scene: Scene, parts: StopParts): Promise<readonly Effect[]> {
  const { kind } = scene.event;
  const by = endedBy(kind, scene);
  if (by === undefined) return [];
  const ended = parts.commands.filter(({ head }) => head.endsOn.includes(kind));
  const names = new Set(ended.map(({ head }) => head.name));
  const open = await openHere(scene, parts);
  return stopsOf(
    open.filter(({ command }) => names.has(command)),
    by,
  );
}

function endedBy(kind: EventKind, scene: Scene): string | undefined {
  if (kind === 'pull-closed' && scene.pull?.state !== 'open') return 'closed';
  if (kind === 'pull-drafted' && scene.pull?.isDraft === true) return 'draft';
  return undefined;
}

function openHere({ place, number }: Scene, { ledger }: StopParts): Promise<readonly Run[]> {
  return ledger.runs.openOn(place.repository.id, number);
}

/** The signals that stop these attempts; `by` is `@` and a login, or what happened. */
export function stopsOf(attempts: readonly Owner[], by: string): readonly Effect[] {
  return attempts.map((attempt) => ({
    kind: 'signal',
    run: attemptKey(attempt),
    signal: 'stop',
    by,
    text: '',
  }));
}

/** Which attempts a person means to stop; refused where there are some and none of them is theirs to stop. */
export type Stopping =
  | { readonly is: 'stop'; readonly attempts: readonly Owner[] }
  | { readonly is: 'refuse' }
  | { readonly is: 'nothing' };

/** A job that is done again stops what it stopped before: that may have ended by now. */
export async function stoppingOf(
  intent: Intent,
  scene: Scene,
  job: HearJob,
  parts: StopParts,
): Promise<Stopping> {
  const before = await parts.ledger.outbox.planned(job.id, 1);
  const attempts = before?.rows.flatMap(({ effect }) => attemptIn(effect)) ?? [];
  if (attempts.length > 0) return { is: 'stop', attempts };
  const open = (await openHere(scene, parts)).filter((run) => isMeant(run, intent, parts));
  if (open.length === 0) return { is: 'nothing' };
  const theirs = (await mayStopAll(scene)) ? open : open.filter((run) => isAskedBy(run, scene));
  return theirs.length === 0 ? { is: 'refuse' } : { is: 'stop', attempts: theirs };
}

function attemptIn(effect: Effect): readonly Owner[] {
  if (effect.kind !== 'signal') return [];
  const [key = '', generation] = effect.run.split('.');
  return [{ key, generation: Number(generation) }];
}

/** What steers is no work that could be stopped or continued itself. */
export function isMeant(
  { command }: Run,
  { args: [named] }: Intent,
  { commands }: Pick<StopParts, 'commands'>,
): boolean {
  const steers = commands.some(({ head }) => head.name === command && head.steers !== undefined);
  return !steers && (named === undefined || named.replace(/^\//, '').toLowerCase() === command);
}

async function mayStopAll({ cause, pull, forge }: Scene): Promise<boolean> {
  if (cause.kind !== 'delivery') return true;
  const { sender } = cause;
  if (sender.isBot) return false;
  return isAllowed('author', await forge.permission(sender.login), pull?.author.id === sender.id);
}

function isAskedBy({ asked, cause }: Run, scene: Scene): boolean {
  if (!asked || cause.kind !== 'delivery' || scene.cause.kind !== 'delivery') return false;
  return cause.sender.id === scene.cause.sender.id;
}

/**
 * After the signals: what nobody works on at the moment ends at once too, by a quick job; and who joined in before wanted what has
 * been stopped.
 */
export async function endSoon(
  attempts: readonly Owner[],
  { place }: Scene,
  { ledger, queue, clock }: StopParts,
): Promise<void> {
  const { installation, repository } = place;
  for (const { key, generation } of attempts) {
    await ledger.runs.update(key, clock.now(), (now) =>
      now?.generation === generation ? { ...now, joined: 0 } : undefined,
    );
    const id = jobId('stop', key, generation);
    const whose = { run: key, generation, installation, repository: repository.id };
    await queue.add({ version: 1, id, kind: 'work', lane: 'quick', ...whose });
  }
}
