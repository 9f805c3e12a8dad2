import type { Leeway } from '../config/repository.ts';
import { Failure } from '../core/failure.ts';
import { answerTo } from '../core/answer-to.ts';
import { isDispensable, type Reply } from '../core/effect.ts';
import type { WorkJob } from '../core/job.ts';
import { allowanceOf, limitsOf } from '../core/budget.ts';
import { attemptKey, isOpen, type Progress, type Run, type RunState, shownAs } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { OpenForge } from '../ports/forge.ts';
import type { Ledger, OutboxRow, Owner } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Attempt, Outcome, Queue } from '../ports/queue.ts';
import { droppedAnswer } from '../text/dropped.ts';
import { answer } from './answer.ts';
import type { Deliver } from './deliver.ts';
import { readConfig } from './configuration.ts';
import { openDrawing } from './draw.ts';
import { hearAgain } from './hear-again.ts';
import { forgeAt, placeOfRun } from './place.ts';
import { type Settlement, settle, settled, withSpending } from './settle.ts';
import { refuseSpent } from './spent.ts';
import { setState } from './state.ts';
import { taskOf, type TaskParts } from './task.ts';
import { type Held, hold, isStop, type WatchParts } from './watch.ts';

export interface WorkParts extends WatchParts, TaskParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly openForge: OpenForge;
  readonly deliver: Deliver;
  readonly queue: Pick<Queue, 'add'>;
  readonly leeway: Leeway;
  readonly log: Log;
}

const done: Outcome = { is: 'done' };

/** Moves a run on by one attempt: runs its command unless that has been done, performs the effects, shows how it ended. */
export async function work(job: WorkJob, attempt: Attempt, parts: WorkParts): Promise<Outcome> {
  const run = await parts.ledger.runs.get(job.run);
  if (run === undefined || run.generation !== job.generation) return done;
  if (!isOpen(run)) {
    await hearAgain(run, parts);
    return done;
  }
  await using held = await hold(run, attempt.signal, parts);
  if (held === undefined) return { is: 'later', ms: 1_000 };
  const began = parts.clock.now();
  const log = parts.log.child({ job: job.id, command: run.command, run: attemptKey(run) });
  try {
    refuseSpent(attempt);
    await end(await moveOn(run, held, parts, log), { run, parts, log, began });
    return done;
  } catch (thrown) {
    const settlement = settle(await reasonOf(thrown, run, held, parts), {
      waits: run.waits,
      reference: attemptKey(run),
    });
    return await follow(settlement, { run, thrown, parts, log, began });
  }
}

const droppedHow = { stale: 'superseded', refused: 'dead' } as const;

/** What is planned is performed; what is not planned yet is thought up first. */
async function moveOn(run: Run, held: Held, parts: WorkParts, log: Log): Promise<RunState> {
  const { outbox } = parts.ledger;
  if ((await outbox.planned(run.key, run.generation)) === undefined) {
    held.signal.throwIfAborted();
    const reply = await think(run, held, parts, log);
    held.signal.throwIfAborted();
    await outbox.plan(run, reply.effects, reply.next, parts.clock.now());
  }
  const planned = await outbox.planned(run.key, run.generation);
  if (planned === undefined) throw new Error(`the plan of run ${attemptKey(run)} has vanished`);
  // A stop comes too late for what GitHub may have taken: that is looked for, so that the run's end does not deny it.
  if (planned.rows.every(({ state }) => state.is === 'planned')) held.signal.throwIfAborted();
  const dropped = await performAll(planned.rows, run, held, parts);
  if (dropped !== undefined) return dropped;
  // Nobody's answer is waited for who has stopped asking.
  if (planned.next.kind === 'ask') held.signal.throwIfAborted();
  return settled(planned.next);
}

/** How the run ends where something was dropped that the rest stands on; undefined where all was done. */
async function performAll(
  rows: readonly OutboxRow[],
  run: Run,
  held: Held,
  parts: WorkParts,
): Promise<RunState | undefined> {
  for (const [index, row] of rows.entries()) {
    // Nor is what was begun left half done: a stop counts before the first effect, or not at all.
    const state = await parts.deliver.perform(row, placeOfRun(run), index === 0 ? held : held.toTheEnd);
    if (state.is === 'dropped' && !isDispensable(row.effect)) {
      await tell(run, droppedAnswer(state.reason), parts, { ...run, key: `${row.key}.dropped` });
      return { is: 'ended', how: droppedHow[state.because], reason: state.reason };
    }
    if (row.effect.kind === 'draft-pull' && state.is === 'done') await rememberPull(run, state.id, parts);
  }
  return undefined;
}

/** So that whoever reads how the run ended finds what came of it. */
async function rememberPull({ key, generation }: Run, pull: number, parts: WorkParts): Promise<void> {
  await parts.ledger.runs.update(key, parts.clock.now(), (now) =>
    now?.generation === generation ? { ...now, pull } : undefined,
  );
}

