import { createHash } from 'node:crypto';
import { and, asc, eq, gt } from './drizzle.ts';
import type { Mail, Mailbox } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { mail } from './schema.ts';
import { inTurn, type Tables } from './tables.ts';

export function openMailbox(tables: Tables): Mailbox {
  return {
    put: (run, cause, event, now) => asked(() => put(tables, { run, cause, event }, now)),
    since: (run, id) => asked(() => since(tables, run, id)),
  };
}

async function put(tables: Tables, letter: Omit<Mail, 'id'>, now: number): Promise<void> {
  const digest = createHash('sha256').update(JSON.stringify(letter.event)).digest('hex');
  await inTurn(tables, `mail ${letter.run}`, (ours) =>
    ours
      .insert(mail)
      .values({ ...letter, digest, putAt: now })
      .onConflictDoNothing(),
  );
}

async function since(tables: Tables, run: string, id: number): Promise<readonly Mail[]> {
  return tables
    .select({ id: mail.id, run: mail.run, cause: mail.cause, event: mail.event })
    .from(mail)
    .where(and(eq(mail.run, run), gt(mail.id, id)))
    .orderBy(asc(mail.id));
}
