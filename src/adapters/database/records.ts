import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Deliveries, OutcomeRow, Outcomes, Spend, Spending } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { deliveries, outcomes, spending } from './schema.ts';
import type { Tables } from './tables.ts';

export function openDeliveries(tables: Tables): Deliveries {
  return {
    seen: (id) => asked(async () => (await tables.$count(deliveries, eq(deliveries.id, id))) > 0),
    remember: (id, now) =>
      asked(async () => {
        await tables.insert(deliveries).values({ id, seenAt: now }).onConflictDoNothing();
      }),
  };
}

export function openOutcomes(tables: Tables): Outcomes {
  return {
    record: ({ id, outcome, detail }, now) =>
      asked(async () => {
        const row = { id, outcome: { outcome, detail }, recordedAt: now };
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

export function openSpending(tables: Tables): Spending {
  return {
    add: (spend, now) =>
      asked(async () => {
        await tables.insert(spending).values({ ...spend, spentAt: now });
      }),
    ofRun: (run) => asked(() => ofRun(tables, run)),
  };
}

async function ofRun(tables: Tables, run: string): Promise<readonly Spend[]> {
  const rows = await tables.select().from(spending).where(eq(spending.run, run)).orderBy(asc(spending.id));
  return rows.map(({ id: _id, spentAt: _spentAt, ...spend }) => spend);
}
