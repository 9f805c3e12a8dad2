import { and, asc, eq, lt } from './drizzle.ts';
import { z } from 'zod';
import { Effect, Next } from '../../core/effect.ts';
import { effectKey } from '../../core/run.ts';
import type { Outbox, OutboxRow, Owner } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { outbox, plans } from './schema.ts';
import type { Tables } from './tables.ts';

export function openOutbox(tables: Tables): Outbox {
  return {
    plan: (owner, effects, next, now) =>
      asked(() => tables.transaction((transaction) => plan(transaction, owner, { effects, next }, now))),
    planned: (run, generation) => asked(() => planned(tables, run, generation)),
    mark: (key, state, now) => asked(() => mark(tables, key, state, now)),
    performed: (run, before) => asked(() => performed(tables, run, before)),
  };
}

const State: z.ZodType<OutboxRow['state']> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('planned') }),
  z.object({ is: z.literal('sent'), at: z.number() }),
  z.object({ is: z.literal('done'), id: z.number() }),
  z.object({ is: z.literal('dropped'), because: z.enum(['stale', 'refused']), reason: z.string() }),
]);

async function plan(
  tables: Tables,
  owner: Owner,
  reply: { readonly effects: readonly Effect[]; readonly next: Next },
  now: number,
): Promise<void> {
  const attempt = { run: owner.key, generation: owner.generation };
  const first = await tables
    .insert(plans)
    .values({ ...attempt, next: reply.next, plannedAt: now })
    .onConflictDoNothing()
    .returning({ run: plans.run });
  if (first.length === 0 || reply.effects.length === 0) return;
  const rows = reply.effects.map((effect, index) => ({
    ...attempt,
    key: effectKey(owner, index),
    index,
    repositoryId: repositoryOf(effect),
    effect,
    state: { is: 'planned' },
    changedAt: now,
  }));
  await tables.insert(outbox).values(rows);
}

function repositoryOf(effect: Effect): number | null {
  if ('pull' in effect) return effect.pull.id;
  if ('repository' in effect) return effect.repository.id;
  return effect.kind === 'comment' ? effect.on.id : null;
}

async function planned(
  tables: Tables,
  run: string,
  generation: number,
): Promise<{ readonly rows: readonly OutboxRow[]; readonly next: Next } | undefined> {
  const [attempt] = await tables
    .select({ next: plans.next })
    .from(plans)
    .where(and(eq(plans.run, run), eq(plans.generation, generation)));
  if (attempt === undefined) return undefined;
  const rows = await tables
    .select()
    .from(outbox)
    .where(and(eq(outbox.run, run), eq(outbox.generation, generation)))
    .orderBy(asc(outbox.index));
  return { rows: rows.map(rowOf), next: Next.parse(attempt.next) };
}

function rowOf(row: typeof outbox.$inferSelect): OutboxRow {
  const { key, run, generation, index } = row;
  return { key, run, generation, index, effect: Effect.parse(row.effect), state: State.parse(row.state) };
}

async function mark(tables: Tables, key: string, state: OutboxRow['state'], now: number): Promise<void> {
  await tables.update(outbox).set({ state, changedAt: now }).where(eq(outbox.key, key));
}

async function performed(tables: Tables, run: string, before: number): Promise<readonly OutboxRow[]> {
  const rows = await tables
    .select()
    .from(outbox)
    .where(and(eq(outbox.run, run), lt(outbox.generation, before)))
    .orderBy(asc(outbox.generation), asc(outbox.index));
  return rows.map(rowOf).filter(({ state }) => state.is === 'done');
}
