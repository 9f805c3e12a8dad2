import { z } from 'zod';
import type { ReportedTest, TestOutcome } from '../test-result.ts';
import { differingLines } from './differing-lines.ts';
import { parseJson } from './text.ts';

const Results = z.object({
  passes: z.array(z.unknown()),
  failures: z.array(z.unknown()),
  pending: z.array(z.unknown()),
});

const Fault = z.object({
  message: z.string().nullish(),
  stack: z.string().nullish(),
  /** As mocha writes what was compared, where it would show how that differs. */
  actual: z.string().nullish().catch(null),
  expected: z.string().nullish().catch(null),
});

const Test = z.object({
  fullTitle: z.string(),
  file: z.string().nullish(),
  duration: z.number().nullish(),
  err: Fault.nullish(),
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
  const message = err == null ? '' : messageOf(err);
  return { name: fullTitle, file: file ?? null, outcome, ms: duration ?? null, message };
}

/** Assertion libraries shorten what they compare, so that how it differs goes between the words and the places. */
function messageOf({ message, stack, actual, expected }: z.infer<typeof Fault>): string {
  const whole = stack ?? message ?? '';
  if (actual == null || expected == null || (whole.includes(actual) && whole.includes(expected)))
    return whole;
  const at = /\n\s+at /.exec(whole)?.index ?? whole.length;
  return `${whole.slice(0, at)}\n${differingLines(expected, actual)}${whole.slice(at)}`;
}
