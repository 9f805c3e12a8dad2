import type { Effect } from '../core/effect.ts';
import { Failure } from '../core/failure.ts';
import type { Run } from '../core/run.ts';
import type { AppForgeWriter } from '../ports/app-forge.ts';
import type { Clock } from '../ports/clock.ts';
import type { CheckButton, Forge, ForgeWriter, OpenForge, OpenForgeWriter, Written } from '../ports/forge.ts';
import type { Ledger, LedgerWriter, OutboxRow } from '../ports/ledger.ts';
import { commitWay } from './commit-way.ts';
import { unlessLimited, waitOutDoubt } from './doubt.ts';
import { describeWay, draftWay } from './draft.ts';
import { outgoing, type WayOut } from './outgoing.ts';
import type { Pacing } from './pace.ts';
import { forgeAt, type Place, placeOfRun } from './place.ts';
import { folded, reviewPost, signed, type Stationery } from './post.ts';
import { announce, show, type ShowParts } from './show.ts';
import { headMoved, plain, type Way } from './way.ts';

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
  /** What a check that is over offers to ask for next. */
  readonly buttons: readonly CheckButton[];
}

/** THE ONLY WRITER: performs effects exactly once, and shows runs. */
export interface Deliver {
  /** Answers how the effect ended; throws Failure `transient` while that is in doubt, or while others' writes come first. */
  perform(row: OutboxRow, place: Place, grip: Grip): Promise<OutboxRow['state']>;
  /** The first sign of life of a run: draws its check run or status comment unless that is there already. */
  announce(run: Run): Promise<void>;
  /** Draws the check run, or the status comment, from the run; the last one wins. */
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
    announce: (run) => announce(shownAt(openedAt(parts, placeOfRun(run))), run),
    show: (run) => show(shownAt(openedAt(parts, placeOfRun(run))), run),
    acknowledge: async (place, on) => {
      const ref = { ...place.repository, number: on.number };
      const writer = await openedAt(parts, place).writerInTurn();
      await writer.react(ref, on.commentId, on.inThread, 'eyes');
    },
    redeliver: (attempt) => parts.appWriter.redeliver(attempt),
  };
}

interface Opened extends DeliverParts {
  readonly place: Place;
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
    place,
    stationery: { repository, way: parts.way, markerSecret: parts.markerSecret },
    grip,
    forge: forgeAt(place, parts.openForge),
    writerInTurn: async () => {
      await parts.pacing.turn(installation, grip.signal);
      return writer;
    },
  };
}

function shownAt(at: Opened): ShowParts {
  return { ...at, repository: at.place.repository };
}

type State = OutboxRow['state'];

/**
 * planned -> sent -> done. `sent` is written before the request leaves: what crashed in between is looked for, and written again
 * only when it has not appeared for as long as GitHub's reads may lag.
 */
async function perform(at: Opened, row: OutboxRow): Promise<State> {
  const { effect, key, state } = row;
  if (state.is === 'done' || state.is === 'dropped') return state;
  if (effect.kind === 'signal' || effect.kind === 'lesson') {
    await keep(at, effect, key);
    return mark(at, row, { is: 'done', id: 0 });
  }
  const way = wayOf(at, effect, row);
  const outcome = (await foundOut(at, row, way)) ?? (await send(at, row, way));
  if (outcome.is === 'done') await way.followUp(outcome.id);
  return mark(at, row, outcome);
}

/** What becomes of it without a write; undefined where it is to be written. */
async function foundOut(at: Opened, row: OutboxRow, way: Way<ForgeWriter>): Promise<State | undefined> {
  const id = await way.find();
  if (id !== undefined) return { is: 'done', id };
  if (row.state.is === 'sent' && !way.isRepeatable)
    await waitOutDoubt(at, row.state, row.effect.kind, (anew) => mark(at, row, anew));
  return way.hindrance();
}

async function send(at: Opened, row: OutboxRow, way: Way<ForgeWriter>): Promise<State> {
  const writer = await at.writerInTurn();
  if (!(await at.grip.holds())) throw new Failure({ kind: 'stale' });
  await mark(at, row, { is: 'sent', at: at.clock.now() });
  const sent = await unlessLimited(
    () => way.write(writer),
    async () => way.isBegun() || mark(at, row, { is: 'planned' }),
  );
  return sent.is === 'sent' ? { is: 'done', id: sent.id } : way.refused(sent);
}

