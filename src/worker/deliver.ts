import type { Effect } from '../core/effect.ts';
import { Failure, transientFailure } from '../core/failure.ts';
import type { Run, Shown } from '../core/run.ts';
import type { AppForgeWriter } from '../ports/app-forge.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  CheckRun,
  Forge,
  ForgeWriter,
  OpenForge,
  OpenForgeWriter,
  Sent,
  Written,
} from '../ports/forge.ts';
import type { Ledger, LedgerWriter, OutboxRow } from '../ports/ledger.ts';
import { checkRunOf } from './check-run.ts';
import type { WayOut } from './outgoing.ts';
import type { Pacing } from './pace.ts';
import { forgeAt, type Place, placeOfRun } from './place.ts';
import { folded, reviewPost, signed, type Stationery } from './post.ts';

export interface DeliverParts {
  readonly openForge: OpenForge;
  readonly openWriter: OpenForgeWriter;
  readonly appWriter: AppForgeWriter;
  readonly ledger: Ledger;
  readonly ledgerWriter: LedgerWriter;
  readonly way: WayOut;
  /** Signs our markers, so that nobody else's count. */
  readonly markerSecret: string;
  readonly clock: Clock;
  readonly pacing: Pacing;
  /** How long a write without an answer may still appear: reads of GitHub lag by up to half a minute. */
  readonly doubtMs: number;
}

/** THE ONLY WRITER: performs effects exactly once, and shows runs. */
export interface Deliver {
  /** Answers how the effect ended; throws Failure `transient` while that is in doubt, or while others' writes come first. */
  perform(row: OutboxRow, place: Place, grip: Grip): Promise<OutboxRow['state']>;
  /** Draws the check run from the run; the last one wins. */
  show(run: Run): Promise<void>;
  /** The first sign of life for a comment that asks for something. */
  acknowledge(
    place: Place,
    on: { readonly number: number; readonly commentId: number; readonly inThread: boolean },
  ): Promise<void>;
  /** Has GitHub send a webhook once more, by one of its failed attempts. Harmless to repeat, since it keeps its id. */
  redeliver(attempt: number): Promise<'asked' | 'gone'>;
}

/** How firmly whoever has an effect performed has got hold of what it is about. */
export interface Grip {
  /** Asked right before a write. */
  readonly holds: () => Promise<boolean>;
  /** Aborted when it is lost: nothing is waited for any longer. */
  readonly signal: AbortSignal;
}

/** On what nobody else would take. */
export const firmGrip: Grip = { holds: () => Promise.resolve(true), signal: new AbortController().signal };

export function openDeliver(parts: DeliverParts): Deliver {
  return {
    perform: (row, place, grip) => perform(openedAt(parts, place, grip), row),
    show: (run) => show(openedAt(parts, placeOfRun(run)), run),
    acknowledge: async (place, on) => {
      const ref = { ...place.repository, number: on.number };
      const writer = await openedAt(parts, place).writerInTurn();
      await writer.react(ref, on.commentId, on.inThread, 'eyes');
    },
    redeliver: (attempt) => parts.appWriter.redeliver(attempt),
  };
}

interface Opened extends DeliverParts {
  readonly stationery: Stationery;
  readonly grip: Grip;
  readonly forge: Forge;
  /** The writer for one write, when it is the installation's turn: there is no other way to it. */
  readonly writerInTurn: () => Promise<ForgeWriter>;
}

function openedAt(parts: DeliverParts, place: Place, grip = firmGrip): Opened {
  const { installation, repository, delivery } = place;
  const writer = parts.openWriter(installation, repository, delivery);
  return {
    ...parts,
    stationery: { repository, way: parts.way, markerSecret: parts.markerSecret },
    grip,
    forge: forgeAt(place, parts.openForge),
    writerInTurn: async () => {
      await parts.pacing.turn(installation, grip.signal);
      return writer;
    },
  };
}

/**
 * planned -> sent -> done. `sent` is written before the request leaves: what crashed in between is looked for by its marker,
 * and written again only when the marker has not appeared for as long as GitHub's reads may lag.
 */
