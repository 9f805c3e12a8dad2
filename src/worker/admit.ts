import type { RegisteredCommand, Wanted } from '../commands/command.ts';
import type { Leeway } from '../config/repository.ts';
import type { Effect } from '../core/effect.ts';
import { type Cause, causeId } from '../core/event.ts';
import { transientFailure, type UserReason } from '../core/failure.ts';
import { type HearJob, jobId } from '../core/job.ts';
import {
  begun,
  continued,
  isOpen,
  type Request,
  type Run,
  runKey,
  type RunState,
  shownAs,
} from '../core/run.ts';
import { headOf, type Subject } from '../core/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { OpenForge } from '../ports/forge.ts';
import type { Ledger, Owner } from '../ports/ledger.ts';
import type { Queue } from '../ports/queue.ts';
import { failureSentence } from '../text/failures.ts';
import { answer } from './answer.ts';
import { readConfig } from './configuration.ts';
import type { Deliver } from './deliver.ts';
import { resumedBy } from './go-on.ts';
import { type Intent, intents, isAllowed } from './intents.ts';
import { isOursToAnswer, type Scene, sceneOf, subjectFor } from './scene.ts';
import { endSoon, stoppingOf, stopsFor, stopsOf } from './stop.ts';

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
  const decisions = await decideAll(job, scene, parts);
  const attempts = decisions.flatMap((decision) => (decision.is === 'stop' ? decision.attempts : []));
  const stops = [...(await stopsFor(scene, parts)), ...stopsOf(attempts, senderOf(scene))];
  const refusals = decisions.flatMap((decision) => (decision.is === 'refuse' ? [decision] : []));
  const effects = [...stops, ...refusals.map(({ sentence }) => refusal(scene, sentence))];
  if (effects.length > 0) await answer({ key: job.id, generation: 1 }, effects, scene.place, parts);
  await endSoon(attempts, scene, parts);
  if (attempts.length > 0) await acknowledge(scene, parts);
  const opened = [];
  for (const decision of decisions) {
    if (decision.is === 'open') opened.push(await open(job, scene, decision, parts));
  }
  const words = [...stops.map(() => 'stopped'), ...refusals.map(() => 'refused'), ...opened];
  return words.length === 0 ? 'nothing: no command, no open run' : words.join(', ');
}

type Decision =
  /** `goesOn` where what was left unfinished is taken up again. */
  | {
      readonly is: 'open';
      readonly intent: Intent;
      readonly request: Request;
      readonly goesOn: boolean;
    }
  | { readonly is: 'stop'; readonly attempts: readonly Owner[] }
  | { readonly is: 'refuse'; readonly sentence: string }
  | { readonly is: 'nothing' };

async function decideAll(job: HearJob, scene: Scene, parts: AdmitParts): Promise<readonly Decision[]> {
  const decisions = [];
  for (const intent of await intentsIn(scene, parts)) {
    const steered = await steer(intent, scene, job, parts);
    decisions.push(steered ?? (await decide({ intent, subject: null }, scene, parts.leeway)));
  }
  return decisions;
}

/** What becomes of a command that is about others; undefined where there is nothing for it to be about, which it says itself. */
async function steer(
  intent: Intent,
  scene: Scene,
  job: HearJob,
  parts: AdmitParts,
): Promise<Decision | undefined> {
  const { steers, args } = intent.command.head;
  if (steers === undefined || !args.safeParse(intent.args).success) return undefined;
  if (steers === 'continue') {
    const resumed = await resumedBy(intent, scene, parts);
    return resumed && decide(resumed, scene, parts.leeway);
  }
  const stopping = await stoppingOf(intent, scene, job, parts);
  switch (stopping.is) {
    case 'stop':
      return stopping;
    case 'refuse':
      return { is: 'refuse', sentence: needsPermission(intent, senderOf(scene)) };
    case 'nothing':
      return undefined;
  }
}

function needsPermission({ command, trigger }: Intent, login: string): string {
  const reason = { is: 'needs-permission', command: command.head.name, needs: trigger.needs } as const;
  return failureSentence({ kind: 'user', reason: { ...reason, login: login.replace(/^@/, '') } });
}

function senderOf({ cause }: Scene): string {
  return cause.kind === 'delivery' ? `@${cause.sender.login}` : '';
}

/** A reply is one to us where the thread is ours: in other people's we have no part. */
async function intentsIn(scene: Scene, { commands, botName }: AdmitParts): Promise<readonly Intent[]> {
  const found = intents(scene.event, commands, botName);
  const isReply = found.some(({ trigger }) => trigger.on === 'replied');
  return isReply && !(await isOursToAnswer(scene)) ? [] : found;
}

/** Says no in words only to a person who asked; an event by itself is passed over. */
async function decide(
  { intent, subject: resumed }: { readonly intent: Intent; readonly subject: Subject | null },
  scene: Scene,
  leeway: Leeway,
): Promise<Decision> {
  const { command, asked, trigger } = intent;
  const isSaid = scene.event.kind === 'commented' && trigger.on !== 'replied';
  function no(reason: UserReason): Decision {
    return isSaid ? { is: 'refuse', sentence: failureSentence({ kind: 'user', reason }) } : { is: 'nothing' };
  }
  const subject = resumed ?? subjectFor(command, scene);
  const { name, subjects } = command.head;
  if (subject === undefined) return no({ is: 'wrong-subject', command: name, subjects });
  const hindrance = await hindranceOf(intent, scene);
  if (hindrance !== undefined) return no(hindrance);
  const { config } = await readConfig(scene.forge, leeway);
  const wanted = command.wants({ pull: scene.pull, config, asked, event: scene.event });
  if (wanted.is === 'silent') return { is: 'nothing' };
  if (wanted.is === 'no' && isSaid) return { is: 'refuse', sentence: wanted.reason };
  const request = requestFor(intent, subject, stateFor(wanted), scene.cause);
  return { is: 'open', intent, request, goesOn: resumed !== null };
}

/** Who may not ask, or asks for something that cannot be; undefined where nothing stands against it. */
async function hindranceOf(intent: Intent, scene: Scene): Promise<UserReason | undefined> {
  const { name, usage, args } = intent.command.head;
  const { needs } = intent.trigger;
  const login = await permissionMissing(intent, scene);
  if (login !== undefined) return { is: 'needs-permission', command: name, needs, login };
  const read = args.safeParse(intent.args);
  if (read.success) return undefined;
  return { is: 'bad-arguments', command: name, usage, fault: read.error.issues[0]?.message ?? '' };
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
  const apart = takes === undefined ? [] : args;
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

/** One admission at a time for a run, so that its first sign of life is shown once. */
async function open(
  job: HearJob,
  scene: Scene,
  { intent, request, goesOn }: Extract<Decision, { is: 'open' }>,
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
      return goesOn ? continued(before, request, now) : begun(before, request, now);
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
  const { place } = scene;
  await acknowledge(scene, parts);
  if (shownAs(run) !== null) await parts.deliver.announce(run);
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

/** The first sign of life for whoever commented. */
async function acknowledge({ event, place, number }: Scene, { deliver }: AdmitParts): Promise<void> {
  if (event.kind !== 'commented') return;
  const { commentId, threadRootId } = event;
  await deliver.acknowledge(place, { number, commentId, inThread: threadRootId !== null });
}
