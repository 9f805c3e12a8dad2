import type { z } from 'zod';
import type { Effect, Next } from '../core/effect.ts';
import type { Run } from '../core/run.ts';

/** One effect on its way to GitHub: planned, sent without an answer we can trust, done with GitHub's id, or dropped with a reason. */
export interface OutboxRow {
  readonly key: string;
  readonly run: string;
  readonly generation: number;
  readonly index: number;
  readonly effect: Effect;
  readonly state:
    | { readonly is: 'planned' }
    | { readonly is: 'sent'; readonly at: number }
    | { readonly is: 'done'; readonly id: number }
    | { readonly is: 'dropped'; readonly because: 'stale' | 'refused'; readonly reason: string };
}

/** Tells a run that works, in whatever process, to stop or to listen. */
export interface Signal {
  readonly id: number;
  readonly run: string;
  readonly signal: 'stop' | 'continue' | 'pause' | 'say';
  readonly by: string;
  readonly text: string;
}

/** A message for an open run, in the order it came: an event of core/event.ts as data. */
export interface Mail {
  readonly id: number;
  readonly run: string;
  readonly cause: string;
  readonly event: unknown;
}

/** One call of a model, as it is paid. Dollars are null where the price is not known. Holds no text of anybody's. */
export interface Call {
  readonly prompt: string;
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensCached: number;
  readonly tokensOut: number;
  readonly usd: number | null;
  readonly ms: number;
  readonly outcome: string;
}

/** A call, and for whom it was made. */
export interface Spend extends Call {
  readonly run: string;
  /** Null on the command line. */
  readonly installation: number | null;
  readonly repository: number | null;
}

/** What became of one thing we were told: one row for each hear job, the audit trail of every webhook answered 2xx. */
export interface OutcomeRow {
  readonly id: string;
  readonly outcome: string;
  readonly detail: string;
}

/**
 * The audit trail and the only state. Every method is one transaction. Throws Failure `transient` (reason `busy`)
 * when the database is away.
 */
export interface Ledger {
  readonly runs: Runs;
  readonly steps: Steps;
  readonly outbox: Outbox;
  readonly signals: Signals;
  readonly mailbox: Mailbox;
  readonly redeliveries: Redeliveries;
  readonly outcomes: Outcomes;
  readonly spend: Spending;
  readonly transcripts: Transcripts;
  readonly pace: Pace;
  readonly lessons: Lessons;
  readonly erasure: Erasure;
}

export interface Runs {
  get(key: string): Promise<Run | undefined>;
  /**
   * Changes a run atomically: reads it, lets `change` decide, writes what it returns. `undefined` leaves it as it is.
   * `change` is pure and may be called again when somebody else was faster. Answers the run as it then stands.
   */
  update(
    key: string,
    now: number,
    change: (run: Run | undefined) => Run | undefined,
  ): Promise<Run | undefined>;
  /** Runs not ended, of one repository's issue or pull request. */
  openOn(repositoryId: number, number: number): Promise<readonly Run[]>;
  /** The twenty runs, open or ended, of one repository's issue or pull request that were touched last, the newest first. */
  latestOn(repositoryId: number, number: number): Promise<readonly Run[]>;
  /** Runs that wait for nobody's answer and that nothing has touched since `before`, the oldest first: some of them may be lost. */
  idleSince(before: number, limit: number): Promise<readonly Run[]>;
  /** The runs that were touched last, the newest first. */
  latest(limit: number): Promise<readonly Run[]>;
  /**
   * Takes the run for one holder until `until`; false where another holds it. The holder renews by taking it again.
   * Everything a holder writes to GitHub happens while it holds the run.
   */
  hold(key: string, holder: string, now: number, until: number): Promise<boolean>;
  release(key: string, holder: string): Promise<void>;
}

export interface Steps {
  /** What is kept of this attempt of the run. */
  list(of: Pick<StepId, 'run' | 'generation'>): Promise<readonly Pick<StepId, 'name' | 'inputs'>[]>;
  /** A kept value of this attempt of the run, or undefined. Values that the schema refuses (an older deploy wrote them) count as not kept. */
  get<T>(step: StepId, schema: z.ZodType<T>): Promise<T | undefined>;
  keep(step: StepId, value: unknown, now: number): Promise<void>;
}

export interface StepId {
  readonly run: string;
  readonly generation: number;
  readonly name: string;
  /** Hash of what the step depends on. */
  readonly inputs: string;
}

/** Whose effects: an attempt of a run, or a hear job that answers by itself (its id as key, generation 1). */
export type Owner = Pick<Run, 'key' | 'generation'>;

export interface Outbox {
  /** Writes all effects of an attempt at once, with what comes after them; the first call of an attempt wins. */
  plan(owner: Owner, effects: readonly Effect[], next: Next, now: number): Promise<void>;
  /** Undefined where nothing has been planned for this attempt. */
  planned(
    run: string,
    generation: number,
  ): Promise<{ readonly rows: readonly OutboxRow[]; readonly next: Next } | undefined>;
  mark(key: string, state: OutboxRow['state'], now: number): Promise<void>;
  /** Effects of all earlier generations of the run that were performed, oldest first. */
  performed(run: string, before: number): Promise<readonly OutboxRow[]>;
}

