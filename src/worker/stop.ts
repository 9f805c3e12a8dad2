import type { RegisteredCommand } from '../commands/command.ts';
import type { Leeway } from '../config/repository.ts';
import type { Effect } from '../core/effect.ts';
import type { EventKind } from '../core/event.ts';
import { type HearJob, jobId } from '../core/job.ts';
import { attemptKey, isAskedBy, type Run } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger, Owner } from '../ports/ledger.ts';
import type { Queue } from '../ports/queue.ts';
import { readConfig } from './configuration.ts';
import { type Intent, isAllowed } from './intents.ts';
import { authorOf, type Scene, senderOf } from './scene.ts';

export interface StopParts {
  readonly leeway: Leeway;
  readonly ledger: Pick<Ledger, 'runs' | 'outbox'>;
  readonly queue: Pick<Queue, 'add'>;
  readonly commands: readonly RegisteredCommand[];
  readonly clock: Clock;
}

/** Runs that an event ends, and by whom or what, as signals say it. */
export interface Ended {
  readonly runs: readonly Run[];
  readonly by: string;
}

/** Open runs that the event ends, unless the world has moved on since: a pull request closed and reopened is open. */
export async function endedBy(scene: Scene, parts: StopParts): Promise<Ended> {
  const { kind } = scene.event;
  const ended = new Map(
    parts.commands.flatMap((command) =>
      command.head.endsOn.includes(kind) ? [[command.head.name, command] as const] : [],
    ),
  );
  const sender = senderOf(scene);
  if (ended.size === 0) return { runs: [], by: sender };
  const open = (await openHere(scene, parts)).filter(({ command }) => ended.has(command));
  const by = whatEnds(kind, scene);
  if (by !== undefined) return { runs: open, by };
  return { runs: await undoneBy(scene, open, ended, parts), by: sender };
}

/** What puts an end to every run, as a signal says it. */
function whatEnds(kind: EventKind, scene: Scene): string | undefined {
  if (kind === 'pull-closed' && scene.pull?.state !== 'open') return 'closed';
  if (kind === 'pull-drafted' && scene.pull?.isDraft === true) return 'draft';
  if (kind === 'issue-closed' && scene.issue?.state !== 'open') return 'issue-closed';
  return undefined;
}

/** Runs whose way in has been undone, for all that is known of it now. */
async function undoneBy(
  { event, issue, forge }: Scene,
  open: readonly Run[],
  commands: ReadonlyMap<string, RegisteredCommand>,
  { leeway }: StopParts,
): Promise<readonly Run[]> {
  if (open.length === 0 || !undoings.has(event.kind)) return [];
  const { config } = await readConfig(forge, leeway);
  return open.filter(
    ({ command, door }) => commands.get(command)?.isStillAsked?.(door.on, { issue, config }) === false,
  );
}

const undoings: ReadonlySet<EventKind> = new Set(['unlabeled', 'unassigned']);

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
  const theirs = (await mayStopAll(scene)) ? open : open.filter((run) => isAskedBy(run, scene.cause));
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

async function mayStopAll(scene: Scene): Promise<boolean> {
  const { cause, forge } = scene;
  if (cause.kind !== 'delivery') return true;
  const { sender } = cause;
  if (sender.isBot) return false;
  return isAllowed('author', await forge.permission(sender.login), authorOf(scene)?.id === sender.id);
}

/**
 * After the signals: what nobody works on at the moment ends at once too, by a quick job; and who joined in before wanted what has
 * been stopped.
 */
export async function endSoon(
  attempts: readonly Owner[],
  scene: Scene,
  parts: Pick<StopParts, 'ledger' | 'queue' | 'clock'>,
): Promise<void> {
  for (const { key, generation } of attempts) {
    await parts.ledger.runs.update(key, parts.clock.now(), (now) =>
      now?.generation === generation ? { ...now, joined: 0 } : undefined,
    );
  }
  await lookSoon(attempts, scene, parts);
}

/** What waits for an answer has no worker that would notice its signal. */
export function endAsking({ runs }: Ended, scene: Scene, parts: Pick<StopParts, 'queue'>): Promise<void> {
  return lookSoon(
    runs.filter(({ state }) => state.is === 'asking'),
    scene,
    parts,
  );
}

async function lookSoon(
  attempts: readonly Owner[],
  { place: { installation, repository } }: Scene,
  { queue }: Pick<StopParts, 'queue'>,
): Promise<void> {
  for (const { key, generation } of attempts) {
    const id = jobId('stop', key, generation);
    const whose = { run: key, generation, installation, repository: repository.id };
    await queue.add({ version: 1, id, kind: 'work', lane: 'quick', ...whose });
  }
}
