import type { RegisteredCommand } from '../commands/command.ts';
import type { Cause, Event } from '../core/event.ts';
import { Failure } from '../core/failure.ts';
import type { HearJob } from '../core/job.ts';
import type { Account, PullRequest, RepositoryRef } from '../core/pull-request.ts';
import type { Subject } from '../core/subject.ts';
import type { Forge, Issue, OpenForge } from '../ports/forge.ts';
import type { Ledger } from '../ports/ledger.ts';
import { forgeAt, type Place, placeOf } from './place.ts';

/** What an event is about, read anew: a payload is a hint, and may be late or out of order. */
export interface Scene {
  readonly event: Event;
  readonly cause: Cause;
  readonly place: Place;
  readonly forge: Forge;
  readonly number: number;
  readonly pull: PullRequest | undefined;
  /** Where it is no pull request. */
  readonly issue: Issue | undefined;
  readonly threadRootId: number | null;
}

export interface SceneParts {
  readonly ledger: Ledger;
  readonly openForge: OpenForge;
}

interface Spot {
  readonly repository: RepositoryRef;
  readonly number: number;
  readonly isPull: boolean;
  readonly threadRootId: number | null;
}

/** Undefined where the event is about no issue or pull request that is still there. */
export async function sceneOf(job: HearJob, parts: SceneParts): Promise<Scene | undefined> {
  const { event, cause } = job;
  const spot = await spotOf(job, parts);
  if (spot === undefined) return undefined;
  const place = placeOf(cause, spot.repository);
  const forge = forgeAt(place, parts.openForge);
  const { number, threadRootId } = spot;
  const scene = { event, cause, place, forge, number, threadRootId };
  if (spot.isPull) {
    const pull = await unlessGone(() => forge.pull(number));
    return pull && { ...scene, pull, issue: undefined };
  }
  const issue = await unlessGone(() => forge.issue(number));
  return issue && { ...scene, pull: undefined, issue };
}

/** `@` and the login of whoever caused the event; empty where nobody did. */
export function senderOf({ cause }: Pick<Scene, 'cause'>): string {
  return cause.kind === 'delivery' ? `@${cause.sender.login}` : '';
}

/** Who opened what the event is about. */
export function authorOf({ pull, issue }: Pick<Scene, 'pull' | 'issue'>): Account | undefined {
  return (pull ?? issue)?.author;
}

async function spotOf({ event, cause }: HearJob, parts: SceneParts): Promise<Spot | undefined> {
  if ('key' in event) {
    return (await spotOfRun(event.key, parts.ledger)) ?? spotOfHead(event, cause, parts.openForge);
  }
  if (event.kind === 'checks-completed') return spotOfHead(event, cause, parts.openForge);
  if (!('ref' in event)) return undefined;
  const isPull = 'isPull' in event ? event.isPull : 'headSha' in event;
  const threadRootId = event.kind === 'commented' ? event.threadRootId : null;
  return { repository: event.ref, number: event.ref.number, isPull, threadRootId };
}

function spot(ref: RepositoryRef & { readonly number: number }, isPull: boolean): Spot {
  return { repository: ref, number: ref.number, isPull, threadRootId: null };
}

/** A check run carries the key of the attempt that it shows. */
async function spotOfRun(key: string, ledger: Ledger): Promise<Spot | undefined> {
  const run = await ledger.runs.get(key.split('.')[0] ?? '');
  if (run === undefined || run.subject.kind === 'range') return undefined;
  return spot(run.subject.ref, run.subject.kind !== 'issue');
}

/** A whole suite that is asked for again, or checks of others that are over, name no check of ours, only the head. */
async function spotOfHead(
  { repository, headSha }: { readonly repository: RepositoryRef; readonly headSha: string },
  cause: Cause,
  open: OpenForge,
): Promise<Spot | undefined> {
  const [pull] = await forgeAt(placeOf(cause, repository), open).pullsAt(headSha);
  return pull && spot(pull, true);
}

async function unlessGone<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Failure && error.why.kind === 'user' && error.why.reason.is === 'gone')
      return undefined;
    throw error;
  }
}

/** More answers in one thread convince nobody; two machines that answer each other end here, too. */
const mostAnswers = 5;

/** Whether the thread that was commented in began with a finding of ours and has not been answered too often. */
export async function isOursToAnswer({ forge, number, threadRootId }: Scene): Promise<boolean> {
  const threads = await forge.threads(number);
  const thread = threads.find(({ rootCommentId }) => rootCommentId === threadRootId);
  if (thread === undefined || thread.fingerprint === null) return false;
  return thread.comments.slice(1).filter(({ isOurs }) => isOurs).length < mostAnswers;
}

/** The subject as the command wants it: the thread where it takes one, else the pull request or issue around it. */
export function subjectFor(command: RegisteredCommand, scene: Scene): Subject | undefined {
  return subjectsOf(scene).find(({ kind }) => command.head.subjects.includes(kind));
}

/** What the scene can be taken as, the closest first. */
function subjectsOf({ place, number, pull, threadRootId }: Scene): readonly Subject[] {
  const ref = { ...place.repository, number };
  if (pull === undefined) return [{ kind: 'issue', ref }];
  const headSha = pull.head.sha;
  const thread =
    threadRootId === null ? [] : [{ kind: 'thread', ref, headSha, rootCommentId: threadRootId } as const];
  return [...thread, { kind: 'pull', ref, headSha }];
}