async function think(run: Run, held: Held, parts: WorkParts, log: Log): Promise<Reply> {
  const command = parts.commands.find(({ head }) => head.name === run.command);
  if (command === undefined) throw new Error(`no command is called ${run.command}`);
  const forge = forgeAt(placeOfRun(run), parts.openForge);
  const { config, faults } = await readConfig(forge, parts.leeway);
  await using drawing = openDrawing(run, parts);
  const { signal } = held;
  function progress(phase: string, progress: Partial<Progress> = {}): Promise<void> {
    return drawing.draw({ is: 'working', phase }, progress);
  }
  await progress('', { most: allowanceOf(limitsOf(parts.budgets, config.budgets)) });
  const given = { forge, config, configFaults: faults, log, signal, progress };
  return await command.run(taskOf(run, given, parts));
}

interface Ending {
  readonly run: Run;
  readonly parts: WorkParts;
  readonly log: Log;
  readonly began: number;
}

/** The run's end, with what it has spent, as people see it and as the log has it. */
async function end(state: RunState, { run, parts, log, began }: Ending): Promise<void> {
  const spent = await parts.ledger.spend.total({ is: 'run', run: run.key, since: run.createdAt });
  await finish(run, withSpending(state, spent), parts);
  await hearAgain(run, parts);
  const outcome = state.is === 'ended' ? state.how : state.is;
  const usd = spent.unpriced === 0 ? spent.usd : null;
  log.info({ outcome, ms: parts.clock.now() - began, tokens: spent.tokens, usd }, 'job ended');
}

/** What it takes to end a run. */
export type EndParts = Pick<WorkParts, 'ledger' | 'deliver' | 'clock' | 'log'>;

/** Shown first, kept after: a worker that dies in between leaves an open run, which the next attempt shows again. */
export async function finish(run: Run, state: RunState, parts: EndParts): Promise<void> {
  const current = await parts.ledger.runs.get(run.key);
  if (current?.generation !== run.generation) return;
  await showIfPossible({ ...current, state }, parts);
  await setState(run, state, parts);
}

/** A run that can no longer be shown, since the repository or the permission is gone, does not keep the run from ending. */
async function showIfPossible(run: Run, parts: EndParts): Promise<void> {
  try {
    await parts.deliver.show(run);
  } catch (error) {
    if (!(error instanceof Failure) || error.why.kind === 'transient') throw error;
    parts.log.warn({ error, run: attemptKey(run) }, 'run could not be shown');
  }
}

async function follow(
  settlement: Settlement,
  ending: Ending & { readonly thrown: unknown },
): Promise<Outcome> {
  const { run, parts, log, began, thrown } = ending;
  switch (settlement.is) {
    case 'give-back':
      return { is: 'later', ms: 0 };
    case 'wait':
      log.warn({ outcome: 'waiting', ms: parts.clock.now() - began, error: thrown }, 'job waits');
      await wait(run, settlement, parts);
      return { is: 'later', ms: settlement.ms };
    case 'end':
      if (settlement.log === 'error') log.error({ error: thrown }, 'job failed');
      await tell(run, settlement.state.reason, parts);
      await end(settlement.state, ending);
      return done;
  }
}

async function wait(
  run: Run,
  { state, isShown }: Extract<Settlement, { is: 'wait' }>,
  parts: WorkParts,
): Promise<void> {
  const waiting = await setState(run, state, parts);
  if (waiting !== undefined && isShown) await showIfPossible(waiting, parts);
}

/** Where nothing that shows the run says why nothing was done, an answer does. Nothing is added to effects that its owner has planned before. */
async function tell(run: Run, reason: string, parts: WorkParts, owner: Owner = run): Promise<void> {
  const { subject } = run;
  const isShown = shownAs((await parts.ledger.runs.get(run.key)) ?? run) !== null;
  if (isShown || reason === '' || subject.kind === 'range') return;
  await answer(owner, [answerTo(subject, reason)], placeOfRun(run), parts);
}

/**
 * An abort surfaces as whatever the interrupted call throws; why it was aborted is what counts. A stop waits, though, while it is not
 * known whether GitHub took what was sent.
 */
async function reasonOf(thrown: unknown, run: Run, { signal }: Held, parts: WorkParts): Promise<unknown> {
  if (!signal.aborted || !(signal.reason instanceof Failure)) return thrown;
  return isStop(signal.reason) && isTransient(thrown) && (await isInDoubt(run, parts))
    ? thrown
    : signal.reason;
}

function isTransient(thrown: unknown): boolean {
  return thrown instanceof Failure && thrown.why.kind === 'transient';
}

async function isInDoubt({ key, generation }: Run, { ledger }: WorkParts): Promise<boolean> {
  const planned = await ledger.outbox.planned(key, generation);
  return planned?.rows.some(({ state }) => state.is === 'sent') ?? false;
}
