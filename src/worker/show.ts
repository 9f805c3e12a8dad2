import { transientFailure } from '../core/failure.ts';
import type { IssueRef } from '../core/pull-request.ts';
import { type Run, type Shown, shownAs } from '../core/run.ts';
import type { CheckRun, Forge, Sent, Written } from '../ports/forge.ts';
import type { Ledger } from '../ports/ledger.ts';
import { type CheckParts, checkRunOf } from './check-run.ts';
import { type DoubtParts, unlessLimited, waitOutDoubt } from './doubt.ts';
import { type StatusComment, statusOf, type StatusParts } from './status-comment.ts';

/** What it takes to show a run. */
export interface ShowParts extends DoubtParts, StatusParts, CheckParts {
  readonly ledger: Pick<Ledger, 'runs' | 'spend' | 'outbox'>;
  readonly forge: Pick<Forge, 'ownChecks' | 'ownComments'>;
  /** What writes, when it is the installation's turn. */
  readonly writerInTurn: () => Promise<Pages>;
}

interface Pages {
  createCheck(check: CheckRun): Promise<Sent>;
  updateCheck(id: number, check: CheckRun): Promise<Sent>;
  createComment(on: IssueRef, body: string): Promise<Sent>;
  updateComment(on: IssueRef, id: number, body: string): Promise<Sent>;
}

/** Draws the check run, or the status comment, from the run; the last one wins. */
export async function show(at: ShowParts, run: Run): Promise<void> {
  for (const old of run.outdated) await conclude(at, run, old);
  const face = await faceOf(at, run);
  if (face === null) return;
  const id = await find(at, run, face);
  if (id === undefined) return create(at, run, face);
  await update(at, run, face, id);
  if (isOver(run)) return;
  await concludeIfOutdated(at, run, id);
}

/** Draws it unless it is there already: a worker may have drawn more than this meanwhile. */
export async function announce(at: ShowParts, run: Run): Promise<void> {
  for (const old of run.outdated) await conclude(at, run, old);
  const face = await faceOf(at, run);
  if (face !== null && (await find(at, run, face)) === undefined) await create(at, run, face);
}

/** One thing on GitHub that shows a run: created once, found again by its key, edited after that. */
interface Face {
  readonly what: 'check' | 'status';
  readonly key: string;
  readonly own: () => Promise<readonly Written[]>;
  readonly create: (pages: Pages) => Promise<Sent>;
  readonly update: (pages: Pages, id: number) => Promise<Sent>;
}

async function faceOf(at: ShowParts, run: Run): Promise<Face | null> {
  switch (shownAs(run)) {
    case 'check':
      return checkFace(at, checkRunOf(run, at));
    case 'status':
      return statusFace(at, await statusOf(run, at));
    case null:
      return null;
  }
}

function checkFace({ forge }: ShowParts, check: CheckRun): Face {
  return {
    what: 'check',
    key: check.key,
    own: () => forge.ownChecks(check.headSha),
    create: (pages) => pages.createCheck(check),
    update: (pages, id) => pages.updateCheck(id, check),
  };
}

function statusFace({ forge }: ShowParts, { on, key, body }: StatusComment): Face {
  return {
    what: 'status',
    key,
    own: () => forge.ownComments(on.number),
    create: (pages) => pages.createComment(on, body),
    update: (pages, id) => pages.updateComment(on, id, body),
  };
}

function isOver({ state }: Run): boolean {
  return state.is === 'ended' || state.is === 'asking' || state.is === 'paused';
}

type Outdated = Run['outdated'][number];

/** What showed an older generation says that a newer one exists. One that never came to be needs no word. */
async function conclude(at: ShowParts, run: Run, old: Outdated): Promise<void> {
  const face = await faceOf(at, atHead({ ...run, ...old, state: superseded }, old.headSha));
  const shown = face === null ? undefined : old[face.what];
  if (face !== null && shown !== undefined) {
    const id = shown.is === 'known' ? shown.id : await lookUp(face);
    if (id === undefined && shown.is === 'sent')
      await waitOutDoubt(at, shown, face.what, (anew) =>
        changeOutdated(at, run, old, (one) => [{ ...one, [face.what]: anew }]),
      );
    if (id !== undefined) await face.update(await at.writerInTurn(), id);
  }
  await changeOutdated(at, run, old, () => []);
}

