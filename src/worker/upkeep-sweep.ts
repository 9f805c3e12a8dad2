import { z } from 'zod';
import type { RegisteredCommand } from '../commands/command.ts';
import { type Job, jobId, type Lane } from '../core/job.ts';
import { attemptKey, isOpen, type Run, type RunState } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger, StepId } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import { bugSentence } from '../text/bug.ts';
import type { Deliver } from './deliver.ts';
import { placeOfRun } from './place.ts';
import type { Round } from './upkeep.ts';
import { finish } from './work.ts';

export interface SweepParts {
  readonly ledger: Ledger;
  readonly queue: Pick<Queue, 'add' | 'has'>;
  readonly deliver: Deliver;
  readonly commands: readonly RegisteredCommand[];
  readonly clock: Clock;
  readonly log: Log;
  readonly holder: string;
  readonly holdMs: number;
  /** A run that nothing has touched for so long may be lost. */
  readonly idleMs: number;
}

const mostInRound = 100;
/** A run whose job is lost so often breaks whatever takes it. */
const mostSweeps = 3;

/** Finds open runs that no job will move on, lost between ledger and queue, and gives each a new job. */
export function sweepRound(everyMs: number, parts: SweepParts): Round {
  return {
    name: 'lost runs',
    everyMs,
    run: async (signal) => {
      const idle = await parts.ledger.runs.idleSince(parts.clock.now() - parts.idleMs, mostInRound);
      const done = { idle: idle.length, resumed: 0, ended: 0 };
      for (const run of idle) {
        signal.throwIfAborted();
        const what = await sweepHeld(run, parts);
        if (what !== 'left') done[what] += 1;
      }
      return done;
    },
  };
}

type Swept = 'left' | 'resumed' | 'ended';

/** Nobody works on a run that we can take. */
async function sweepHeld(run: Run, parts: SweepParts): Promise<Swept> {
  const { runs } = parts.ledger;
  const sweeper = `${parts.holder} sweeping`;
  const now = parts.clock.now();
  if (!(await runs.hold(run.key, sweeper, now, now + parts.holdMs))) return 'left';
  try {
    const current = await runs.get(run.key);
    const isSame = current?.updatedAt === run.updatedAt && isOpen(current);
    return isSame ? await sweep(current, parts) : 'left';
  } finally {
    await runs.release(run.key, sweeper);
  }
}

async function sweep(run: Run, parts: SweepParts): Promise<Swept> {
  const lane = parts.commands.find(({ head }) => head.name === run.command)?.head.lane;
  const { steps } = parts.ledger;
  const counter: StepId = { run: run.key, generation: run.generation, name: 'swept', inputs: '' };
  const times = (await steps.get(counter, z.int())) ?? 0;
  if (lane !== undefined && (await parts.queue.has(lane, workJobId(run, times)))) return 'left';
  if (lane === undefined || times >= mostSweeps) return end(run, parts);
  await steps.keep(counter, times + 1, parts.clock.now());
  await parts.queue.add(workJob(run, lane, times + 1));
  parts.log.warn({ run: attemptKey(run), times: times + 1 }, 'lost run resumed');
  return 'resumed';
}

/** A finished job occupies its id, so each sweep of an attempt has one of its own; the first is the one that admission gave. */
function workJobId({ key, generation }: Run, times: number): string {
  return times === 0 ? jobId('work', key, generation) : jobId('work', key, generation, times);
}

function workJob(run: Run, lane: Lane, times: number): Job {
  const { installation, repository } = placeOfRun(run);
  const { key, generation } = run;
  return {
    version: 1,
    id: workJobId(run, times),
    kind: 'work',
    lane,
    run: key,
    generation,
    installation,
    repository: repository.id,
  };
}

async function end(run: Run, parts: SweepParts): Promise<Swept> {
  const state: RunState = { is: 'ended', how: 'dead', reason: bugSentence(attemptKey(run)) };
  parts.log.error({ run: attemptKey(run) }, 'run given up: its jobs are lost again and again');
  await finish(run, state, parts);
  return 'ended';
}
