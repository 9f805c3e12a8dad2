import type { RegisteredCommand, Wanted } from '../commands/command.ts';
import type { Leeway } from '../config/repository.ts';
import type { Effect } from '../core/effect.ts';
import { type Cause, causeId, type EventKind } from '../core/event.ts';
import { transientFailure, type UserReason } from '../core/failure.ts';
import { type HearJob, jobId } from '../core/job.ts';
import { attemptKey, begun, isOpen, type Request, type Run, runKey, type RunState } from '../core/run.ts';
import { headOf, type Subject } from '../core/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { OpenForge } from '../ports/forge.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Queue } from '../ports/queue.ts';
import { failureSentence } from '../text/failures.ts';
import { answer } from './answer.ts';
import { readConfig } from './configuration.ts';
import type { Deliver } from './deliver.ts';
import { type Intent, intents, isAllowed } from './intents.ts';
import { isOursToAnswer, type Scene, sceneOf, subjectFor } from './scene.ts';

export interface AdmitParts {
  readonly ledger: Ledger;
  readonly queue: Pick<Queue, 'add'>;
  readonly openForge: OpenForge;
  readonly deliver: Deliver;
  readonly commands: readonly RegisteredCommand[];
  readonly leeway: Leeway;
  readonly clock: Clock;
  readonly holder: string;
  readonly holdMs: number;
  readonly botName: string;
  /** How long a push waits for the next one. */
  readonly pushWaitMs: number;
}

/**
 * Hears one event: stops what it ends, refuses what is not allowed, and opens or joins runs. Every part of it may be done again
 * without a second effect. Answers what became of the event, for the record.
 */
export async function admit(job: HearJob, parts: AdmitParts): Promise<string> {
  const scene = await sceneOf(job, parts);
  if (scene === undefined) return 'nothing: about nothing that is there';
  const stops = await stopsFor(scene, parts);
  const decisions = await decideAll(scene, parts);
  const refusals = decisions.flatMap((decision) => (decision.is === 'refuse' ? [decision] : []));
  const effects = [...stops, ...refusals.map(({ sentence }) => refusal(scene, sentence))];
  if (effects.length > 0) await answer({ key: job.id, generation: 1 }, effects, scene.place, parts);
  const opened = [];
  for (const decision of decisions) {
    if (decision.is === 'open') opened.push(await open(job, scene, decision, parts));
  }
  const words = [...stops.map(() => 'stopped'), ...refusals.map(() => 'refused'), ...opened];
  return words.length === 0 ? 'nothing: no command, no open run' : words.join(', ');
}

type Decision =
  | { readonly is: 'open'; readonly intent: Intent; readonly request: Request }
  | { readonly is: 'refuse'; readonly sentence: string }
  | { readonly is: 'nothing' };

async function decideAll(scene: Scene, parts: AdmitParts): Promise<readonly Decision[]> {
  const decisions = [];
  for (const intent of await intentsIn(scene, parts)) {
    decisions.push(await decide(intent, scene, parts.leeway));
  }
  return decisions;
}

/** A reply is one to us where the thread is ours: in other people's we have no part. */
async function intentsIn(scene: Scene, { commands, botName }: AdmitParts): Promise<readonly Intent[]> {
  const found = intents(scene.event, commands, botName);
  const isReply = found.some(({ trigger }) => trigger.on === 'replied');
  return isReply && !(await isOursToAnswer(scene)) ? [] : found;
}

/** Says no in words only to a person who asked; an event by itself is passed over. */
async function decide(intent: Intent, scene: Scene, leeway: Leeway): Promise<Decision> {
  const { command, asked, trigger } = intent;
  const isSaid = scene.event.kind === 'commented' && trigger.on !== 'replied';
  function no(reason: UserReason): Decision {
    return isSaid ? { is: 'refuse', sentence: failureSentence({ kind: 'user', reason }) } : { is: 'nothing' };
  }
  const subject = subjectFor(command, scene);
  const { name, subjects, usage } = command.head;
  if (subject === undefined) return no({ is: 'wrong-subject', command: name, subjects });
  const denied = await permissionMissing(intent, scene);
  if (denied !== undefined)
    return no({ is: 'needs-permission', command: name, needs: trigger.needs, login: denied });
  const args = command.head.args.safeParse(intent.args);
  if (!args.success) {
    return no({ is: 'bad-arguments', command: name, usage, fault: args.error.issues[0]?.message ?? '' });
  }
  const { config } = await readConfig(scene.forge, leeway);
  const wanted = command.wants({ pull: scene.pull, config, asked, event: scene.event });
  if (wanted.is === 'silent') return { is: 'nothing' };
  if (wanted.is === 'no' && isSaid) return { is: 'refuse', sentence: wanted.reason };
  return { is: 'open', intent, request: requestFor(intent, subject, stateFor(wanted), scene.cause) };
}

/** What is not wanted is over at once: where the command shows a check, that says why. */
function stateFor(wanted: Wanted): RunState {
  return wanted.is === 'no' ? { is: 'ended', how: 'refused', reason: wanted.reason } : { is: 'queued' };
}

