import { eq, sql } from './drizzle.ts';
import { z } from 'zod';
import type { Deliveries, OutcomeRow, Outcomes } from '../../ports/ledger.ts';
import { inBatches } from './batches.ts';
import { asked } from './faults.ts';
import { deliveries, outcomes } from './schema.ts';
import type { Tables } from './tables.ts';

/** Webhooks come by the hundred at once: a question and a commit for each would be most of what they cost. */
export function openDeliveries(tables: Tables): Deliveries {
  const known = inBatches((ids: readonly string[]) => knownOf(tables, ids));
  const remember = inBatches((rows: readonly SeenDelivery[]) => insertSeen(tables, rows));
  return {
    seen: (id) => asked(async () => (await known(id)).has(id)),
    remember: (id, now) => asked(() => remember({ id, seenAt: now })),
  };
}

async function knownOf(tables: Tables, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tables
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(sql`${deliveries.id} = any(${sql.param(ids)}::text[])`);
  return new Set(rows.map(({ id }) => id));
}

type SeenDelivery = typeof deliveries.$inferSelect;

async function insertSeen(tables: Tables, rows: readonly SeenDelivery[]): Promise<void> {
  const ids = sql.param(rows.map(({ id }) => id));
  const times = sql.param(rows.map(({ seenAt }) => seenAt));
  await tables.execute(
    sql`insert into ${deliveries} (id, seen_at) select * from unnest(${ids}::text[], ${times}::bigint[]) on conflict do nothing`,
  );
}

export function openOutcomes(tables: Tables): Outcomes {
  return {
    record: ({ id, outcome, detail }, now, about) =>
      asked(async () => {
        const whose = {
          installationId: about?.installation ?? null,
          repositoryId: about?.repository ?? null,
        };
        const row = { id, ...whose, outcome: { outcome, detail }, recordedAt: now };
        await tables.insert(outcomes).values(row).onConflictDoNothing();
      }),
    get: (id) => asked(() => outcomeOf(tables, id)),
  };
}

const Recorded = z.object({ outcome: z.string(), detail: z.string() });

async function outcomeOf(tables: Tables, id: string): Promise<OutcomeRow | undefined> {
  const [row] = await tables.select().from(outcomes).where(eq(outcomes.id, id));
  return row && { id, ...Recorded.parse(row.outcome) };
}
