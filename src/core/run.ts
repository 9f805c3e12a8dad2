import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Allowance, free } from './budget.ts';
import { Cause } from './event.ts';
import { Account } from './pull-request.ts';
import { lasting, Subject } from './subject.ts';

/** How a run came to its end. `blocked` is done, with a check that fails. `refused` and `dead` carry the sentence that the user reads. */
const Ended = z
  .object({
    is: z.literal('ended'),
    how: z.enum(['done', 'blocked', 'partial', 'refused', 'superseded', 'cancelled', 'dead']),
    reason: z.string(),
  })
  .readonly();

export const RunState = z.discriminatedUnion('is', [
  z.object({ is: z.literal('queued') }).readonly(),
  z.object({ is: z.literal('working'), phase: z.string() }).readonly(),
  z.object({ is: z.literal('waiting'), reason: z.string() }).readonly(),
  z.object({ is: z.literal('asking'), question: z.string() }).readonly(),
  z.object({ is: z.literal('paused') }).readonly(),
  Ended,
]);
export type RunState = z.infer<typeof RunState>;

/** What is known of a thing on GitHub that is shown once and then edited: its creation may be in doubt. */
export const Shown = z.discriminatedUnion('is', [
  /** Not meant to be shown this way. */
  z.object({ is: z.literal('never') }).readonly(),
  z.object({ is: z.literal('nowhere') }).readonly(),
  z.object({ is: z.literal('sent'), at: z.number() }).readonly(),
  z.object({ is: z.literal('known'), id: z.int() }).readonly(),
]);
export type Shown = z.infer<typeof Shown>;

/** Counts and sentences that a run shows while it works; folded in by `task.progress`. */
export const Progress = z
  .object({
    counts: z.record(z.string(), z.number()).readonly(),
    plan: z.array(z.string()).readonly(),
    /** How many steps of the plan are done, from the first on. */
    stepsDone: z.int().default(0),
    /** What this attempt may spend; null where nothing limits it. */
    most: Allowance.default(free),
    /** What was done last, a line each, the newest at the end. */
    trail: z.array(z.string()).readonly().default([]),
    /** What people can do while it works, beside stopping it; empty where that is nothing. */
    hint: z.string().default(''),
    /** Issues and pull requests that its words link to. */
    refers: z.array(z.int()).readonly().default([]),
  })
  .readonly();
export type Progress = z.infer<typeof Progress>;

const Outdated = z
  .object({
    generation: z.int(),
    headSha: z.string(),
    check: Shown,
    status: Shown.default({ is: 'never' }),
    continues: z.int().nullable().default(null),
  })
  .readonly();

/**
 * The way in that opened a run: one of the kinds of core/command.ts, and the comment where it is one; `at` is when somebody came through
 * it by GitHub's clock, null where that is not known.
 */
const Door = z
  .object({ on: z.string(), commentId: z.int().nullable(), at: z.number().nullable().default(null) })
  .readonly();
export type Door = z.infer<typeof Door>;

/** What a run has asked, and what somebody who may has answered. */
const Answer = z.object({ question: z.string(), answer: z.string(), by: z.string() }).readonly();

/**
 * What a person sees as one request. It outlives jobs, workers and deploys; `generation` counts how often it was begun anew,
 * so that what an older attempt still does can be told apart.
 */
