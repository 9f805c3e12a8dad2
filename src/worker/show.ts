import { transientFailure } from '../core/failure.ts';
import type { RepositoryRef } from '../core/pull-request.ts';
import type { Run, Shown } from '../core/run.ts';
import type { CheckRun, Forge, Sent } from '../ports/forge.ts';
import type { Ledger } from '../ports/ledger.ts';
import { checkRunOf } from './check-run.ts';
import { type DoubtParts, unlessLimited, waitOutDoubt } from './doubt.ts';
import type { WayOut } from './outgoing.ts';

/** What it takes to show a run. */
export interface ShowParts extends DoubtParts {
  readonly ledger: Pick<Ledger, 'runs'>;
  readonly forge: Pick<Forge, 'ownChecks'>;
  /** What writes check runs, when it is the installation's turn. */
  readonly checksInTurn: () => Promise<Checks>;
  readonly repository: RepositoryRef;
  readonly way: WayOut;
}

export interface Checks {
  createCheck(check: CheckRun): Promise<Sent>;
  updateCheck(id: number, check: CheckRun): Promise<Sent>;
}

/** Draws the check run from the run; the last one wins. */
export async function show(at: ShowParts, run: Run): Promise<void> {
  for (const old of run.outdated) await conclude(at, run, old);
  if (run.check.is === 'never') return;
  const check = drawn(at, run);
  const id = await findCheck(at, run, check);
  if (id === undefined) return createCheck(at, run, check);
  await (await at.checksInTurn()).updateCheck(id, check);
  if (check.state.is !== 'completed') await concludeIfOutdated(at, run, id);
}

/** Draws the check run unless it is there already: a worker may have drawn more than this meanwhile. */
export async function announce(at: ShowParts, run: Run): Promise<void> {
  for (const old of run.outdated) await conclude(at, run, old);
  if (run.check.is === 'never') return;
  const check = drawn(at, run);
  if ((await findCheck(at, run, check)) === undefined) await createCheck(at, run, check);
}

/** An older generation's check says that a newer one exists. One that never came to be needs no word. */
async function conclude(at: ShowParts, run: Run, old: Run['outdated'][number]): Promise<void> {
  const before = { ...run, generation: old.generation, state: superseded };
  const check = { ...drawn(at, before), headSha: old.headSha };
  const id = old.check.is === 'known' ? old.check.id : await lookUp(at, check);
  if (id === undefined && old.check.is === 'sent')
    await waitOutDoubt(at, old.check, 'check', (anew) =>
      changeOutdated(at, run, old, (one) => [{ ...one, check: anew }]),
    );
  if (id !== undefined) await (await at.checksInTurn()).updateCheck(id, check);
  await changeOutdated(at, run, old, () => []);
}

const superseded = { is: 'ended', how: 'superseded', reason: '' } as const;

type Outdated = Run['outdated'][number];

async function changeOutdated(
  at: ShowParts,
  run: Run,
  { generation }: Outdated,
  change: (old: Outdated) => Run['outdated'],
): Promise<void> {
  await at.ledger.runs.update(
    run.key,
    at.clock.now(),
    (now) =>
      now && {
        ...now,
        outdated: now.outdated.flatMap((old) => (old.generation === generation ? change(old) : [old])),
      },
  );
}

/** Undefined where there is none yet; throws Failure `transient` while that is in doubt. */
async function findCheck(at: ShowParts, run: Run, check: CheckRun): Promise<number | undefined> {
  if (run.check.is === 'known') return run.check.id;
  const id = await lookUp(at, check);
  if (id !== undefined) await rememberCheck(at, run, { is: 'known', id });
  else if (run.check.is === 'sent')
    await waitOutDoubt(at, run.check, 'check', (anew) => rememberCheck(at, run, anew));
  return id;
}

/** Once, by the same rule as effects. */
async function createCheck(at: ShowParts, run: Run, check: CheckRun): Promise<void> {
  const checks = await at.checksInTurn();
  if (!(await claimCheck(at, run))) return;
  const sent = await unlessLimited(
    () => checks.createCheck(check),
    () => rememberCheck(at, run, { is: 'nowhere' }),
  );
  if (sent.is === 'sent') await rememberCheck(at, run, { is: 'known', id: sent.id });
}

/**
 * Writes down that the check is about to be created. An admission that is repeated and a worker may both have found none: one of
 * them goes on, and for the other it is Failure `transient`. False where a newer generation has taken the run's place: it knows
 * only what was remembered before it began, and concludes that.
 */
async function claimCheck(at: ShowParts, run: Run): Promise<boolean> {
  const now = at.clock.now();
  let isTaken = false;
  const kept = await at.ledger.runs.update(run.key, now, (current) => {
    if (current?.generation !== run.generation) return undefined;
    isTaken = !isSame(current.check, run.check);
    return isTaken ? undefined : { ...current, check: { is: 'sent', at: now } };
  });
  if (isTaken) throw transientFailure({ is: 'delivery-in-doubt', what: 'check' }, 1_000);
  return kept?.generation === run.generation;
}

function isSame(one: Shown, other: Shown): boolean {
  return one.is === 'sent' && other.is === 'sent' ? one.at === other.at : one.is === other.is;
}

/** Progress that came in after a newer generation had concluded the check must not be the last word. */
async function concludeIfOutdated(at: ShowParts, run: Run, id: number): Promise<void> {
  const now = await at.ledger.runs.get(run.key);
  if (now === undefined || now.generation === run.generation) return;
  await (await at.checksInTurn()).updateCheck(id, drawn(at, { ...run, state: superseded }));
}

async function lookUp(at: ShowParts, check: CheckRun): Promise<number | undefined> {
  const own = await at.forge.ownChecks(check.headSha);
  return own.find((candidate) => candidate.key === check.key)?.id;
}

/** False where a newer generation has taken the run's place: then nothing is remembered. */
async function rememberCheck(at: ShowParts, run: Run, check: Shown): Promise<boolean> {
  const kept = await at.ledger.runs.update(run.key, at.clock.now(), (now) =>
    now?.generation === run.generation ? { ...now, check } : undefined,
  );
  return kept?.generation === run.generation;
}

function drawn({ repository, way }: ShowParts, run: Run): CheckRun {
  return checkRunOf(run, repository, way);
}
