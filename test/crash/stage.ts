import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Timing } from '../../src/timing.ts';
import { divisionAnswer, World } from '../world.ts';
import { isPoll } from './calls.ts';
import { end, measuredSpare, type Spare, startApp, startSpare, tell } from './processes.ts';
import { type Pull, type Result, resultOf } from './result.ts';
import { requestName, type Step, stepsOf } from './step.ts';
import type { Call, Settings } from './victim.ts';

/** A world whose worker dies again and again, each time over a new pull request, and is followed by another. */
export interface Stage extends AsyncDisposable {
  /** The steps of a review, found by watching one. */
  steps(): Promise<readonly Step[]>;
  /** Opens a pull request, kills the worker at the step, starts another, and answers what there is when nothing is left to do. */
  crashAt(step: Step): Promise<Result | 'survived'>;
  /** As `crashAt`, with each further worker killed at the same call of its own, for as long as one comes so far. */
  crashAlwaysAt(call: Call): Promise<Result>;
}

export interface StageOptions {
  /** Those that choose the backend. */
  readonly settings: Readonly<Record<string, string>>;
  /** How a worker that will be killed differs; there is a new one for each time. */
  readonly victim?: Partial<Settings>;
  /** How the worker after a killed one differs. */
  readonly heir?: Partial<Settings>;
}

/**
 * A dead worker's jobs are free again within little more than a second. On a busy machine all takes longer, `slowness` times as
 * long: then a worker that is only slow must not be taken for a dead one.
 */
function quick(slowness: number): Partial<Timing> {
  return {
    holdMs: 700 * slowness,
    doubtMs: 600 * slowness,
    queue: { lockMs: 600 * slowness, stalledMs: 300 * slowness, backoffMs: 50 },
  };
}

/** Nothing is taken from a worker that is only slow, so that each step is counted once. */
const calm = { holdMs: 60_000, doubtMs: 600, queue: { lockMs: 60_000, stalledMs: 60_000 } };

export async function openStage({ settings, victim, heir }: StageOptions): Promise<Stage> {
  const { spare, slowness } = await measuredSpare();
  const endings: (() => Promise<void>)[] = [];
  const ending = { after: (work: () => Promise<void>) => void endings.push(work) };
  const world = await World.still(ending, { settings, timing: quick(slowness) });
  let isSlow = false;
  world.model.always('review', () => (isSlow ? slowAnswer : divisionAnswer));
  const isShared = settings['DATABASE_URL'] !== '';
  if (isShared) await world.start('web');
  const crew = openCrew(world, isShared ? 'worker' : 'all', spare);
  let pulls = 0;

  function openPull(): Promise<Pull> {
    pulls += 1;
    return world.divisionPull({ repository: `octo/shop-${pulls}` });
  }
  /** Resolves when the check has been completed for a while. */
  async function outlived(pull: Pull, isOver: AbortSignal): Promise<void> {
    while (!isOver.aborted && world.checks(pull)[0]?.status !== 'completed') await pause(50);
    await pause(lastCallsMs * slowness, undefined, { ref: false });
  }
  function result(pull: Pull): Promise<Result> {
    return resultOf(world, pull, async (wanted) =>
      tell(await crew.current(), { is: 'tell-books', ...wanted }),
    );
  }
  return {
    steps: async () => {
      isSlow = true;
      const worker = await crew.enter({ timing: { ...world.settings('all').timing, ...calm } });
      const before = world.github.requests.length;
      await result(await openPull());
      const calls = await tell(worker, { is: 'tell-calls' });
      await end(worker);
      return stepsOf(calls, world.github.requests.slice(before));
    },
    crashAt: async (step) => {
      isSlow = isPoll(step.name);
      const worker = victim === undefined ? await crew.current() : await crew.enter(victim);
      const disarm = await arm(world, worker, step);
      const { isDead, pull } = await diesOver(worker, openPull(), outlived);
      disarm();
      if (!isDead) return 'survived';
      await crew.enter(heir);
      return result(pull);
    },
    crashAlwaysAt: async (call) => {
      let worker = await crew.enter({ dies: call });
      const opening = openPull();
      for (;;) {
        const { isDead, pull } = await diesOver(worker, opening, outlived);
        if (!isDead) return result(pull);
        worker = await crew.enter({ dies: call });
      }
    },
    [Symbol.asyncDispose]: async () => {
      await crew.dismiss();
      for (const end of endings) await end();
    },
  };
}

/** Whether the worker dies over the pull request, or outlives it. */
async function diesOver(
  worker: ChildProcess,
  opening: Promise<Pull>,
  outlived: (pull: Pull, isOver: AbortSignal) => Promise<void>,
): Promise<{ readonly isDead: boolean; readonly pull: Pull }> {
  const isOver = new AbortController();
  // It may be dead before its pull request is all there.
  const died = once(worker, 'exit').then(() => true);
  const pull = await opening;
  const isDead = await Promise.race([died, outlived(pull, isOver.signal).then(() => false)]);
  isOver.abort();
  return { isDead, pull };
}

/** After the check is completed a worker still has to say so in the ledger and to the queue. */
const lastCallsMs = 4_000;

/** Long enough for whoever watches the run to look again. */
const slowAnswer = { is: 'think', comments: 8, everyMs: 100, text: divisionAnswer } as const;

interface Crew {
  /** Lets a new process work, in the place of the one before. */
  enter(differently?: Partial<Settings>): Promise<ChildProcess>;
  /** The one that works; a new one where it has died. */
  current(): Promise<ChildProcess>;
  dismiss(): Promise<void>;
}

/** Loads the next process while one works, since that takes most of the time. */
function openCrew(world: World, role: Settings['role'], first: Spare): Crew {
  const spares: Spare[] = [first];
  let current: ChildProcess | undefined;
  async function enter(differently: Partial<Settings> = {}): Promise<ChildProcess> {
    spares.push(startSpare());
    const child = await (spares.shift() ?? startSpare());
    if (current !== undefined) await end(current);
    current = child;
    const url = await startApp(child, { ...world.settings(role), ...differently });
    if (url !== undefined) world.listen(url);
    return child;
  }
  return {
    enter,
    current: async () => (current?.connected === true ? current : enter()),
    dismiss: async () => {
      const all = await Promise.all(spares);
      await Promise.all([...all, ...(current === undefined ? [] : [current])].map(end));
    },
  };
}

/** Answers how to call it off. */
async function arm(world: World, victim: ChildProcess, step: Step): Promise<() => void> {
  if (step.at === 'call') {
    await tell(victim, { is: 'die', name: step.name, nth: step.nth });
    return () => undefined;
  }
  let seen = 0;
  return world.github.observe((exchange) => {
    if (requestName(exchange) !== step.name) return;
    seen += 1;
    if (seen === step.nth) victim.kill('SIGKILL');
  });
}
