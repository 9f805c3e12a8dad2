import { appendFileSync } from 'node:fs';
import type { Asked } from '../model-server.ts';
import { divisionAnswer, noUpkeep, World } from '../world.ts';
import { type Home, homeApart, homeHere } from './home.ts';
import { openRelay, type Relay } from './relay.ts';
import type { Figures } from './figures.ts';
import { type ReviewWatch, watchReviews } from './watch-reviews.ts';

/** Where a walk takes place. */
export interface Choice {
  readonly home: 'here' | 'apart';
  /** Those that choose the backend. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where the trace goes. */
  readonly file?: string | undefined;
}

/** The real thing under a walk: the local GitHub, the app in a home of its own, and the relay between them. */
export interface Ground extends AsyncDisposable {
  readonly world: World;
  readonly relay: Relay;
  readonly home: Home;
  readonly figures: Figures;
  /** For each pushed commit the line that its review must stand on. */
  readonly lines: Map<string, number>;
  /** What was done and what GitHub saw, in their order, for whoever looks into a failure. */
  readonly trace: Trace;
  readonly watch: ReviewWatch;
  /** What became of each job that was heard by the last quiet point. */
  readonly outcomes: Map<string, string>;
  arrive(): Promise<void>;
  leave(): Promise<void>;
  /** Adds what there is now to the figures. */
  countUp(): void;
  /** Throws where the model and the app disagree, which disposal keeps to itself: there may be a better reason to tell. */
  close(): Promise<void>;
}

export interface Trace {
  add(line: string): void;
  readonly lines: readonly string[];
}

export const repository = 'octo/walk';

const timing = {
  // An impatient queue looks a few times meanwhile, which is less often than a run may wait.
  doubtMs: 2_500,
  upkeep: { ...noUpkeep, lookMs: 100, deliveriesMs: 500, sweepMs: 1_000, idleMs: 2_000 },
};

/** What a killed process held is free again soon; one that is closed lets go by itself, and nothing is taken from it while it is slow. */
const holding = {
  here: { holdMs: 15_000, queue: { lockMs: 20_000, stalledMs: 5_000, backoffMs: 50 } },
  apart: { holdMs: 4_000, queue: { lockMs: 5_000, stalledMs: 1_000, backoffMs: 50 } },
};

export async function openGround({ home, settings, file }: Choice, figures: Figures): Promise<Ground> {
  const endings: (() => Promise<void>)[] = [];
  const ending = { after: (work: () => Promise<void>) => void endings.push(work) };
  const world = await World.still(ending, {
    settings: { ...settings, SHUTDOWN_GRACE_SECONDS: '0' },
    timing: { ...timing, ...holding[home] },
  });
  world.github.limits.set({ isOn: false });
  const relay = await openRelay();
  world.github.webhooks.setUrl(relay.url);
  const trace = newTrace(file);
  const open = home === 'here' ? homeHere : homeApart;
  const living = open(world.settings('all'), (line) => log(line, trace, figures));
  world.github.observe((exchange) => {
    const { method, path, status } = exchange;
    if (!path.startsWith('/app/hook')) trace.add(`  ${method} ${path} ${status}`);
  });
  const watch = watchReviews(world.github);
  answerQuestions(world);
  const outcomes = new Map<string, string>();
  let closed: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    relay.setTarget(undefined);
    await living.leave();
    await relay.close();
    for (const end of endings) await end();
  }
  function close(): Promise<void> {
    return (closed ??= closeAll());
  }
  return {
    world,
    relay,
    home: living,
    figures,
    lines: new Map(),
    trace,
    watch,
    outcomes,
    arrive: async () => relay.setTarget(await living.start()),
    leave: async () => {
      relay.setTarget(undefined);
      await living.kill();
    },
    countUp: () => {
      figures.outcomes += outcomes.size;
      countUp(world, watch, figures);
    },
    close,
    [Symbol.asyncDispose]: () => close().catch(() => undefined),
  };
}

/** Written to the file of that name as it goes, too, where there is one. */
function newTrace(file: string | undefined): Trace {
  const lines: string[] = [];
  const began = performance.now();
  return {
    lines,
    add: (text) => {
      const line = `${Math.round(performance.now() - began)} ${text}`;
      lines.push(line);
      if (file !== undefined) appendFileSync(file, `${line}\n`);
    },
  };
}

function log(line: string, trace: Trace, figures: Figures): void {
  if (!line.includes('upkeep done')) trace.add(`    ${line.trim()}`);
  if (line.includes('lost run resumed')) figures.resumed += 1;
}

/** A model that takes from no time to a third of a second, in turn. */
function answerQuestions(world: World): void {
  let questions = 0;
  world.model.always('review', (asked) => {
    questions += 1;
    return { is: 'think', comments: (questions * 3) % 7, everyMs: 50, text: answerTo(asked) };
  });
}

/** Minds the one division that is asked about. */
function answerTo({ messages }: Asked): string {
  const question = messages.map(({ content }) => content).join('\n');
  const [line = '', by = ''] = /return a \/ (d\d+);/.exec(question) ?? [];
  return divisionAnswer
    .replace('return a / b;', line)
    .replace('Dividing by zero gives Infinity', `Division by ${by}`)
    .replace('b = 0', `${by} = 0`);
}

function countUp({ github }: World, { overtaken }: ReviewWatch, figures: Figures): void {
  const { deliveries } = github.webhooks;
  const { reviews, checkRuns, comments } = github.state.data;
  figures.webhooks += new Set(deliveries.map(({ guid }) => guid)).size;
  figures.attempts += deliveries.length;
  figures.failedAttempts += deliveries.filter(({ outcome }) => outcome.kind === 'failed').length;
  figures.reviews += reviews.size;
  figures.checks += checkRuns.size;
  figures.comments += [...comments.values()].filter(({ viaApp }) => viaApp).length;
  figures.overtaken += overtaken;
  figures.requests += github.requests.length;
  figures.faults += [...github.faults.struck.values()].reduce((sum, times) => sum + times, 0);
}
