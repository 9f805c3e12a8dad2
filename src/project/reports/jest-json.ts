import { z } from 'zod';
import { nameSeparator, type ReportedTest } from '../test-result.ts';
import { parseJson } from './text.ts';

const Results = z.object({ testResults: z.array(z.unknown()) });

const File = z.object({
  name: z.string(),
  status: z.string(),
  message: z.string().nullish(),
  assertionResults: z.array(z.unknown()),
});
type File = z.infer<typeof File>;

const Assertion = z.object({
  ancestorTitles: z.array(z.string()).max(100),
  title: z.string(),
  status: z.enum(['passed', 'failed', 'skipped', 'pending', 'disabled', 'todo', 'focused']),
  duration: z.number().nullish(),
  failureMessages: z.array(z.string()).nullish(),
});

/** What jest writes with `--json`, and vitest with its `json` reporter. A file that did not load is a failed test by its name. */
export function jestTests(text: string): Iterable<ReportedTest | undefined> | undefined {
  const results = Results.safeParse(parseJson(text));
  return results.success ? testsOf(results.data.testResults) : undefined;
}

function* testsOf(files: readonly unknown[]): Generator<ReportedTest | undefined, undefined> {
  for (const entry of files) {
    const file = File.safeParse(entry);
    if (!file.success) yield undefined;
    else {
      yield* file.data.assertionResults.map((assertion) => testOf(assertion, file.data));
      if (hasNotLoaded(file.data)) yield fileTest(file.data);
    }
  }
  return undefined;
}

function testOf(entry: unknown, { name: file }: File): ReportedTest | undefined {
  const read = Assertion.safeParse(entry);
  if (!read.success) return undefined;
  const { ancestorTitles, title, status, duration, failureMessages } = read.data;
  return {
    name: [...ancestorTitles.filter((name) => name !== ''), title].join(nameSeparator),
    file,
    outcome: outcomes[status],
    ms: duration ?? null,
    message: (failureMessages ?? []).join('\n'),
  };
}

const outcomes = {
  passed: 'passed',
  failed: 'failed',
  focused: 'passed',
  skipped: 'skipped',
  pending: 'skipped',
  disabled: 'skipped',
  todo: 'todo',
} as const;

function hasNotLoaded({ status, assertionResults }: File): boolean {
  return status === 'failed' && !assertionResults.some((entry) => testStatus(entry) === 'failed');
}

function testStatus(entry: unknown): string | undefined {
  return z.object({ status: z.string() }).safeParse(entry).data?.status;
}

function fileTest({ name, message }: File): ReportedTest {
  return { name: '(the file)', file: name, outcome: 'failed', ms: null, message: message ?? '' };
}