export const Run = z
  .object({
    key: z.string(),
    generation: z.int().positive(),
    command: z.string(),
    /** The arguments as the person wrote them; the command's own schema has read them once already. */
    args: z.array(z.string()).readonly(),
    subject: Subject,
    cause: Cause,
    door: Door.default({ on: '', commentId: null, at: null }),
    /** Who asked, also where somebody else's answer is what set it going again; null where nobody did, or an older deploy wrote it. */
    requester: Account.nullable().default(null),
    /** Oldest first. */
    answers: z.array(Answer).readonly().default([]),
    /** The pull request that it has opened. */
    pull: z.int().nullable().default(null),
    state: RunState,
    progress: Progress,
    check: Shown,
    status: Shown,
    /** The generation that this one goes on from, with its kept steps and its status comment; null where it was begun anew. */
    continues: z.int().nullable().default(null),
    /** What showed earlier generations and is still to be concluded as superseded. */
    outdated: z.array(Outdated).readonly(),
    /** How often this generation has waited for something outside. */
    waits: z.int(),
    /** The head on which the last generation that did all its work ended; empty where none has. */
    doneAt: z.string().default(''),
    /** Whether a person asked for this generation, rather than an event by itself. */
    asked: z.boolean().default(false),
    /** How often the same was asked for while this generation was open, and left to it. */
    joined: z.int().default(0),
    createdAt: z.number(),
    updatedAt: z.number(),
  })
  .readonly();
export type Run = z.infer<typeof Run>;

export const noProgress: Progress = {
  counts: {},
  plan: [],
  stepsDone: 0,
  most: free,
  trail: [],
  hint: '',
  refers: [],
};

/** One key for a subject without its head and a command: pushes keep the run, and two doors open the same one. */
export function runKey(subject: Subject, command: string, apart: readonly string[] = []): string {
  return `r${createHash('sha256')
    .update([lasting(subject), command, ...apart].join(' '))
    .digest('hex')
    .slice(0, 32)}`;
}

/** The key of one effect of one attempt: what the marker carries, and what the outbox is ordered by. */
export function effectKey(run: Pick<Run, 'key' | 'generation'>, index: number): string {
  return `${run.key}.${run.generation}.${index}`;
}

/** One attempt of a run: what signals are addressed to, so that a stop meant for an old attempt never meets a new one. */
export function attemptKey(run: Pick<Run, 'key' | 'generation'>): string {
  return `${run.key}.${run.generation}`;
}

/** How a run is shown besides what it answers: as a check on the head, by a comment that tells how it stands, or not at all. */
export type Shows = 'check' | 'status' | 'answer';

/** Where the run is shown while it works; null where only its answer is to be seen. */
export function shownAs({ check, status }: Pick<Run, 'check' | 'status'>): 'check' | 'status' | null {
  if (check.is !== 'never') return 'check';
  return status.is === 'never' ? null : 'status';
}

/** The generation under which the run's steps are kept and its status comment is found: the first of those that went on from each other. */
export function beginning(run: Pick<Run, 'generation' | 'continues'>): number {
  return run.continues ?? run.generation;
}

/** Which of the attempts that went on from each other it is, from 1 on. */
export function attemptOf(run: Pick<Run, 'generation' | 'continues'>): number {
  return run.generation - beginning(run) + 1;
}

/** Whether there is something left that a person may have continued. */
export function canGoOn({ state }: Run): boolean {
  return state.is === 'paused' || (state.is === 'ended' && ['cancelled', 'partial'].includes(state.how));
}

/** Whether somebody asked for the same and was left to an attempt that then ended without having done it. */
export function isStillWanted(run: Run): boolean {
  return run.joined > 0 && run.state.is === 'ended' && ['cancelled', 'superseded'].includes(run.state.how);
}

export function isOpen(run: Run): boolean {
  return run.state.is !== 'ended';
}

/** Whether the cause comes from the person who asked for the run. */
export function isAskedBy(run: Run, cause: Cause): boolean {
  return run.asked && cause.kind === 'delivery' && requesterOf(run)?.id === cause.sender.id;
}

/** Who asked for the run, or did what began it; null where nobody did. */
export function requesterOf({ requester, cause }: Pick<Run, 'requester' | 'cause'>): Account | null {
  return requester ?? (cause.kind === 'delivery' ? cause.sender : null);
}

/** Installation whose tokens the run's requests are made with; none for the command line. */
export function installationOf(cause: Cause): number | undefined {
  return cause.kind === 'command-line' ? undefined : cause.installation;
}
