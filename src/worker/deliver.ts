import { neutraliseLine } from '../checks/markdown.ts';
import { marker } from '../core/marker.ts';
import type { Effect } from '../core/effect.ts';
import { Failure, transientFailure } from '../core/failure.ts';
import { attemptKey, type Run, type RunState, type Shown } from '../core/run.ts';
import { headOf } from '../core/subject.ts';
import type { AppForgeWriter } from '../ports/app-forge.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  CheckRun,
  Forge,
  ForgeWriter,
  InlineComment,
  OpenForge,
  OpenForgeWriter,
  Sent,
  Written,
} from '../ports/forge.ts';
import type { Ledger, LedgerWriter, OutboxRow } from '../ports/ledger.ts';
import { checkText } from '../text/check.ts';
import { inlineBody } from '../text/inline.ts';
import { reviewBody } from '../text/review.ts';
import { outgoing, type WayOut } from './outgoing.ts';
import { forgeAt, type Place, placeOfRun } from './place.ts';

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
  /** How long a write without an answer may still appear: reads of GitHub lag by up to half a minute. */
  readonly doubtMs: number;
}

/** THE ONLY WRITER: performs effects exactly once, and shows runs. */
export interface Deliver {
  /** Answers how the effect ended; throws Failure `transient` while that is in doubt. `holds` is asked right before a write. */
  perform(row: OutboxRow, place: Place, holds: () => Promise<boolean>): Promise<OutboxRow['state']>;
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

export function openDeliver(parts: DeliverParts): Deliver {
  return {
    perform: (row, place, holds) => perform({ ...openedAt(parts, place), holds }, row),
    show: (run) => show(openedAt(parts, placeOfRun(run)), run),
    acknowledge: async (place, on) => {
      const ref = { ...place.repository, number: on.number };
      await openedAt(parts, place).writer.react(ref, on.commentId, on.inThread, 'eyes');
    },
    redeliver: (attempt) => parts.appWriter.redeliver(attempt),
  };
}

interface Opened extends DeliverParts {
  readonly place: Place;
  readonly forge: Forge;
  readonly writer: ForgeWriter;
}

interface Performing extends Opened {
  readonly holds: () => Promise<boolean>;
}

function openedAt(parts: DeliverParts, place: Place): Opened {
  const { installation, repository, delivery } = place;
  const writer = parts.openWriter(installation, repository, delivery);
  return { ...parts, place, forge: forgeAt(place, parts.openForge), writer };
}

/**
 * planned -> sent -> done. `sent` is written before the request leaves: what crashed in between is looked for by its marker,
 * and written again only when the marker has not appeared for as long as GitHub's reads may lag.
 */
async function perform(at: Performing, row: OutboxRow): Promise<OutboxRow['state']> {
  if (row.state.is === 'done' || row.state.is === 'dropped') return row.state;
  const { effect } = row;
  if (effect.kind === 'signal') return performSignal(at, row, effect);
  const written = await findWritten(at.forge, effect, row.key);
  if (written !== undefined) return mark(at, row, { is: 'done', id: written.id });
  if (row.state.is === 'sent') waitOutDoubt(at, row.state.at, effect.kind);
  if (
    effect.kind === 'review' &&
    (await at.forge.pull(effect.pull.number)).head.sha !== effect.review.headSha
  ) {
    return mark(at, row, { is: 'dropped', because: 'stale', reason: 'the head has moved' });
  }
  if (!(await at.holds())) throw new Failure({ kind: 'stale' });
  await mark(at, row, { is: 'sent', at: at.clock.now() });
  return mark(at, row, settled(await unlessLimited(at, row, () => write(at, effect, row.key))));
}

async function performSignal(
  at: Performing,
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

function waitOutDoubt(at: Opened, sentAt: number, what: string): void {
  const left = sentAt + at.doubtMs - at.clock.now();
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

/** A limit is said before anything is done, so there is nothing to look for afterwards. */
async function unlessLimited(at: Opened, row: OutboxRow, send: () => Promise<Sent>): Promise<Sent> {
  try {
    return await send();
  } catch (error) {
    if (isLimit(error)) await mark(at, row, { is: 'planned' });
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

async function write(at: Opened, effect: Posted, key: string): Promise<Sent> {
  switch (effect.kind) {
    case 'review':
      return writeReview(at, effect, key);
    case 'comment':
      return at.writer.createComment(effect.on, signed(at, effect.body, effect.closes, key));
    case 'thread-reply':
      return at.writer.replyInThread(effect.pull, effect.rootCommentId, signed(at, effect.body, [], key));
  }
}

/**
 * GitHub takes a review whole or not at all, without saying which comment it minds. Anchors were checked against the diff, so a
 * refusal is rare: then nothing is lost, and every finding is told in the body instead.
 */
async function writeReview(
  at: Opened,
  effect: Extract<Effect, { kind: 'review' }>,
  key: string,
): Promise<Sent> {
  const { pull, review } = effect;
  const comments = review.inline.map((finding) => inlineComment(finding, at));
  const posted = comments.flatMap((comment) => (comment === undefined ? [] : [comment]));
  const { headSha } = review;
  const sent = await at.writer.createReview(pull, {
    headSha,
    body: signed(at, reviewBody(review), [], key),
    comments: posted,
  });
  if (sent.is === 'sent' || sent.status !== 422 || posted.length === 0) return sent;
  const folded = { ...review, inline: [], elsewhere: [...review.inline, ...review.elsewhere] };
  return at.writer.createReview(pull, {
    headSha,
    body: signed(at, reviewBody(folded), [], key),
    comments: [],
  });
}

function inlineComment(finding: Parameters<typeof inlineBody>[0], at: Opened): InlineComment | undefined {
  const { anchor } = finding;
  if (anchor === null) return undefined;
  return {
    path: anchor.path,
    side: anchor.side === 'old' ? 'LEFT' : 'RIGHT',
    line: anchor.end,
    startLine: anchor.start === anchor.end ? null : anchor.start,
    body: outgoing(inlineBody(finding), at.place.repository, [], at.way),
  };
}

function signed(at: Opened, text: string, closes: readonly number[], key: string): string {
  return `${outgoing(text, at.place.repository, closes, at.way)}\n\n${marker(key, at.markerSecret)}`;
}

async function show(at: Opened, run: Run): Promise<void> {
  for (const old of run.outdated) await conclude(at, run, old);
  if (run.check.is !== 'never') await showCheck(at, run, checkRun(at, run));
}

/** An older generation's check says that a newer one exists. One that never came to be needs no word. */
async function conclude(at: Opened, run: Run, old: Run['outdated'][number]): Promise<void> {
  const state = { is: 'ended', how: 'superseded', reason: '' } as const;
  const check = { ...checkRun(at, { ...run, generation: old.generation, state }), headSha: old.headSha };
  const id = old.check.is === 'known' ? old.check.id : await lookUp(at, check);
  if (id === undefined && old.check.is === 'sent') waitOutDoubt(at, old.check.at, 'check');
  if (id !== undefined) await at.writer.updateCheck(id, check);
  await at.ledger.runs.update(
    run.key,
    at.clock.now(),
    (now) =>
      now && { ...now, outdated: now.outdated.filter(({ generation }) => generation !== old.generation) },
  );
}

/** Creates the check once, by the same rule as effects, and edits it from then on. */
async function showCheck(at: Opened, run: Run, check: CheckRun): Promise<void> {
  const id = run.check.is === 'known' ? run.check.id : await lookUp(at, check);
  if (id === undefined && run.check.is === 'sent') waitOutDoubt(at, run.check.at, 'check');
  if (id !== undefined) {
    await at.writer.updateCheck(id, check);
    if (run.check.is !== 'known') await rememberCheck(at, run, { is: 'known', id });
    return;
  }
  await rememberCheck(at, run, { is: 'sent', at: at.clock.now() });
  const sent = await createCheck(at, run, check);
  if (sent.is === 'sent') await rememberCheck(at, run, { is: 'known', id: sent.id });
}

async function createCheck(at: Opened, run: Run, check: CheckRun): Promise<Sent> {
  try {
    return await at.writer.createCheck(check);
  } catch (error) {
    if (isLimit(error)) await rememberCheck(at, run, { is: 'nowhere' });
    throw error;
  }
}

async function lookUp(at: Opened, check: CheckRun): Promise<number | undefined> {
  const own = await at.forge.ownChecks(check.headSha);
  return own.find((candidate) => candidate.key === check.key)?.id;
}

async function rememberCheck(at: Opened, run: Run, check: Shown): Promise<void> {
  await at.ledger.runs.update(run.key, at.clock.now(), (now) =>
    now?.generation === run.generation ? { ...now, check } : undefined,
  );
}

function checkRun(at: Opened, run: Run): CheckRun {
  const text = checkText(run);
  return {
    name: `Patchwright ${run.command}`,
    headSha: headOf(run.subject),
    key: attemptKey(run),
    state: checkState(run.state),
    title: neutraliseLine(text.title),
    summary: outgoing(text.summary, at.place.repository, [], at.way),
  };
}

/** Neutral or less, never green: only people say that a change is good. */
function checkState(state: RunState): CheckRun['state'] {
  switch (state.is) {
    case 'queued':
    case 'waiting':
      return { is: 'queued' };
    case 'working':
      return { is: 'in_progress' };
    case 'asking':
    case 'paused':
      return { is: 'completed', conclusion: 'neutral' };
    case 'ended':
      return { is: 'completed', conclusion: conclusionOf(state.how) };
  }
}

function conclusionOf(how: Extract<RunState, { is: 'ended' }>['how']): 'neutral' | 'cancelled' | 'skipped' {
  switch (how) {
    case 'done':
    case 'partial':
    case 'dead':
      return 'neutral';
    case 'refused':
      return 'skipped';
    case 'superseded':
    case 'cancelled':
      return 'cancelled';
  }
}
