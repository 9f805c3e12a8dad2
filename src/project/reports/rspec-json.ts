import { z } from 'zod';
import type { ReportedTest } from '../test-result.ts';
import { parseJson } from './text.ts';

const Results = z.object({
  examples: z.array(z.unknown()),
  summary: z.object({ errors_outside_of_examples_count: z.number().default(0) }),
});

const Example = z.object({
  full_description: z.string(),
  status: z.enum(['passed', 'failed', 'pending']),
  file_path: z.string(),
  run_time: z.number().nullish(),
  pending_message: z.string().nullish(),
  exception: z.object({ message: z.string() }).nullish(),
});

/** What rspec writes with `--format json`. Files that do not load have no example: they count as one failed test. */
export function rspecTests(text: string): Iterable<ReportedTest | undefined> | undefined {
  const results = Results.safeParse(parseJson(text));
  if (!results.success) return undefined;
  const { examples, summary } = results.data;
  const faults = summary.errors_outside_of_examples_count;
  return [...examples.map(testOf), ...(faults > 0 ? [outside(faults)] : [])];
}

function testOf(entry: unknown): ReportedTest | undefined {
  const read = Example.safeParse(entry);
  if (!read.success) return undefined;
  const { full_description: name, status, file_path: file, run_time: seconds } = read.data;
  return {
    name,
    file,
    outcome: status === 'pending' ? 'skipped' : status,
    ms: seconds == null ? null : seconds * 1_000,
    message: read.data.exception?.message ?? read.data.pending_message ?? '',
  };
}

function outside(faults: number): ReportedTest {
  const message = `${faults} errors outside of the examples`;
  return { name: '(loading the files)', file: null, outcome: 'failed', ms: null, message };
}
