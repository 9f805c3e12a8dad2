import { and, asc, desc, eq, lt, sql } from './drizzle.ts';
import { installationOf, isOpen, Run } from '../../core/run.ts';
import type { Runs } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { holds, runs } from './schema.ts';
import { inTurn, type Tables } from './tables.ts';

export function openRuns(tables: Tables): Runs {
  return {
    get: (key) => asked(() => read(tables, key)),
    update: (key, now, change) => asked(() => update(tables, key, now, change)),
    openOn: (repositoryId, number) => asked(() => openOn(tables, repositoryId, number)),
    latestOn: (repositoryId, number) => asked(() => latestOn(tables, repositoryId, number)),
    idleSince: (before, limit) => asked(() => idleSince(tables, before, limit)),
    latest: (limit) => asked(() => latest(tables, limit)),
    hold: (key, holder, now, until) => asked(() => take(tables, { key, holder, until }, now)),
    release: (key, holder) => asked(() => release(tables, key, holder)),
  };
}

async function read(tables: Tables, key: string): Promise<Run | undefined> {
  const [row] = await tables.select({ run: runs.run }).from(runs).where(eq(runs.key, key));
  return row && Run.parse(row.run);
}

async function update(
  tables: Tables,
  key: string,
  now: number,
  change: (run: Run | undefined) => Run | undefined,
): Promise<Run | undefined> {
  return inTurn(tables, `run ${key}`, async (ours) => {
    const before = await read(ours, key);
    const changed = change(before);
    if (changed === undefined) return before;
    const after = { ...changed, updatedAt: now };
    const row = rowOf(after);
    await ours.insert(runs).values(row).onConflictDoUpdate({ target: runs.key, set: row });
    return after;
  });
}

/** The run, and beside it what it is looked up, and one day erased, by. */
function rowOf(run: Run): typeof runs.$inferInsert {
  const { key, subject, cause, updatedAt } = run;
  const ref = subject.kind === 'range' ? undefined : subject.ref;
  return {
    key,
    open: isOpen(run),
    repositoryId: ref?.id ?? null,
    number: ref?.number ?? null,
    installationId: installationOf(cause) ?? null,
    updatedAt,
    run,
  };
}

async function openOn(tables: Tables, repositoryId: number, number: number): Promise<readonly Run[]> {
  const here = and(eq(runs.open, true), eq(runs.repositoryId, repositoryId), eq(runs.number, number));
  const rows = await tables.select({ run: runs.run }).from(runs).where(here).orderBy(asc(runs.key));
  return rows.map(({ run }) => Run.parse(run));
}

const mostOnOne = 20;

async function latestOn(tables: Tables, repositoryId: number, number: number): Promise<readonly Run[]> {
  const here = and(eq(runs.repositoryId, repositoryId), eq(runs.number, number));
  const rows = await tables
    .select({ run: runs.run })
    .from(runs)
    .where(here)
    .orderBy(desc(runs.updatedAt), asc(runs.key))
    .limit(mostOnOne);
  return rows.map(({ run }) => Run.parse(run));
}

/** Not while a person is to say how it goes on. */
const movesByItself = sql`${runs.run} -> 'state' ->> 'is' not in ('asking', 'paused')`;

async function idleSince(tables: Tables, before: number, limit: number): Promise<readonly Run[]> {
  const rows = await tables
    .select({ run: runs.run })
    .from(runs)
    .where(and(eq(runs.open, true), lt(runs.updatedAt, before), movesByItself))
    .orderBy(asc(runs.updatedAt))
    .limit(limit);
  return rows.map(({ run }) => Run.parse(run));
}

async function latest(tables: Tables, limit: number): Promise<readonly Run[]> {
  const newest = tables.select({ run: runs.run }).from(runs).orderBy(desc(runs.updatedAt), asc(runs.key));
  return (await newest.limit(limit)).map(({ run }) => Run.parse(run));
}

/**
 * Whoever wants a hold wants it for as long as all others did: one that ends later than twice that was taken by a clock that was
 * wrong, and holds nobody up.
 */
async function take(tables: Tables, hold: typeof holds.$inferInsert, now: number): Promise<boolean> {
  const { holder, until } = hold;
  const farthest = now + 2 * (until - now);
  const taken = await tables
    .insert(holds)
    .values(hold)
    .onConflictDoUpdate({
      target: holds.key,
      set: { holder, until },
      setWhere: sql`${holds.holder} = ${holder} or ${holds.until} <= ${now} or ${holds.until} > ${farthest}`,
    })
    .returning({ key: holds.key });
  return taken.length === 1;
}

async function release(tables: Tables, key: string, holder: string): Promise<void> {
  await tables.delete(holds).where(and(eq(holds.key, key), eq(holds.holder, holder)));
}