async function perform(at: Opened, row: OutboxRow): Promise<OutboxRow['state']> {
  if (row.state.is === 'done' || row.state.is === 'dropped') return row.state;
  const { effect } = row;
  if (effect.kind === 'signal') return performSignal(at, row, effect);
  const written = await findWritten(at.forge, effect, row.key);
  if (written !== undefined) return mark(at, row, { is: 'done', id: written.id });
  if (row.state.is === 'sent') await waitOutDoubt(at, row.state, effect.kind, (anew) => mark(at, row, anew));
  if (
    effect.kind === 'review' &&
    (await at.forge.pull(effect.pull.number)).head.sha !== effect.review.headSha
  ) {
    return mark(at, row, { is: 'dropped', because: 'stale', reason: 'the head has moved' });
  }
  const writer = await at.writerInTurn();
  if (!(await at.grip.holds())) throw new Failure({ kind: 'stale' });
  await mark(at, row, { is: 'sent', at: at.clock.now() });
  const sent = await unlessLimited(
    () => write(at, writer, effect, row.key),
    () => mark(at, row, { is: 'planned' }),
  );
  return mark(at, row, settled(sent));
}

async function performSignal(
  at: Opened,
  row: OutboxRow,
  effect: Extract<Effect, { kind: 'signal' }>,
): Promise<OutboxRow['state']> {
  const { run, signal, by, text } = effect;
  await at.ledgerWriter.signal(row.key, { run, signal, by, text }, at.clock.now());
  return mark(at, row, { is: 'done', id: 0 });
}

async function mark(at: Opened, row: OutboxRow, state: OutboxRow['state']): Promise<OutboxRow['state']> {
  await at.ledger.outbox.mark(row.key, state, at.clock.now());
  return state;
}

type InDoubt = Extract<Shown, { is: 'sent' }>;

/** A time that is still to come was told by a clock that was wrong: the wait begins anew, by ours. */
async function waitOutDoubt(
  at: Opened,
  sent: InDoubt,
  what: string,
  keep: (anew: InDoubt) => Promise<unknown>,
): Promise<void> {
  const now = at.clock.now();
  if (sent.at > now) await keep({ is: 'sent', at: now });
  const left = Math.min(sent.at, now) + at.doubtMs - now;
  if (left > 0) throw transientFailure({ is: 'delivery-in-doubt', what }, Math.min(left, 5_000));
}

function settled(sent: Sent): OutboxRow['state'] {
  switch (sent.is) {
    case 'sent':
      return { is: 'done', id: sent.id };
    case 'refused':
      return {
        is: 'dropped',
        because: 'refused',
        reason: `GitHub refused it (${sent.status}): ${sent.detail}`,
      };
  }
}

/** A limit is said before anything is done, so there is nothing to look for afterwards: what was written down is taken back. */
async function unlessLimited(send: () => Promise<Sent>, takeBack: () => Promise<unknown>): Promise<Sent> {
  try {
    return await send();
  } catch (error) {
    if (isLimit(error)) await takeBack();
    throw error;
  }
}

function isLimit(error: unknown): boolean {
  return error instanceof Failure && error.why.kind === 'transient' && error.why.reason.is === 'github-limit';
}

type Posted = Exclude<Effect, { kind: 'signal' }>;

async function findWritten(forge: Forge, effect: Posted, key: string): Promise<Written | undefined> {
  const candidates = await ownOf(forge, effect);
  return candidates.find((candidate) => candidate.key === key);
}

function ownOf(forge: Forge, effect: Posted): Promise<readonly Written[]> {
  switch (effect.kind) {
    case 'review':
      return forge.ownReviews(effect.pull.number);
    case 'comment':
      return forge.ownComments(effect.on.number);
    case 'thread-reply':
      return forge.ownReplies(effect.pull.number);
  }
}

function write(at: Opened, writer: ForgeWriter, effect: Posted, key: string): Promise<Sent> {
  switch (effect.kind) {
    case 'review':
      return writeReview(at, writer, effect, key);
    case 'comment':
      return writer.createComment(effect.on, signed(effect.body, effect.closes, key, at.stationery));
    case 'thread-reply':
      return writer.replyInThread(
        effect.pull,
        effect.rootCommentId,
        signed(effect.body, [], key, at.stationery),
      );
  }
}

