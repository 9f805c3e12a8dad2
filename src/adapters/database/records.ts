import { eq } from './drizzle.ts';
import { z } from 'zod';
import type { OutcomeRow, Outcomes, Redeliveries } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { outcomes, redeliveries } from './schema.ts';
import type { Tables } from './tables.ts';

export function openRedeliveries(tables: Tables): Redeliveries {
  return {
    wasAsked: (id) => asked(async () => (await tables.$count(redeliveries, eq(redeliveries.id, id))) > 0),
    remember: (id, askedAt) =>
      asked(async () => {
        await tables.insert(redeliveries).values({ id, askedAt }).onConflictDoNothing();
      }),
  };
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
