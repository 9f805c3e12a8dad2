import { type Cause, causeId } from './event.ts';
import {
  beginning,
  canGoOn,
  type Door,
  isOpen,
  noProgress,
  type Run,
  runKey,
  type RunState,
  type Shows,
} from './run.ts';
import { headOf, type Subject } from './subject.ts';

/** What wants a run: a way in that was admitted. */
export interface Request {
  readonly command: string;
  readonly args: readonly string[];
  /** What tells it from other requests for the same command on the same subject, where several may be open at once. */
  readonly apart?: readonly string[];
  readonly subject: Subject;
  readonly cause: Cause;
  readonly door?: Door;
  /** A person named it, or pressed the button, rather than an event by itself. */
  readonly asked: boolean;
  /** The same head is worked on again although it has been: a person asked, or what is compared with has changed. */
  readonly insists: boolean;
  /** What is compared with has changed: what is under way on the same head is out of date. */
  readonly outdates: boolean;
  /** It happened by itself: what somebody has stopped stays as it is, and what was left unfinished on the same head. */
  readonly rests?: boolean;
  readonly state: RunState;
  readonly shows: Shows;
}

/**
 * The run as a request leaves it, or undefined where the request changes nothing: it has been heard already, or the same head has
 * been worked on and nobody insists. While the same head is being worked on, the request joins in. A new head begins a new
 * generation and leaves the old one's check to be concluded.
 */
export function begun(run: Run | undefined, request: Request, now: number): Run | undefined {
  if (run === undefined)
    return { ...generation(firstGeneration(now), request, now), outdated: [], doneAt: '' };
  if (isPassedOver(run, request)) return undefined;
  if (isSameHead(run, request)) {
    if (isOpen(run) && !outdates(request)) return { ...run, joined: run.joined + 1 };
    if (!isOpen(run) && !request.insists && !wantsAnother(run)) return undefined;
  }
  return {
    ...generation(run.generation + 1, request, now),
    outdated: isOpen(run) ? withOwn(run) : run.outdated,
    doneAt: doneAt(run),
  };
}

/** The run as a request leaves it that finds it at work and lets it finish; undefined where it has been heard already. */
export function joined(run: Run, request: Pick<Request, 'cause'>): Run | undefined {
  return causeId(run.cause) === causeId(request.cause) ? undefined : { ...run, joined: run.joined + 1 };
}

/**
 * The run as it goes on for somebody who asked for that: with the steps that are kept and the comment that tells how it stands, and
 * with a budget of its own. Undefined where there is nothing to go on with, or it has been heard already.
 */
export function continued(run: Run | undefined, request: Request, now: number): Run | undefined {
  if (run === undefined || !canGoOn(run) || causeId(run.cause) === causeId(request.cause)) return undefined;
  return goneOn(run, request, now);
}

/** The run as it goes on with what somebody has answered; undefined where it asks nothing (any more). */
export function answered(
  run: Run | undefined,
  request: Request,
  answer: string,
  now: number,
): Run | undefined {
  if (run?.state.is !== 'asking') return undefined;
  const { door, requester, answers, state } = run;
  const { cause } = request;
  const by = cause.kind === 'delivery' ? cause.sender.login : '';
  const all = [...answers, { question: state.question, answer, by }];
  return { ...goneOn(run, request, now), door, requester, answers: all };
}

function goneOn(run: Run, request: Request, now: number): Run {
  const { status, outdated, answers, pull } = run;
  return {
    ...generation(run.generation + 1, request, now),
    status,
    answers,
    pull,
    continues: beginning(run),
    outdated: isOpen(run) ? withOwn({ ...run, status: { is: 'never' } }) : outdated,
    doneAt: doneAt(run),
  };
}

/** Work that was done in part leaves something to do at its head. */
function doneAt(run: Run): string {
  const isDone = run.state.is === 'ended' && ['done', 'blocked'].includes(run.state.how);
  return isDone ? headOf(run.subject) : run.doneAt;
}

/** What is not to be worked on puts no end to what is. */
function outdates({ outdates, state }: Request): boolean {
  return outdates && state.is !== 'ended';
}

/** 1 January 2026. */
const epoch = 1_767_225_600_000;

/**
 * Counted on from the time: what is erased from the ledger stays on GitHub under its attempt's key, and the first attempt of the
 * same request afterwards must not be taken for one of those.
 */
function firstGeneration(now: number): number {
  return Math.max(1, Math.floor((now - epoch) / 1_000));
}

function generation(number: number, request: Request, now: number): Omit<Run, 'outdated' | 'doneAt'> {
  const { command, args, apart, subject, cause, door, asked, state, shows } = request;
  return {
    key: runKey(subject, command, apart),
    generation: number,
    command,
    args,
    subject,
    cause,
    door: door ?? { on: '', commentId: null, at: null },
    requester: cause.kind === 'delivery' ? cause.sender : null,
    answers: [],
    pull: null,
    asked,
    state,
    progress: noProgress,
    check: { is: shows === 'check' ? 'nowhere' : 'never' },
    status: { is: shows === 'status' ? 'nowhere' : 'never' },
    continues: null,
    waits: 0,
    joined: 0,
    createdAt: now,
    updatedAt: now,
  };
}

/** Whether it has been heard already, or would by itself begin anew what is somebody's to continue. */
function isPassedOver(run: Run, request: Request): boolean {
  if (causeId(run.cause) === causeId(request.cause)) return true;
  return request.rests === true && canGoOn(run) && (isStopped(run) || isSameHead(run, request));
}

function isStopped({ state }: Run): boolean {
  return state.is === 'ended' && state.how === 'cancelled';
}

function isSameHead(run: Run, { subject }: Request): boolean {
  return headOf(run.subject) === headOf(subject);
}

/** An attempt that ended without looking at the head leaves room for another one. */
function wantsAnother(run: Run): boolean {
  return run.state.is === 'ended' && ['refused', 'cancelled', 'superseded'].includes(run.state.how);
}

function withOwn(run: Run): Run['outdated'] {
  const { generation, continues, check, status, outdated } = run;
  const isSeen = [check, status].some(({ is }) => is === 'sent' || is === 'known');
  return isSeen
    ? [...outdated, { generation, headSha: headOf(run.subject), check, status, continues }]
    : outdated;
}