function requestFor(
  { command, args, asked, trigger }: Intent,
  subject: Subject,
  state: RunState,
  cause: Cause,
): Request {
  const { name, shows, takes } = command.head;
  const apart = takes === 'text' ? args : [];
  const insists = asked || trigger.again;
  const outdates = trigger.again && !asked;
  return { command: name, args, apart, subject, cause, asked, insists, outdates, state, shows };
}

/** The login that lacks what the way in needs; undefined where nothing is missing. */
async function permissionMissing(intent: Intent, scene: Scene): Promise<string | undefined> {
  const { needs } = intent.trigger;
  if (needs === 'none' || scene.cause.kind !== 'delivery') return undefined;
  const { sender } = scene.cause;
  if (sender.isBot) return sender.login;
  const isAuthor = scene.pull?.author.id === sender.id;
  if (needs === 'author' && isAuthor) return undefined;
  const permission = await scene.forge.permission(sender.login);
  return isAllowed(needs, permission, isAuthor) ? undefined : sender.login;
}

function refusal(scene: Scene, body: string): Effect {
  const on = { ...scene.place.repository, number: scene.number };
  return scene.threadRootId === null
    ? { kind: 'comment', on, body, closes: [] }
    : { kind: 'thread-reply', pull: on, rootCommentId: scene.threadRootId, body };
}

/** Open runs that the event ends, unless the world has moved on since: a pull request closed and reopened is open. */
async function stopsFor(scene: Scene, parts: AdmitParts): Promise<readonly Effect[]> {
  const by = endedBy(scene.event.kind, scene);
  if (by === undefined) return [];
  const stops: Effect[] = [];
  for (const command of parts.commands) {
    const subject = command.head.endsOn.includes(scene.event.kind) ? subjectFor(command, scene) : undefined;
    const run = subject && (await parts.ledger.runs.get(runKey(subject, command.head.name)));
    if (run !== undefined && isOpen(run))
      stops.push({ kind: 'signal', run: attemptKey(run), signal: 'stop', by, text: '' });
  }
  return stops;
}

function endedBy(kind: EventKind, scene: Scene): string | undefined {
  if (kind === 'pull-closed' && scene.pull?.state !== 'open') return 'closed';
  if (kind === 'pull-drafted' && scene.pull?.isDraft === true) return 'draft';
  return undefined;
}

/** One admission at a time for a run, so that its first sign of life is shown once. */
async function open(
  job: HearJob,
  scene: Scene,
  { intent, request }: Extract<Decision, { is: 'open' }>,
  parts: AdmitParts,
): Promise<string> {
  const key = runKey(request.subject, request.command, request.apart);
  const { runs, mailbox } = parts.ledger;
  const now = parts.clock.now();
  const gate = `admission ${key}`;
  if (!(await runs.hold(gate, parts.holder, now, now + parts.holdMs))) {
    throw transientFailure(
      { is: 'busy', detail: 'another event of the same request is being admitted' },
      500,
    );
  }
  try {
    if (intent.trigger.on === 'replied') await waitForAnswer(key, parts);
    let supersedes = false;
    const run = await runs.update(key, now, (before) => {
      supersedes =
        before !== undefined && isOpen(before) && headOf(before.subject) !== headOf(request.subject);
      return begun(before, request, now);
    });
    if (run === undefined || causeId(run.cause) !== causeId(job.cause)) {
      if (run !== undefined && isOpen(run)) await mailbox.put(key, job.id, job.event, now);
      return `${request.command} joined`;
    }
    // A new head while an old one is worked on comes from a push, whoever tells of it first, and waits as a push does.
    await start(run, scene, { ...intent, waits: supersedes || intent.trigger.waits }, parts);
    return `${request.command} ${isOpen(run) ? 'opened' : 'skipped'}`;
  } finally {
    await runs.release(gate, parts.holder);
  }
}

/** What is said while an answer is on its way to the thread is too late for it, and heard when that is there. */
async function waitForAnswer(key: string, { ledger }: AdmitParts): Promise<void> {
  const run = await ledger.runs.get(key);
  if (run === undefined || !isOpen(run)) return;
  if ((await ledger.outbox.planned(key, run.generation)) !== undefined)
    throw transientFailure({ is: 'busy', detail: 'an answer in the same thread is being posted' }, 1_000);
}

async function start(
  run: Run,
  scene: Scene,
  { command, waits }: { readonly command: RegisteredCommand; readonly waits: boolean },
  parts: AdmitParts,
): Promise<void> {
  const { event, place } = scene;
  if (event.kind === 'commented') {
    const { commentId, threadRootId } = event;
    await parts.deliver.acknowledge(place, {
      number: scene.number,
      commentId,
      inThread: threadRootId !== null,
    });
  }
  if (run.check.is !== 'never') await parts.deliver.announce(run);
  if (!isOpen(run)) return;
  const { key, generation } = run;
  const id = jobId('work', key, generation);
  const { lane } = command.head;
  const {
    installation,
    repository: { id: repository },
  } = place;
  const delayMs = waits ? parts.pushWaitMs : 0;
  await parts.queue.add(
    { version: 1, id, kind: 'work', lane, run: key, generation, installation, repository },
    { delayMs },
  );
}