export interface Signals {
  /** Signals for the run that came after the id, oldest first. */
  since(run: string, id: number): Promise<readonly Signal[]>;
}

/** The part of the ledger that effects write to: in the hands of `deliver` alone. */
export interface LedgerWriter {
  /** Once for each key: performing it again changes nothing. */
  signal(key: string, signal: Omit<Signal, 'id'>, now: number): Promise<void>;
  /** Once for each key, likewise. */
  addLesson(key: string, place: LessonPlace, lesson: Omit<Lesson, 'id' | 'at'>, now: number): Promise<void>;
  dropLesson(repositoryId: number, id: number): Promise<void>;
}

/** What a repository wants remembered, until it is forgotten or erased with the repository. */
export interface Lessons {
  /** Oldest first. */
  of(repositoryId: number): Promise<readonly Lesson[]>;
}

/** The repository that a lesson is for, and the installation that it is erased with as well. */
export interface LessonPlace {
  readonly installation: number;
  readonly repository: number;
}

export interface Lesson {
  /** For people to name it by; counts from 1 in each repository and is never given twice. */
  readonly id: number;
  readonly text: string;
  readonly by: string;
  /** The address of the comment that it was asked for in. */
  readonly from: string;
  readonly at: number;
}

export interface Mailbox {
  put(run: string, cause: string, event: unknown, now: number): Promise<void>;
  /** Everything since the id, oldest first. */
  since(run: string, id: number): Promise<readonly Mail[]>;
}

/** That GitHub was asked to send a webhook again: a row for each time. */
export interface Redeliveries {
  wasAsked(id: string): Promise<boolean>;
  remember(id: string, now: number): Promise<void>;
}

export interface Outcomes {
  /** The first outcome of an id stays. `about` says whom it is erased with. */
  record(row: OutcomeRow, now: number, about?: About): Promise<void>;
  get(id: string): Promise<OutcomeRow | undefined>;
}

/** Where on GitHub an event took place, as far as it said. */
export interface About {
  readonly installation: number | undefined;
  readonly repository: number | undefined;
}

/** Whose rows are meant: all of an installation, or those of some repositories. */
export type Tenant =
  | { readonly is: 'installation'; readonly id: number }
  | { readonly is: 'repositories'; readonly ids: readonly number[] };

/** Times before which things are deleted; milliseconds since 1970. */
export interface Expiry {
  readonly ended: number;
  readonly heard: number;
  readonly spent: number;
}

/** Forgetting, for whoever goes away and after the time that is promised. */
export interface Erasure {
  /** All runs of the tenant. */
  runs(of: Tenant): Promise<readonly Run[]>;
  /** Deletes every row of the tenant at once; answers how many runs there were. */
  erase(of: Tenant): Promise<number>;
  /**
   * Deletes runs that ended before `ended`, with all that belongs to them but what they spent; what became of events that
   * were heard before `heard`, which redeliveries are known by; and spending before `spent`, since it is added up for longer than some
   * want their texts kept.
   */
  expire(before: Expiry): Promise<void>;
  /** Of these repositories, the ones that no run is about. */
  unknown(repositories: readonly number[]): Promise<readonly number[]>;
}

export interface Spending {
  add(spend: Spend, now: number): Promise<void>;
  ofRun(run: string): Promise<readonly Spend[]>;
  total(of: SpendScope): Promise<SpendTotal>;
}

/** Whose spending is added up: one attempt's run, a repository's or an installation's since a time. */
export type SpendScope =
  | { readonly is: 'run'; readonly run: string; readonly since: number }
  | { readonly is: 'repository'; readonly id: number; readonly since: number }
  | { readonly is: 'installation'; readonly id: number; readonly since: number };

/** Tokens in and out together; dollars of the calls whose price is known, and how many had none. A call of no tokens costs nothing. */
export interface SpendTotal {
  readonly tokens: number;
  readonly usd: number;
  readonly unpriced: number;
}

/** What was said and done in a run, step by step, for people to read later. An entry is one of core/transcript.ts as data. */
export interface Transcripts {
  /** Entries are numbered by whoever writes them; a number that is there already stays as it is. */
  append(owner: Owner, entries: readonly NumberedEntry[], now: number): Promise<void>;
  /** All attempts of the run, in order. */
  of(run: string): Promise<readonly (NumberedEntry & { readonly generation: number; readonly at: number })[]>;
}

export interface NumberedEntry {
  readonly number: number;
  readonly entry: unknown;
}

/** One budget of GitHub requests for each installation, shared by all workers. */
export interface Pace {
  /**
   * Takes the installation's next turn to write: `gapMs` after the one before, and not before a block has ended. Turns that two
   * processes take at once are apart, too. A turn further off than `withinMs` is not taken: it would pass unused.
   */
  take(installation: number, now: number, gapMs: number, withinMs: number): Promise<WriteTurn>;
  /** GitHub said to wait: nobody asks it for anything before `until`. A later end stays. */
  block(installation: number, until: number): Promise<void>;
  /** When the installation's block ends; undefined where there is none at `now`. */
  blockedUntil(installation: number, now: number): Promise<number | undefined>;
}

/**
 * In how many milliseconds one may write. Whoever is told `later` asks again then: each of them is told a time of their own, so that
 * they do not all come back at once.
 */
export interface WriteTurn {
  readonly is: 'taken' | 'later';
  readonly inMs: number;
}
