import { z } from 'zod';
import type { ReportedTest, TestOutcome } from '../test-result.ts';
import { parseJson } from './text.ts';

const Results = z.object({
  passes: z.array(z.unknown()),
  failures: z.array(z.unknown()),
  pending: z.array(z.unknown()),
});

const Test = z.object({
  fullTitle: z.string(),
  file: z.string().nullish(),
  duration: z.number().nullish(),
  err: z.object({ message: z.string().nullish(), stack: z.string().nullish() }).nullish(),
});

/** What mocha's `json` reporter writes. Its list of all tests leaves out hooks that fail, so the three others are read. */
export function mochaTests(text: string): Iterable<ReportedTest | undefined> | undefined {
  const results = Results.safeParse(parseJson(text));
  if (!results.success) return undefined;
  const { passes, failures, pending } = results.data;
  return testsOf([
    [passes, 'passed'],
    [failures, 'failed'],
    [pending, 'skipped'],
  ]);
}

type List = readonly [tests: readonly unknown[], outcome: TestOutcome];

function* testsOf(lists: readonly List[]): Generator<ReportedTest | undefined, undefined> {
  for (const [tests, outcome] of lists) for (const test of tests) yield testOf(test, outcome);
  return undefined;
}

function testOf(entry: unknown, outcome: TestOutcome): ReportedTest | undefined {
  const read = Test.safeParse(entry);
  if (!read.success) return undefined;
  const { fullTitle, file, duration, err } = read.data;
  const message = err?.stack ?? err?.message ?? '';
  return { name: fullTitle, file: file ?? null, outcome, ms: duration ?? null, message };
}
