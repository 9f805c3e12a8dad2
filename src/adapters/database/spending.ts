import type { SQL } from 'drizzle-orm';
import { and, asc, eq, gte, sql } from './drizzle.ts';
import type { Spend, Spending, SpendScope, SpendTotal } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { spending } from './schema.ts';
import type { Tables } from './tables.ts';

export function openSpending(tables: Tables): Spending {
  return {
    add: (spend, now) => asked(() => add(tables, spend, now)),
    ofRun: (run) => asked(() => ofRun(tables, run)),
    total: (of) => asked(() => total(tables, of)),
  };
}

async function add(tables: Tables, spend: Spend, now: number): Promise<void> {
  const { installation: installationId, repository: repositoryId, ...call } = spend;
  await tables.insert(spending).values({ ...call, installationId, repositoryId, spentAt: now });
}

async function ofRun(tables: Tables, run: string): Promise<readonly Spend[]> {
  const rows = await tables.select().from(spending).where(eq(spending.run, run)).orderBy(asc(spending.id));
  return rows.map(
    ({ id: _id, spentAt: _spentAt, installationId: installation, repositoryId: repository, ...call }) => {
      return { ...call, installation, repository };
    },
  );
}

/** Sums of integers come as text, since they may outgrow a number. */
const figures = {
  tokens: sql`coalesce(sum(${spending.tokensIn}::bigint + ${spending.tokensOut}), 0)`.mapWith(Number),
  usd: sql`coalesce(sum(${spending.usd}), 0)`.mapWith(Number),
  unpriced:
    sql`count(*) filter (where ${spending.usd} is null and ${spending.tokensIn} + ${spending.tokensOut} > 0)`.mapWith(
      Number,
    ),
};

async function total(tables: Tables, of: SpendScope): Promise<SpendTotal> {
  const counted = and(whose(of), gte(spending.spentAt, of.since));
  const [sums] = await tables.select(figures).from(spending).where(counted);
  return sums ?? { tokens: 0, usd: 0, unpriced: 0 };
}

function whose(of: SpendScope): SQL {
  switch (of.is) {
    case 'run':
      return eq(spending.run, of.run);
    case 'repository':
      return eq(spending.repositoryId, of.id);
    case 'installation':
      return eq(spending.installationId, of.id);
  }
}
