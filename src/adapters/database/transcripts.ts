import { asc, eq } from './drizzle.ts';
import { z } from 'zod';
import type { NumberedEntry, Owner, Transcripts } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { transcripts } from './schema.ts';
import type { Tables } from './tables.ts';

/** Entries are kept in an object, since a column knows no difference between JSON's null and none. */
const Said = z.object({ entry: z.unknown() });

export function openTranscripts(tables: Tables): Transcripts {
  return {
    append: (owner, entries, now) => asked(() => append(tables, owner, entries, now)),
    of: (run) => asked(() => transcriptOf(tables, run)),
  };
}

async function append(
  tables: Tables,
  owner: Owner,
  entries: readonly NumberedEntry[],
  now: number,
): Promise<void> {
  if (entries.length === 0) return;
  const attempt = { run: owner.key, generation: owner.generation };
  const rows = entries.map(({ number, entry }) => ({ ...attempt, number, entry: { entry }, saidAt: now }));
  await tables.insert(transcripts).values(rows).onConflictDoNothing();
}

async function transcriptOf(tables: Tables, run: string): ReturnType<Transcripts['of']> {
  const rows = await tables
    .select()
    .from(transcripts)
    .where(eq(transcripts.run, run))
    .orderBy(asc(transcripts.generation), asc(transcripts.number));
  return rows.map(({ generation, number, entry, saidAt }) => {
    return { generation, number, entry: Said.parse(entry).entry, at: saidAt };
  });
}