/**
 * GitHub takes a review whole or not at all, without saying which comment it minds. Anchors were checked against the diff, so a
 * refusal is rare: then nothing is lost, and every finding is told in the body instead.
 */
async function writeReview(
  at: Opened,
  writer: ForgeWriter,
  { pull, review }: Extract<Effect, { kind: 'review' }>,
  key: string,
): Promise<Sent> {
  const post = reviewPost(review, key, at.stationery);
  const sent = await writer.createReview(pull, post);
  if (sent.is === 'sent' || sent.status !== 422 || post.comments.length === 0) return sent;
  const again = await at.writerInTurn();
  return again.createReview(pull, reviewPost(folded(review), key, at.stationery));
}

async function show(at: Opened, run: Run): Promise<void> {
  for (const old of run.outdated) await conclude(at, run, old);
  if (run.check.is !== 'never') await showCheck(at, run, checkRun(at, run));
}

/** An older generation's check says that a newer one exists. One that never came to be needs no word. */
async function conclude(at: Opened, run: Run, old: Run['outdated'][number]): Promise<void> {
  const before = { ...run, generation: old.generation, state: superseded };
  const check = { ...checkRun(at, before), headSha: old.headSha };
  const id = old.check.is === 'known' ? old.check.id : await lookUp(at, check);
  if (id === undefined && old.check.is === 'sent')
    await waitOutDoubt(at, old.check, 'check', (anew) =>
      changeOutdated(at, run, old, (one) => [{ ...one, check: anew }]),
    );
  if (id !== undefined) await (await at.writerInTurn()).updateCheck(id, check);
  await changeOutdated(at, run, old, () => []);
}

const superseded = { is: 'ended', how: 'superseded', reason: '' } as const;

type Outdated = Run['outdated'][number];

async function changeOutdated(
  at: Opened,
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

/** Creates the check once, by the same rule as effects, and edits it from then on. */
async function showCheck(at: Opened, run: Run, check: CheckRun): Promise<void> {
  const id = run.check.is === 'known' ? run.check.id : await lookUp(at, check);
  if (id === undefined && run.check.is === 'sent')
    await waitOutDoubt(at, run.check, 'check', (anew) => rememberCheck(at, run, anew));
  const writer = await at.writerInTurn();
  if (id !== undefined) {
    await writer.updateCheck(id, check);
    if (run.check.is !== 'known') await rememberCheck(at, run, { is: 'known', id });
    if (check.state.is !== 'completed') await concludeIfOutdated(at, run, id);
    return;
  }
  // A newer generation knows only what was remembered before it began, and concludes that.
  if (!(await rememberCheck(at, run, { is: 'sent', at: at.clock.now() }))) return;
  const sent = await unlessLimited(
    () => writer.createCheck(check),
    () => rememberCheck(at, run, { is: 'nowhere' }),
  );
  if (sent.is === 'sent') await rememberCheck(at, run, { is: 'known', id: sent.id });
}

/** Progress that came in after a newer generation had concluded the check must not be the last word. */
async function concludeIfOutdated(at: Opened, run: Run, id: number): Promise<void> {
  const now = await at.ledger.runs.get(run.key);
  if (now === undefined || now.generation === run.generation) return;
  await (await at.writerInTurn()).updateCheck(id, checkRun(at, { ...run, state: superseded }));
}

async function lookUp(at: Opened, check: CheckRun): Promise<number | undefined> {
  const own = await at.forge.ownChecks(check.headSha);
  return own.find((candidate) => candidate.key === check.key)?.id;
}

/** False where a newer generation has taken the run's place: then nothing is remembered. */
async function rememberCheck(at: Opened, run: Run, check: Shown): Promise<boolean> {
  const kept = await at.ledger.runs.update(run.key, at.clock.now(), (now) =>
    now?.generation === run.generation ? { ...now, check } : undefined,
  );
  return kept?.generation === run.generation;
}

function checkRun(at: Opened, run: Run): CheckRun {
  return checkRunOf(run, at.stationery.repository, at.way);
}
