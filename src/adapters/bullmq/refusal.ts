/** Why the queue takes no jobs, in words for its operator. */
export function refusalOf(error: unknown): string {
  const known = faults.find(([pattern]) => pattern.test(wordsOf(error)));
  return known === undefined ? 'the queue does not answer' : `the queue takes no jobs: ${known[1]}`;
}

/** By the beginning of Redis's errors, which BullMQ hands on in its own, and by PostgreSQL's SQLSTATEs and words. */
const faults: readonly (readonly [RegExp, string])[] = [
  [/\bOOM command not allowed/, 'Redis is full, and its maxmemory may be raised'],
  [/\bMISCONF /, 'Redis cannot write to its disk'],
  [/\bREADONLY /, 'Redis is read-only'],
  [/in a read-only transaction/, 'the database is read-only'],
  [/No space left on device/, 'the database has no space left'],
];

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${wordsOf(error.cause)}` : '';
}
