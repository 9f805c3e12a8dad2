import { DrizzleQueryError } from './drizzle.ts';
import { transientFailure } from '../../core/failure.ts';

/** How long whoever met a database that is away should wait before asking again. */
const retryAfterMs = 2_000;

/**
 * Does the work. Where the database is away, full, read-only or overloaded it throws Failure `transient` (reason `busy`); what
 * else the database refuses is a bug, and passes without the query's parameters, which logs must not hold.
 */
export async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const detail = passingFault(error);
    if (detail !== undefined) throw transientFailure({ is: 'busy', detail }, retryAfterMs, error);
    throw bareError(error);
  }
}

/** What is wrong with the database, in words, where it can be expected to mend by itself; undefined for everything else. */
export function passingFault(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const fault = faultOfCode('code' in at ? String(at.code) : '') ?? faultOfMessage(at.message);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The driver's own error, out of the one that repeats the query with all its parameters. */
export function bareError(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? (error.cause ?? error) : error;
}

const away = 'the database does not answer';
const overloaded = 'the database is overloaded';

/** SQLSTATEs of PostgreSQL's appendix A, by class or whole, and the codes of Node's sockets. */
const faults: readonly (readonly [RegExp, string])[] = [
  [/^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/, away],
  [/^(08...|57P0[1-3])$/, away],
  [/^(53100|ENOSPC|EDQUOT)$/, 'the database has no space left'],
  [/^25006$/, 'the database is read-only'],
  [/^(53...|57014|55P03|40001|40P01)$/, overloaded],
];

function faultOfCode(code: string): string | undefined {
  return faults.find(([pattern]) => pattern.test(code))?.[1];
}

/** The driver's own words, which come without a code. */
function faultOfMessage(message: string): string | undefined {
  if (message === 'timeout exceeded when trying to connect') return overloaded;
  // Whoever still asks while the process ends has lost nothing: another process goes on.
  if (message === 'Cannot use a pool after calling end on the pool') return 'the database has been closed';
  return /^(Connection terminated|Query read timeout|Client has encountered a connection error)/.test(message)
    ? away
    : undefined;
}
