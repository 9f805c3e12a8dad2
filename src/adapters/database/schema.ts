import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  pgSchema,
  primaryKey,
  sql,
  text,
  unique,
} from './drizzle.ts';

/** All tables of the ledger; the queue's own live in a schema of their own, beside it. */
export const patchwright = pgSchema('patchwright');

/**
 * JSON kept as text: `jsonb` refuses a NUL or half a surrogate pair inside a string, and what people and models write may hold
 * either. Whoever reads it parses it.
 */
const document = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'json',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => value,
});

/** Milliseconds since 1970, or an id of GitHub's: both outgrow 32 bits. */
function large(name: string) {
  return bigint(name, { mode: 'number' });
}

/** One row a run: the run itself, and beside it what it is looked up, counted and erased by. */
export const runs = patchwright.table(
  'runs',
  {
    key: text('key').primaryKey(),
    open: boolean('open').notNull(),
    repositoryId: large('repository_id'),
    number: integer('number'),
    installationId: large('installation_id'),
    updatedAt: large('updated_at').notNull(),
    run: document('run').notNull(),
  },
  (table) => [
    index('runs_open_on')
      .on(table.repositoryId, table.number)
      .where(sql`open`),
    index('runs_open_since')
      .on(table.updatedAt)
      .where(sql`open`),
    index('runs_of_installation').on(table.installationId),
  ],
);

export const holds = patchwright.table('holds', {
  key: text('key').primaryKey(),
  holder: text('holder').notNull(),
  until: large('until').notNull(),
});

export const steps = patchwright.table(
  'steps',
  {
    run: text('run').notNull(),
    generation: integer('generation').notNull(),
    name: text('name').notNull(),
    inputs: text('inputs').notNull(),
    value: document('value').notNull(),
    keptAt: large('kept_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.generation, table.name, table.inputs] })],
);

export const plans = patchwright.table(
  'plans',
  {
    run: text('run').notNull(),
    generation: integer('generation').notNull(),
    next: document('next').notNull(),
    plannedAt: large('planned_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.generation] })],
);

export const outbox = patchwright.table(
  'outbox',
  {
    key: text('key').primaryKey(),
    run: text('run').notNull(),
    generation: integer('generation').notNull(),
    index: integer('index').notNull(),
    repositoryId: large('repository_id'),
    effect: document('effect').notNull(),
    state: document('state').notNull(),
    changedAt: large('changed_at').notNull(),
  },
  (table) => [
    unique('outbox_order').on(table.run, table.generation, table.index),
    index('outbox_of_repository').on(table.repositoryId),
  ],
);

export const signals = patchwright.table(
  'signals',
  {
    id: large('id').primaryKey().generatedAlwaysAsIdentity(),
    key: text('key').notNull().unique(),
    run: text('run').notNull(),
    signal: document('signal').notNull(),
    sentAt: large('sent_at').notNull(),
  },
  (table) => [index('signals_of_run').on(table.run, table.id)],
);

export const mail = patchwright.table(
  'mail',
  {
    id: large('id').primaryKey().generatedAlwaysAsIdentity(),
    run: text('run').notNull(),
    cause: text('cause').notNull(),
    /** Hash of the event: the same one from the same cause is put once. */
    digest: text('digest').notNull(),
    event: document('event').notNull(),
    putAt: large('put_at').notNull(),
  },
  (table) => [
    unique('mail_once').on(table.run, table.cause, table.digest),
    index('mail_of_run').on(table.run, table.id),
  ],
);

export const redeliveries = patchwright.table('redeliveries', {
  id: text('id').primaryKey(),
  askedAt: large('asked_at').notNull(),
});

export const outcomes = patchwright.table(
  'outcomes',
  {
    id: text('id').primaryKey(),
    /** Whom the event was about, as far as it said: what the row is erased by. */
    installationId: large('installation_id'),
    repositoryId: large('repository_id'),
    outcome: document('outcome').notNull(),
    recordedAt: large('recorded_at').notNull(),
  },
  (table) => [
    index('outcomes_of_installation').on(table.installationId),
    index('outcomes_of_repository').on(table.repositoryId),
  ],
);

export const spending = patchwright.table(
  'spending',
  {
    id: large('id').primaryKey().generatedAlwaysAsIdentity(),
    run: text('run').notNull(),
    /** Whom it is added up for and erased with; the run may be forgotten before. */
    installationId: large('installation_id'),
    repositoryId: large('repository_id'),
    prompt: text('prompt').notNull(),
    model: text('model').notNull(),
    tokensIn: integer('tokens_in').notNull(),
    tokensCached: integer('tokens_cached').notNull(),
    tokensOut: integer('tokens_out').notNull(),
    usd: doublePrecision('usd'),
    ms: doublePrecision('ms').notNull(),
    outcome: text('outcome').notNull(),
    spentAt: large('spent_at').notNull(),
  },
  (table) => [
    index('spending_of_run').on(table.run, table.id),
    index('spending_of_installation').on(table.installationId, table.spentAt),
    index('spending_of_repository').on(table.repositoryId, table.spentAt),
  ],
);

export const transcripts = patchwright.table(
  'transcripts',
  {
    run: text('run').notNull(),
    generation: integer('generation').notNull(),
    number: integer('number').notNull(),
    entry: document('entry').notNull(),
    saidAt: large('said_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.generation, table.number] })],
);

/** One row an installation. The times are milliseconds since 1970, 0 where there was none. */
export const paces = patchwright.table('paces', {
  installationId: large('installation_id').primaryKey(),
  /** The last turn that was taken, and the last that somebody was told to come back for. */
  turnAt: large('turn_at').notNull(),
  promisedAt: large('promised_at').notNull(),
  blockedUntil: large('blocked_until').notNull(),
});

/** A lesson that is dropped leaves its row behind, so that neither its number nor its key is ever given again. */
export const lessons = patchwright.table(
  'lessons',
  {
    repositoryId: large('repository_id').notNull(),
    id: integer('id').notNull(),
    /** Whom the repository belonged to when the lesson was given: it is erased with either. */
    installationId: large('installation_id').notNull(),
    key: text('key').notNull().unique(),
    /** Null once it is dropped. */
    lesson: document('lesson'),
    addedAt: large('added_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.id] }),
    index('lessons_of_installation').on(table.installationId),
  ],
);
