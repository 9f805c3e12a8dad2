import type { RegisteredCommand } from '../commands/command.ts';
import type { Leeway } from '../config/repository.ts';
import type { Effect } from '../core/effect.ts';
import { causeId } from '../core/event.ts';
import { transientFailure } from '../core/failure.ts';
import { type HearJob, jobId } from '../core/job.ts';
import { answered, begun, continued, joined } from '../core/request.ts';
import { isOpen, type Run, runKey, shownAs } from '../core/run.ts';
import { headOf } from '../core/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { OpenForge } from '../ports/forge.ts';
import type { Ledger, Owner } from '../ports/ledger.ts';
import type { Queue } from '../ports/queue.ts';
import { answer } from './answer.ts';
import { askingHere } from './asking.ts';
import { decide, type Decision, needsPermission } from './decide.ts';
import type { Deliver } from './deliver.ts';
import { resumedBy } from './go-on.ts';
import { type Intent, intents } from './intents.ts';
import { isOursToAnswer, type Scene, sceneOf, senderOf } from './scene.ts';
import { endAsking, endedBy, endSoon, stoppingOf, stopsOf } from './stop.ts';
import { putLetter, tellOpenRuns } from './tell.ts';

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
 * Hears one event: stops what it ends, refuses what is not allowed, opens or joins runs, and tells others. Every part of it may be done
 * again without a second effect. Answers what became of the event, for the record.
 */
export async function admit(job: HearJob, parts: AdmitParts): Promise<string> {
  const scene = await sceneOf(job, parts);
  if (scene === undefined) return 'nothing: about nothing that is there';
  const steps = await decideAll(job, scene, parts);
  const attempts = steps.flatMap((step) => (step.is === 'stop' ? step.attempts : []));
  const ended = await endedBy(scene, parts);
  const stops = [...stopsOf(ended.runs, ended.by), ...stopsOf(attempts, senderOf(scene))];
  const refusals = steps.flatMap((step) => (step.is === 'refuse' ? [step] : []));
  const effects = [...stops, ...refusals.map(({ sentence }) => refusal(scene, sentence))];
  if (effects.length > 0) {
    const owner = { key: job.id, generation: 1 };
    await alone(`answer ${job.id}`, parts, () => answer(owner, effects, scene.place, parts));
  }
  await endSoon(attempts, scene, parts);
  await endAsking(ended, scene, parts);
  if (attempts.length > 0) await acknowledge(scene, parts);
  const opened = [];
  for (const step of steps) if (step.is === 'open') opened.push(await open(job, scene, step, parts));
  const told = isSilent(steps) ? await tell(job, scene, parts) : [];
  const words = [...stops.map(() => 'stopped'), ...refusals.map(() => 'refused'), ...opened, ...told];
  return words.length === 0 ? 'nothing: no command, no open run' : words.join(', ');
}

type Step = Decision | { readonly is: 'stop'; readonly attempts: readonly Owner[] };

async function decideAll(job: HearJob, scene: Scene, parts: AdmitParts): Promise<readonly Step[]> {
  const steps = [];
  for (const intent of await intentsIn(scene, parts)) {
    const steered = await steer(intent, scene, job, parts);
    steps.push(steered ?? (await decideAnew(intent, scene, parts)));
  }
  return steps;
}

/** What becomes of a command that is about others; undefined where there is nothing for it to be about, which it says itself. */
async function steer(
  intent: Intent,
  scene: Scene,
  job: HearJob,
  parts: AdmitParts,
): Promise<Step | undefined> {
  const { steers, args } = intent.command.head;
  if (steers === undefined || !args.safeParse(intent.args).success) return undefined;
  if (steers === 'continue') {
    const resumed = await resumedBy(intent, scene, parts);
    return resumed && decide({ ...resumed, asking: null }, scene, parts.leeway);
  }
  const stopping = await stoppingOf(intent, scene, job, parts);
  switch (stopping.is) {
    case 'stop':
      return stopping;
    case 'refuse':
      return { is: 'refuse', sentence: needsPermission(intent, scene) };
    case 'nothing':
      return undefined;
  }
}

/** A command that has asked something is answered by whatever is said, also by naming it once more. */
async function decideAnew(intent: Intent, scene: Scene, { ledger, leeway }: AdmitParts): Promise<Decision> {
  const { head } = intent.command;
  const asks = head.on.some(({ on }) => on === 'answered');
  const asking = asks ? ((await askingHere(head.name, scene, ledger)) ?? null) : null;
  if (intent.trigger.on === 'answered' && asking === null) return { is: 'nothing' };
  return decide({ intent, subject: null, asking }, scene, leeway);
}

