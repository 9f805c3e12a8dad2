import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Timing } from '../../src/timing.ts';
import { World } from '../world.ts';
import { isPoll } from './calls.ts';
import { end, measuredSpare, type Spare, startApp, startSpare, tell } from './processes.ts';
import { requestName, type Step, stepsOf } from './step.ts';
import type { Books, Call, Settings, Wanted } from './victim.ts';

/** What workers die over: a kind of work, with what shall have come of it. */
export interface Play<Thing, Result> {
  /** Scripts the model; while `isSlow` says so its answers take long enough for whoever watches a run to look again. */
  readonly cast: (world: World, isSlow: () => boolean) => void;
  /** What there is before the work; `turn` counts from 1, and each has a repository of its own. */
  readonly prepare: (world: World, turn: number, books: Reading) => Promise<Thing>;
  /** Has the work begun. */
  readonly begin: (world: World, thing: Thing) => Promise<Thing>;
  readonly isOver: (world: World, thing: Thing) => boolean;
  /** Waits until nothing is left to do, and reads what there is then. */
  readonly result: (world: World, thing: Thing, books: Reading) => Promise<Result>;
}

type Reading = (wanted: Wanted) => Promise<Books>;

/** A world whose worker dies again and again, each time over new work, and is followed by another. */
export interface Stage<Result> extends AsyncDisposable {
  /** The steps of such work, found by watching it once. */
  steps(): Promise<readonly Step[]>;
  /** Has the work begun, kills the worker at the step, starts another, and answers what there is when nothing is left to do. */
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

export async function openStage<Thing, Result>(
  play: Play<Thing, Result>,
  { settings, victim, heir }: StageOptions,
): Promise<Stage<Result>> {
  const { spare, slowness } = await measuredSpare();
  const endings: (() => Promise<void>)[] = [];
  const ending = { after: (work: () => Promise<void>) => void endings.push(work) };
  const world = await World.still(ending, { settings, timing: quick(slowness) });
  // All that is killed here would take several hours' requests of one installation.
  world.github.limits.set({ requestsPerHour: 1_000_000, contentsPerHour: 1_000_000 });
  let isSlow = false;
  play.cast(world, () => isSlow);
  const isShared = settings['DATABASE_URL'] !== '';
  if (isShared) await world.start('web');
  const crew = openCrew(world, isShared ? 'worker' : 'all', spare);
  let turns = 0;

  async function books(wanted: Wanted): Promise<Books> {
    return tell(await crew.current(), { is: 'tell-books', ...wanted });
  }
  function prepare(): Promise<Thing> {
    turns += 1;
    return play.prepare(world, turns, books);
  }
  /** Resolves when the work has been over for a while. */
  async function outlived(thing: Thing, isOver: AbortSignal): Promise<void> {
    while (!isOver.aborted && !play.isOver(world, thing)) await pause(50);
    await pause(lastCallsMs * slowness, undefined, { ref: false });
  }
  function result(thing: Thing): Promise<Result> {
    return play.result(world, thing, books);
  }
  return {
    steps: async () => {
      isSlow = true;
      const worker = await crew.enter({ timing: { ...world.settings('all').timing, ...calm } });
      const thing = await prepare();
      const callsBefore = (await tell(worker, { is: 'tell-calls' })).length;
      const requestsBefore = world.github.requests.length;
      await result(await play.begin(world, thing));
      const calls = await tell(worker, { is: 'tell-calls' });
      await end(worker);
      return stepsOf(calls.slice(callsBefore), world.github.requests.slice(requestsBefore));
    },
    crashAt: async (step) => {
      isSlow = isPoll(step.name);
      const worker = victim === undefined ? await crew.current() : await crew.enter(victim);
      const thing = await prepare();
      const disarm = await arm(world, worker, step);
      const death = await diesOver(worker, play.begin(world, thing), outlived);
      await disarm();
      if (!death.isDead) return 'survived';
      await crew.enter(heir);
      return result(death.thing);
    },
    crashAlwaysAt: async (call) => {
      let worker = await crew.enter({ dies: call });
      const beginning = prepare().then((thing) => play.begin(world, thing));
      for (;;) {
        const { isDead, thing } = await diesOver(worker, beginning, outlived);
        if (!isDead) return result(thing);
        worker = await crew.enter({ dies: call });
      }
    },
    [Symbol.asyncDispose]: async () => {
      await crew.dismiss();
      for (const end of endings) await end();
    },
  };
}

/** Whether the worker dies over the work, or outlives it. */
async function diesOver<Thing>(
  worker: ChildProcess,
  beginning: Promise<Thing>,
  outlived: (thing: Thing, isOver: AbortSignal) => Promise<void>,
): Promise<{ readonly isDead: boolean; readonly thing: Thing }> {
  const isOver = new AbortController();
  // It may be dead before its work is all there.
  const died = once(worker, 'exit').then(() => true);
  const thing = await beginning;
  const isDead = await Promise.race([died, outlived(thing, isOver.signal).then(() => false)]);
  isOver.abort();
  return { isDead, thing };
}

/** After the work is over a worker still has to say so in the ledger and to the queue. */
const lastCallsMs = 4_000;

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
async function arm(world: World, victim: ChildProcess, step: Step): Promise<() => Promise<void>> {
  if (step.at === 'call') {
    await tell(victim, { is: 'die', name: step.name, nth: step.nth });
    // One that has passed the step by must not die over what comes next.
    return async () => {
      if (victim.connected) await tell(victim, { is: 'die', name: '', nth: 0 });
    };
  }
  let seen = 0;
  const unsee = world.github.observe((exchange) => {
    if (requestName(exchange) !== step.name) return;
    seen += 1;
    if (seen === step.nth) victim.kill('SIGKILL');
  });
  return () => Promise.resolve(unsee());
}