async function mark(at: Opened, row: OutboxRow, state: State): Promise<State> {
  await at.ledger.outbox.mark(row.key, state, at.clock.now());
  return state;
}

type Kept = Extract<Effect, { kind: 'signal' | 'lesson' }>;

/** What goes to the ledger: there a key counts once, so that nothing has to be looked for. */
async function keep({ ledgerWriter, place, clock }: Opened, effect: Kept, key: string): Promise<void> {
  if (effect.kind === 'signal') {
    const { run, signal, by, text } = effect;
    return ledgerWriter.signal(key, { run, signal, by, text }, clock.now());
  }
  const { change } = effect;
  const { installation, repository } = place;
  if (change.is === 'drop') return ledgerWriter.dropLesson(repository.id, change.id);
  const { text, by, from } = change;
  return ledgerWriter.addLesson(
    key,
    { installation, repository: repository.id },
    { text, by, from },
    clock.now(),
  );
}

function wayOf(at: Opened, effect: Exclude<Effect, Kept>, { key, state }: OutboxRow): Way<ForgeWriter> {
  const { forge, stationery } = at;
  switch (effect.kind) {
    case 'review':
      return reviewWay(at, effect, key);
    case 'comment':
      return {
        ...plain,
        find: () => keyed(forge.ownComments(effect.on.number), key),
        write: (writer) =>
          writer.createComment(effect.on, signed(effect.body, effect.closes, key, stationery)),
      };
    case 'thread-reply':
      return {
        ...plain,
        find: () => keyed(forge.ownReplies(effect.pull.number), key),
        write: (writer) =>
          writer.replyInThread(effect.pull, effect.rootCommentId, signed(effect.body, [], key, stationery)),
      };
    case 'thread-state':
      return {
        ...plain,
        isRepeatable: true,
        find: () => Promise.resolve(undefined),
        write: (writer) => writer.setThread(effect.threadId, effect.isResolved),
      };
    case 'dismiss-review':
      return dismissalWay(at, effect);
    case 'commits':
      return commitWay({ ...at, wasSent: state.is === 'sent' }, effect, key);
    case 'draft-pull':
      return draftWay(at, effect, key);
    case 'describe':
      return describeWay(at, effect, key);
  }
}

async function keyed(own: Promise<readonly Written[]>, key: string): Promise<number | undefined> {
  return (await own).find((written) => written.key === key)?.id;
}

/**
 * GitHub takes a review whole or not at all, without saying which comment it minds. Anchors were checked against the diff, so a
 * refusal is rare: then nothing is lost, and every finding is told in the body instead.
 */
function reviewWay(at: Opened, effect: Extract<Effect, { kind: 'review' }>, key: string): Way<ForgeWriter> {
  const { pull, review } = effect;
  return {
    ...plain,
    find: () => keyed(at.forge.ownReviews(pull.number), key),
    hindrance: async () => {
      const { head } = await at.forge.pull(pull.number);
      return head.sha === review.headSha ? undefined : headMoved;
    },
    write: async (writer) => {
      const post = reviewPost(effect, key, at.stationery);
      const sent = await writer.createReview(pull, post);
      if (sent.is === 'sent' || sent.status !== 422 || post.comments.length === 0) return sent;
      const again = await at.writerInTurn();
      return again.createReview(pull, reviewPost({ ...effect, review: folded(review) }, key, at.stationery));
    },
  };
}

/** A review that is gone, or does not stand in the way any more, has been lifted. */
function dismissalWay(at: Opened, effect: Extract<Effect, { kind: 'dismiss-review' }>): Way<ForgeWriter> {
  const { pull, reviewId, message } = effect;
  return {
    ...plain,
    isRepeatable: true,
    find: async () => {
      const reviews = await at.forge.ownReviews(pull.number);
      return reviews.some(({ id, blocks }) => id === reviewId && blocks) ? undefined : reviewId;
    },
    write: (writer) => writer.dismissReview(pull, reviewId, outgoing(message, at.place.repository, at.way)),
  };
}
