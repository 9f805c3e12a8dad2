import { z } from 'zod';
import { nameSeparator, type ReportedTest } from '../test-result.ts';
import { linesOf, parseJson } from './text.ts';

const Line = z.object({
  names: z.array(z.string()).min(1).max(100),
  file: z.string().nullable(),
  outcome: z.enum(['passed', 'failed', 'skipped', 'todo']),
  ms: z.number().nullable(),
  message: z.string(),
});

/** What our own reporter for node:test and our own runner of unittest write: a line of JSON for each test. */
export function* ownTests(text: string): Generator<ReportedTest | undefined, undefined> {
  for (const line of linesOf(text)) {
    const read = Line.safeParse(parseJson(line));
    yield read.success ? { ...read.data, name: read.data.names.join(nameSeparator) } : undefined;
  }
  return undefined;
}
