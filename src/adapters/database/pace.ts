import { and, eq, gt, sql } from './drizzle.ts';
import type { Pace, WriteTurn } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { paces } from './schema.ts';
import { inTurn, type Tables } from './tables.ts';

export function openPace(tables: Tables): Pace {
  return {
    take: (installation, now, gapMs, withinMs) =>
      asked(() => take(tables, installation, { now, gapMs, withinMs })),
    block: (installation, until) => asked(() => block(tables, installation, until)),
    blockedUntil: (installation, now) => asked(() => blockedUntil(tables, installation, now)),
  };
}

interface Wish {
  readonly now: number;
  readonly gapMs: number;
  readonly withinMs: number;
}

type Row = typeof paces.$inferSelect;

async function take(tables: Tables, installationId: number, wish: Wish): Promise<WriteTurn> {
  return inTurn(tables, `pace ${installationId}`, async (ours) => {
    const [row = { installationId, turnAt: 0, promisedAt: 0, blockedUntil: 0 }] = await ours
      .select()
      .from(paces)
      .where(eq(paces.installationId, installationId));
    const { is, at } = nextTurn(row, wish);
    const set = is === 'taken' ? { turnAt: at } : { promisedAt: at };
    await ours
      .insert(paces)
      .values({ ...row, ...set })
      .onConflictDoUpdate({ target: paces.installationId, set });
    return { is, inMs: at - wish.now };
  });
}

/** Taken turns are a gap apart, and so are the times at which those who were sent away come back. */
function nextTurn(row: Row, { now, gapMs, withinMs }: Wish): { is: WriteTurn['is']; at: number } {
  const open = Math.max(now, row.blockedUntil);
  const free = Math.max(open, credible(row.turnAt, open) + gapMs);
  if (free <= now + withinMs) return { is: 'taken', at: free };
  return { is: 'later', at: Math.max(free, credible(row.promisedAt, open) + gapMs) };
}

const farthestMs = 10 * 60_000;

/** A turn much further off was taken by a clock that was wrong, and keeps nobody waiting. */
function credible(time: number, open: number): number {
  return time > open + farthestMs ? 0 : time;
}

async function block(tables: Tables, installationId: number, until: number): Promise<void> {
  await tables
    .insert(paces)
    .values({ installationId, turnAt: 0, promisedAt: 0, blockedUntil: until })
    .onConflictDoUpdate({
      target: paces.installationId,
      set: { blockedUntil: sql`greatest(${paces.blockedUntil}, excluded.blocked_until)` },
    });
}

async function blockedUntil(
  tables: Tables,
  installationId: number,
  now: number,
): Promise<number | undefined> {
  const [row] = await tables
    .select({ until: paces.blockedUntil })
    .from(paces)
    .where(and(eq(paces.installationId, installationId), gt(paces.blockedUntil, now)));
  return row?.until;
}
