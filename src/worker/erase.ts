import type { Event } from '../core/event.ts';
import { transientFailure } from '../core/failure.ts';
import type { HearJob } from '../core/job.ts';
import { attemptKey, isOpen, type Run } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger, Tenant } from '../ports/ledger.ts';
import type { Mirrors } from '../ports/mirrors.ts';
import { type Deliver, firmGrip } from './deliver.ts';
import { placeOfRun } from './place.ts';

export interface EraseParts {
  readonly ledger: Ledger;
  readonly deliver: Pick<Deliver, 'perform'>;
  readonly mirrors: Mirrors;
  readonly clock: Clock;
  readonly holdMs: number;
}

/** Who goes away by the event; undefined where nobody does. */
export function leaverOf(event: Event): Tenant | undefined {
  if (event.kind === 'uninstalled') return { is: 'installation', id: event.installation };
  if (event.kind === 'repositories-removed') return { is: 'repositories', ids: event.repositories };
  return undefined;
}

/**
 * Forgets whoever went away: stops what is open there, waits until no worker has any of it in hand, and erases every row and
 * mirror. Throws Failure `transient` while a worker is still letting go. May be done again; answers what became of it.
 */
export async function erase(job: HearJob, leaver: Tenant, parts: EraseParts): Promise<string> {
  const runs = await parts.ledger.erasure.runs(leaver);
  const open = runs.filter(isOpen);
  for (const run of open) await stop(run, parts);
  for (const run of open) await takeAway(run, job, parts);
  const count = await parts.ledger.erasure.erase(leaver);
  for (const id of repositoriesOf(leaver, runs)) await parts.mirrors.remove(id);
  return `erased ${count} run${count === 1 ? '' : 's'}`;
}

/** A signal is given once for its key, so nothing needs to be planned that would have to be erased in turn. */
async function stop(run: Run, parts: EraseParts): Promise<void> {
  const { key, generation } = run;
  const attempt = attemptKey(run);
  const effect = { kind: 'signal', run: attempt, signal: 'stop', by: 'closed', text: '' } as const;
  const row = {
    key: `${attempt} erased`,
    run: key,
    generation,
    index: 0,
    effect,
    state: { is: 'planned' },
  } as const;
  await parts.deliver.perform(row, placeOfRun(run), firmGrip);
}

/** Takes the run for this job, whoever does it, so that no worker begins it again before it is erased. */
async function takeAway(run: Run, job: HearJob, { ledger, clock, holdMs }: EraseParts): Promise<void> {
  const now = clock.now();
  if (await ledger.runs.hold(run.key, `erasing ${job.id}`, now, now + holdMs)) return;
  throw transientFailure({ is: 'busy', detail: 'a worker is still letting go of a run' }, 500);
}

function repositoriesOf(leaver: Tenant, runs: readonly Run[]): ReadonlySet<number> {
  const named = leaver.is === 'repositories' ? leaver.ids : [];
  const seen = runs.flatMap(({ subject }) => (subject.kind === 'range' ? [] : [subject.ref.id]));
  return new Set([...named, ...seen]);
}
