import type { SQL } from 'drizzle-orm';
import { and, eq, inArray, lt, not, sql } from './drizzle.ts';
import { Run } from '../../core/run.ts';
import type { Erasure, Expiry, Tenant } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import {
  holds,
  lessons,
  mail,
  outbox,
  outcomes,
  paces,
  plans,
  redeliveries,
  runs,
  signals,
  spending,
  steps,
  transcripts,
} from './schema.ts';
import type { Tables } from './tables.ts';

export function openErasure(tables: Tables): Erasure {
  return {
    runs: (of) => asked(() => runsOf(tables, of)),
    erase: (of) => asked(() => tables.transaction((transaction) => erase(transaction, of))),
    expire: (before) => asked(() => tables.transaction((transaction) => expire(transaction, before))),
    unknown: (repositories) => asked(() => unknown(tables, repositories)),
  };
}

async function runsOf(tables: Tables, of: Tenant): Promise<readonly Run[]> {
  const rows = await tables.select({ run: runs.run }).from(runs).where(theirs(runs, of));
  return rows.map(({ run }) => Run.parse(run));
}

type Owned = typeof runs | typeof outcomes | typeof spending | typeof lessons;

/** The rows of a table that a tenant owns. */
function theirs(table: Owned, of: Tenant): SQL {
  switch (of.is) {
    case 'installation':
      return eq(table.installationId, of.id);
    case 'repositories':
      return inArray(table.repositoryId, [...of.ids]);
  }
}

async function erase(tables: Tables, of: Tenant): Promise<number> {
  const keys = tables.select({ key: runs.key }).from(runs).where(theirs(runs, of));
  const heard = tables.select({ id: outcomes.id }).from(outcomes).where(theirs(outcomes, of));
  await eraseBelow(tables, (key) => sql`(${inArray(key, keys)} or ${inArray(key, heard)})`);
  await eraseOwn(tables, of);
  await tables.delete(outcomes).where(theirs(outcomes, of));
  await tables.delete(spending).where(theirs(spending, of));
  await tables.delete(lessons).where(theirs(lessons, of));
  const gone = await tables.delete(runs).where(theirs(runs, of)).returning({ key: runs.key });
  return gone.length;
}

/** What only an installation has, or only a repository. */
async function eraseOwn(tables: Tables, of: Tenant): Promise<void> {
  switch (of.is) {
    case 'installation':
      await tables.delete(paces).where(eq(paces.installationId, of.id));
      return;
    case 'repositories':
      await tables.delete(outbox).where(inArray(outbox.repositoryId, [...of.ids]));
  }
}

/** What hangs on the runs, or on the events that answered by themselves, whose keys fit. */
async function eraseBelow(tables: Tables, fits: (key: SQL) => SQL): Promise<void> {
  for (const table of [steps, plans, outbox, mail, transcripts]) {
    await tables.delete(table).where(fits(sql`${table.run}`));
  }
  // Signals are addressed to an attempt, `run.generation`; an admission holds `admission run`.
  await tables.delete(signals).where(fits(sql`split_part(${signals.run}, '.', 1)`));
  await tables.delete(holds).where(fits(sql`split_part(${holds.key}, ' ', -1)`));
}

async function expire(tables: Tables, before: Expiry): Promise<void> {
  const over = and(eq(runs.open, false), lt(runs.updatedAt, before.ended));
  const keys = tables.select({ key: runs.key }).from(runs).where(over);
  await eraseBelow(tables, (key) => inArray(key, keys));
  await tables.delete(runs).where(over);
  await tables.delete(outcomes).where(lt(outcomes.recordedAt, before.heard));
  await expireOrphans(tables, before.ended);
  await tables.delete(redeliveries).where(lt(redeliveries.askedAt, before.heard));
  await tables.delete(spending).where(lt(spending.spentAt, before.spent));
}

/** Old rows of whatever is no open run: of events that answered by themselves, and of earlier attempts. */
async function expireOrphans(tables: Tables, before: number): Promise<void> {
  const kept = tables.select({ key: runs.key }).from(runs).where(eq(runs.open, true));
  const dated = [
    [steps, steps.keptAt],
    [plans, plans.plannedAt],
    [outbox, outbox.changedAt],
    [mail, mail.putAt],
    [transcripts, transcripts.saidAt],
  ] as const;
  for (const [table, at] of dated) {
    await tables.delete(table).where(and(lt(at, before), not(inArray(table.run, kept))));
  }
  const attempts = sql`split_part(${signals.run}, '.', 1)`;
  await tables.delete(signals).where(and(lt(signals.sentAt, before), not(inArray(attempts, kept))));
  await tables.delete(holds).where(lt(holds.until, before));
  const paced = sql`greatest(${paces.turnAt}, ${paces.promisedAt}, ${paces.blockedUntil})`;
  await tables.delete(paces).where(lt(paced, before));
}

async function unknown(tables: Tables, repositories: readonly number[]): Promise<readonly number[]> {
  if (repositories.length === 0) return [];
  const rows = await tables
    .selectDistinct({ id: runs.repositoryId })
    .from(runs)
    .where(inArray(runs.repositoryId, [...repositories]));
  const known = new Set(rows.map(({ id }) => id));
  return repositories.filter((id) => !known.has(id));
}