const superseded = { is: 'ended', how: 'superseded', reason: '' } as const;

function atHead(run: Run, headSha: string): Run {
  const { subject } = run;
  return 'headSha' in subject ? { ...run, subject: { ...subject, headSha } } : run;
}

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
async function find(at: ShowParts, run: Run, face: Face): Promise<number | undefined> {
  const shown = run[face.what];
  if (shown.is === 'known') return shown.id;
  const id = await lookUp(face);
  if (id !== undefined) await remember(at, run, face, { is: 'known', id });
  else if (shown.is === 'sent')
    await waitOutDoubt(at, shown, face.what, (anew) => remember(at, run, face, anew));
  return id;
}

/** Once, by the same rule as effects. */
async function create(at: ShowParts, run: Run, face: Face): Promise<void> {
  const pages = await at.writerInTurn();
  if (!(await claim(at, run, face))) return;
  const sent = await unlessLimited(
    () => face.create(pages),
    () => remember(at, run, face, { is: 'nowhere' }),
  );
  if (sent.is === 'sent') await remember(at, run, face, { is: 'known', id: sent.id });
}

/** Who deletes a status comment does not want it: it is not made anew, and the run goes on to what it answers. */
async function update(at: ShowParts, run: Run, face: Face, id: number): Promise<void> {
  const sent = await face.update(await at.writerInTurn(), id);
  const isGone = sent.is === 'refused' && [404, 410].includes(sent.status);
  if (isGone && face.what === 'status') await remember(at, run, face, { is: 'never' });
}

/**
 * Writes down that it is about to be created. An admission that is repeated and a worker may both have found none: one of
 * them goes on, and for the other it is Failure `transient`. False where a newer generation has taken the run's place: it knows
 * only what was remembered before it began, and concludes that.
 */
async function claim(at: ShowParts, run: Run, { what }: Face): Promise<boolean> {
  const now = at.clock.now();
  let isTaken = false;
  const kept = await at.ledger.runs.update(run.key, now, (current) => {
    if (current?.generation !== run.generation) return undefined;
    isTaken = !isSame(current[what], run[what]);
    return isTaken ? undefined : { ...current, [what]: { is: 'sent', at: now } };
  });
  if (isTaken) throw transientFailure({ is: 'delivery-in-doubt', what }, 1_000);
  return kept?.generation === run.generation;
}

function isSame(one: Shown, other: Shown): boolean {
  return one.is === 'sent' && other.is === 'sent' ? one.at === other.at : one.is === other.is;
}

/** Progress that came in after a newer generation had concluded it, or drawn itself in its place, must not be the last word. */
async function concludeIfOutdated(at: ShowParts, run: Run, id: number): Promise<void> {
  const now = await at.ledger.runs.get(run.key);
  if (now === undefined || now.generation === run.generation || now.continues !== null) return;
  const isShared = now.status.is === 'known' && run.status.is === 'known' && now.status.id === id;
  const face = await faceOf(at, isShared ? now : { ...run, state: superseded });
  await face?.update(await at.writerInTurn(), id);
}

async function lookUp({ own, key }: Face): Promise<number | undefined> {
  return (await own()).find((candidate) => candidate.key === key)?.id;
}

/** False where a newer generation has taken the run's place: then nothing is remembered. */
async function remember(at: ShowParts, run: Run, { what }: Face, shown: Shown): Promise<boolean> {
  const kept = await at.ledger.runs.update(run.key, at.clock.now(), (now) =>
    now?.generation === run.generation ? { ...now, [what]: shown } : undefined,
  );
  return kept?.generation === run.generation;
}
