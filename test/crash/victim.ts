import type { Env } from '../../src/config/env.ts';
import type { Run } from '../../src/core/run.ts';
import type { Options, Running } from '../../src/main.ts';
import type { Ports } from '../../src/outside.ts';
import type { OpenForge } from '../../src/ports/forge.ts';
import type { OutboxRow, OutcomeRow } from '../../src/ports/ledger.ts';
import { watchCalls } from './calls.ts';

/** What a process of the app is started with. */
export interface Settings extends Required<Pick<Options, 'role' | 'timing'>> {
  readonly env: Env;
  /** `nothing-of-its-own`: does not find what it has written, as if nobody looked for the markers. */
  readonly sees?: 'all' | 'nothing-of-its-own';
  /** `kill -9` yourself right before the n-th such call. */
  readonly dies?: Call;
  /** How far its clock is ahead of the machine's. */
  readonly aheadMs?: number;
}

export interface Call {
  readonly name: string;
  readonly nth: number;
}

/** What a test tells the process, and what it says to that. */
export interface Answers {
  /** As `dies`, counted from now on. */
  readonly die: [Call, object];
  /** The names of all calls so far, in their order. */
  readonly 'tell-calls': [object, readonly string[]];
  readonly 'tell-books': [Wanted, Books];
}

export type Told = { [Is in keyof Answers]: { readonly is: Is } & Answers[Is][0] }[keyof Answers];

/** A run, and the jobs that led to it. */
export interface Wanted {
  readonly run: string;
  readonly jobs: readonly string[];
}

/** What the ledger holds of them, and how many jobs the queue still has. */
export interface Books {
  readonly run: Run | null;
  readonly effects: readonly OutboxRow['state'][];
  readonly outcomes: readonly (OutcomeRow | null)[];
  readonly jobsLeft: number;
}

/** Counts the calls through the ports, and dies by its own hand where it was told to. */
export interface Victim {
  readonly around: (ports: Ports) => Ports;
  readonly calls: string[];
  deadly: Call | undefined;
}

export function victimPorts({ sees = 'all', dies }: Pick<Settings, 'sees' | 'dies'>): Victim {
  const calls: string[] = [];
  function seen(ports: Ports): Ports {
    return sees === 'all' ? ports : { ...ports, openForge: blind(ports.openForge) };
  }
  const victim: Victim = { calls, deadly: dies, around: (ports) => watchCalls(seen(ports), onCall) };
  function onCall(call: string): void {
    calls.push(call);
    const { deadly } = victim;
    if (call !== deadly?.name) return;
    if (calls.filter((each) => each === call).length === deadly.nth) process.kill(process.pid, 'SIGKILL');
  }
  return victim;
}

function blind(open: OpenForge): OpenForge {
  return (...place) => ({
    ...open(...place),
    ownReviews: nothing,
    ownComments: nothing,
    ownReplies: nothing,
    ownChecks: nothing,
  });
}

function nothing(): Promise<readonly never[]> {
  return Promise.resolve([]);
}

export async function answer(told: Told, running: Running, victim: Victim): Promise<object> {
  switch (told.is) {
    case 'die':
      victim.calls.length = 0;
      victim.deadly = told;
      return {};
    case 'tell-calls':
      return victim.calls;
    case 'tell-books':
      return booksOf(running, told);
  }
}

/** The books of an app in this process. */
export async function booksOf({ ledger, queue }: Running, wanted: Wanted): Promise<Books> {
  const lanes = await Promise.all([queue.counts('quick'), queue.counts('long')]);
  const run = await ledger.runs.get(wanted.run);
  const planned = run && (await ledger.outbox.planned(run.key, run.generation));
  const outcomes = await Promise.all(wanted.jobs.map((job) => ledger.outcomes.get(job)));
  return {
    run: run ?? null,
    effects: planned?.rows.map(({ state }) => state) ?? [],
    outcomes: outcomes.map((outcome) => outcome ?? null),
    jobsLeft: lanes.reduce((sum, { waiting, active, delayed }) => sum + waiting + active + delayed, 0),
  };
}
