import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { QueueClient, QueuePool } from './database.ts';

/**
 * A pool of as many clients as anybody wants, over the embedded database's one session. A client has the session to itself from
 * BEGIN to COMMIT or ROLLBACK, or one caller's rollback would undo another's work; without a transaction it takes turns with all
 * others, so that a client which only listens keeps nobody waiting.
 */
export function shareSession(session: Pool, pglite: PGlite): QueuePool {
  return Object.assign(new EventEmitter(), {
    query: (text: string, values?: readonly unknown[]) => ask(session, text, values),
    connect: () => Promise.resolve(borrow(session, pglite)),
    end: () => Promise.resolve(),
  });
}

function borrow(session: Pool, pglite: PGlite): QueueClient {
  const client = new EventEmitter();
  const stopListening = pglite.onNotification((channel, payload) => {
    client.emit('notification', { channel, payload });
  });
  let held: PoolClient | undefined;
  function letGo(): void {
    held?.release();
    held = undefined;
  }
  async function query(text: string, values?: readonly unknown[]): Promise<QueryResult> {
    const verb = verbOf(text);
    if (verb === 'begin') held ??= await session.connect();
    try {
      return await ask(held ?? session, text, values);
    } finally {
      if (verb === 'commit' || verb === 'rollback') letGo();
    }
  }
  function release(): void {
    stopListening();
    if (held !== undefined) void held.query('rollback').finally(letGo);
  }
  return Object.assign(client, { query, release });
}

/** Without values several statements may come in one text, as a migration's do. */
function ask(on: Pool | PoolClient, text: string, values: readonly unknown[] = []): Promise<QueryResult> {
  return values.length === 0 ? on.query(text) : on.query(text, [...values]);
}

/** The first word of a statement, after blanks and comments, in small letters. */
function verbOf(text: string): string {
  return /^(?:\s+|--.*|\/\*[\s\S]*?\*\/)*([a-z]*)/i.exec(text)?.[1]?.toLowerCase() ?? '';
}