/** A reply is one to us where the thread is ours: in other people's we have no part. */
async function intentsIn(scene: Scene, { commands, botName }: AdmitParts): Promise<readonly Intent[]> {
  const found = intents(scene.event, commands, botName);
  const isReply = found.some(({ trigger }) => trigger.on === 'replied');
  return isReply && !(await isOursToAnswer(scene)) ? [] : found;
}

/** Whether the event has been nothing but news so far. */
function isSilent(steps: readonly Step[]): boolean {
  return steps.every(({ is }) => is === 'nothing');
}

/** Eyes on a comment show that it was read by whoever is at work. */
async function tell(job: HearJob, scene: Scene, parts: AdmitParts): Promise<readonly string[]> {
  const told = await tellOpenRuns(job, scene, parts);
  if (told > 0) await acknowledge(scene, parts);
  return told > 0 ? ['told'] : [];
}

function refusal(scene: Scene, body: string): Effect {
  const on = { ...scene.place.repository, number: scene.number };
  return scene.threadRootId === null
    ? { kind: 'comment', on, body, closes: [] }
    : { kind: 'thread-reply', pull: on, rootCommentId: scene.threadRootId, body };
}

type Opening = Extract<Decision, { is: 'open' }>;

/** One admission at a time for a run, so that its first sign of life is shown once. */
async function open(job: HearJob, scene: Scene, opening: Opening, parts: AdmitParts): Promise<string> {
  const { subject, command, apart } = opening.request;
  const key = runKey(subject, command, apart);
  return alone(`admission ${key}`, parts, () => openAlone(key, job, scene, { ...parts, opening }));
}

async function openAlone(
  key: string,
  job: HearJob,
  scene: Scene,
  { opening, ...parts }: AdmitParts & { readonly opening: Opening },
): Promise<string> {
  const { intent, request } = opening;
  const now = parts.clock.now();
  if (intent.trigger.on === 'replied') await waitForAnswer(key, parts);
  const isDelivering = intent.command.head.gathers === true && (await isAtItsEffects(key, parts));
  let supersedes = false;
  const run = await parts.ledger.runs.update(key, now, (before) => {
    if (isDelivering && before !== undefined && isOpen(before)) return joined(before, request);
    supersedes = before !== undefined && isOpen(before) && headOf(before.subject) !== headOf(request.subject);
    return asOpened(before, opening, job, now);
  });
  if (run === undefined || causeId(run.cause) !== causeId(job.cause)) {
    if (run !== undefined && isOpen(run)) await putLetter(run, job, parts);
    return `${request.command} joined`;
  }
  // A new head while an old one is worked on comes from a push, whoever tells of it first, and waits as a push does.
  await start(run, scene, { ...intent, waits: supersedes || intent.trigger.waits }, parts);
  return `${request.command} ${isOpen(run) ? 'opened' : 'skipped'}`;
}

/** A job whose lock is lost is handed out again while it is still at work: the other one waits, and then finds what was done. */
async function alone<T>(gate: string, parts: AdmitParts, work: () => Promise<T>): Promise<T> {
  const { ledger, holder, holdMs, clock } = parts;
  const now = clock.now();
  if (!(await ledger.runs.hold(gate, holder, now, now + holdMs)))
    throw transientFailure(
      { is: 'busy', detail: 'another event of the same request is being admitted' },
      500,
    );
  try {
    return await work();
  } finally {
    await ledger.runs.release(gate, holder);
  }
}

function asOpened(
  before: Run | undefined,
  { request, how }: Opening,
  { event }: HearJob,
  now: number,
): Run | undefined {
  switch (how) {
    case 'anew':
      return begun(before, request, now);
    case 'go-on':
      return continued(before, request, now);
    case 'answered':
      return answered(before, request, event.kind === 'commented' ? event.added : '', now);
  }
}

/** The head that its own commit has made is none that outdates the rest of its effects. */
async function isAtItsEffects(key: string, { ledger }: AdmitParts): Promise<boolean> {
  const run = await ledger.runs.get(key);
  if (run === undefined || !isOpen(run)) return false;
  return (await ledger.outbox.planned(key, run.generation)) !== undefined;
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
