import { and, asc, eq, gt } from './drizzle.ts';
import { z } from 'zod';
import type { LedgerWriter, Signal, Signals } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { addLesson, dropLesson } from './lessons.ts';
import { signals } from './schema.ts';
import { inTurn, type Tables } from './tables.ts';

export function openSignals(tables: Tables): Signals {
  return { since: (run, id) => asked(() => since(tables, run, id)) };
}

export function openWriter(tables: Tables): LedgerWriter {
  return {
    signal: (key, signal, now) => asked(() => send(tables, key, signal, now)),
    addLesson: (key, place, lesson, now) => asked(() => addLesson(tables, { key, place, lesson }, now)),
    dropLesson: (repositoryId, id) => asked(() => dropLesson(tables, repositoryId, id)),
  };
}

const Content = z.object({
  signal: z.enum(['stop', 'continue', 'pause', 'say']),
  by: z.string(),
  text: z.string(),
});

async function since(tables: Tables, run: string, id: number): Promise<readonly Signal[]> {
  const rows = await tables
    .select()
    .from(signals)
    .where(and(eq(signals.run, run), gt(signals.id, id)))
    .orderBy(asc(signals.id));
  return rows.map((row) => {
    const { signal, by, text } = Content.parse(row.signal);
    return { id: row.id, run: row.run, signal, by, text };
  });
}

async function send(tables: Tables, key: string, signal: Omit<Signal, 'id'>, now: number): Promise<void> {
  const { run, ...content } = signal;
  await inTurn(tables, `signals ${run}`, (ours) =>
    ours.insert(signals).values({ key, run, signal: content, sentAt: now }).onConflictDoNothing(),
  );
}
