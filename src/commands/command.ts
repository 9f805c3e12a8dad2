import type { z } from 'zod';
import type { ConfigFault, RepositoryConfig } from '../config/repository.ts';
import type { AnyHead, CommandHead, Needs } from '../core/command.ts';
import type { Effect, Reply } from '../core/effect.ts';
import type { Cause, Event } from '../core/event.ts';
import type { Account, PullRequest } from '../core/pull-request.ts';
import type { Progress, Run } from '../core/run.ts';
import type { Subject } from '../core/subject.ts';
import type { Analyzer } from '../ports/analyzer.ts';
import type { Clock } from '../ports/clock.ts';
import type { Forge, Issue } from '../ports/forge.ts';
import type { Lesson, Mail, NumberedEntry } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { Models } from '../ports/model.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Syntax } from '../ports/syntax.ts';

/** The operator's limits; a repository may lower them, never raise them. */
export interface Limits {
  readonly maxPrompts: number;
}

/** What is known from before this attempt. */
export interface Memory {
  /** What the repository wants remembered, oldest first. */
  lessons(): Promise<readonly Lesson[]>;
  /** Effects of earlier attempts of the run that were performed, oldest first. */
  earlier(): Promise<readonly Effect[]>;
  /** Effects that were performed for another request, oldest first, by the key of any of them; none where nothing is known of it any more. */
  made(key: string): Promise<readonly Effect[]>;
}

export interface Transcript {
  readonly redact: (text: string) => string;
  readonly record: (entries: readonly NumberedEntry[]) => Promise<void>;
}

/** Everything a command may use: readers, models, and steps that are kept. There is no writer in reach. */
export interface Task<Args> {
  readonly args: Args;
  readonly run: Run;
  readonly subject: Subject;
  readonly cause: Cause;
  readonly config: RepositoryConfig;
  readonly configFaults: readonly ConfigFault[];
  readonly forge: Forge;
  readonly models: Models;
  /** Whether any model is set up: asking one that is not is a Failure. */
  readonly hasModel: boolean;
  readonly sandbox: Sandbox;
  readonly syntax: Syntax;
  readonly analyzers: readonly Analyzer[];
  readonly memory: Memory;
  /** For the conversations of models with tools: what they say is kept, without anything secret. */
  readonly transcript: Transcript;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the run is stopped, superseded or given back. */
  readonly signal: AbortSignal;
  /** Does the work once for these inputs, however often the run is taken up again. */
  once<T>(name: string, inputs: unknown, schema: z.ZodType<T>, work: () => Promise<T>): Promise<T>;
  /** Shows how far the work is; the last one wins. */
  progress(phase: string, progress?: Partial<Progress>): Promise<void>;
  /** Has a comment, one for all attempts, tell how the run stands from now on, where it is shown by its answer alone. */
  appear(): Promise<void>;
  /** Whether somebody may instruct: with write permission. Bots may not, whatever they are allowed. */
  mayWrite(account: Account): Promise<boolean>;
  /** What people said to this run since it began. */
  mail(): Promise<readonly Mail[]>;
  /** What the operator allows a run to use. */
  readonly limits: Limits;
  /** The heads of all commands: what /help lists. */
  readonly commands: readonly AnyHead[];
}

/** What admission knows before a command is run; `asked` when a person named it, rather than an event by itself. */
export interface Facts {
  readonly pull: PullRequest | undefined;
  /** Where it is no pull request. */
  readonly issue: Issue | undefined;
  readonly config: RepositoryConfig;
  readonly asked: boolean;
  readonly event: Event;
}

/** Whether to run: `no` is told with its reason, as an answer to a comment or else as a check; `silent` is not shown at all. */
export type Wanted = { readonly is: 'yes' | 'silent' } | { readonly is: 'no'; readonly reason: string };

interface Judgements {
  readonly wants: (facts: Facts) => Wanted;
  /** What somebody must be allowed to ask for it, where the repository sets that; else each way in says it. */
  readonly needs?: (config: RepositoryConfig) => Needs;
  /** Whether a way in that can be undone is still open, such as a label that is still there; `door` is one of core/command.ts. */
  readonly isStillAsked?: (door: string, facts: Pick<Facts, 'issue' | 'config'>) => boolean;
}

export interface Command<Args> extends Judgements {
  readonly head: CommandHead<Args>;
  readonly run: (task: Task<Args>) => Promise<Reply>;
}

/** A command whose arguments' type is its own business: reads them, then runs. */
export interface RegisteredCommand extends Judgements {
  readonly head: AnyHead;
  readonly run: (task: Task<readonly string[]>) => Promise<Reply>;
}

/** Closes a command over its own argument type, so that a list can hold commands of different ones. */
export function registered<Args>(command: Command<Args>): RegisteredCommand {
  return {
    ...command,
    run: (task) => command.run({ ...task, args: command.head.args.parse(task.args) }),
  };
}
