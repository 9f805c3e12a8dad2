import { z } from 'zod';
import { nameSeparator, type ReportedTest, type TestOutcome } from '../test-result.ts';
import { linesOf, parseJson } from './text.ts';

const Event = z.object({
  Action: z.string(),
  Package: z.string().optional(),
  ImportPath: z.string().optional(),
  Test: z.string().optional(),
  Elapsed: z.number().optional(),
  Output: z.string().optional(),
});
type Event = z.infer<typeof Event>;

/**
 * What `go test -json` prints: events, each a line. A test is named after its package, since the events name no file. A package that
 * fails without a failed test (it does not build, or panics while it starts) is a failed test itself.
 */
export function* goTests(text: string): Generator<ReportedTest | undefined, undefined> {
  const outputs = new Map<string, string>();
  const failed = new Set<string>();
  for (const line of linesOf(text)) {
    const read = Event.safeParse(parseJson(line));
    if (read.success) yield* testsOf(read.data, { outputs, failed });
    else if (line.startsWith('{')) yield undefined;
  }
  return undefined;
}

interface Heard {
  readonly outputs: Map<string, string>;
  readonly failed: Set<string>;
}

const longestOutput = 8_000;

function testsOf(event: Event, { outputs, failed }: Heard): readonly ReportedTest[] {
  const { Package: home = '', Test: test } = event;
  const key = `${home}\n${test ?? ''}`;
  const printed = `${outputs.get(key) ?? ''}${event.Output ?? ''}`.slice(-longestOutput);
  outputs.set(key, printed);
  const outcome = outcomes.get(event.Action);
  if (outcome === undefined) return [];
  outputs.delete(key);
  if (test === undefined && (outcome !== 'failed' || failed.has(home))) return [];
  if (outcome === 'failed') failed.add(home);
  return [testOf(event, outcome, printed)];
}

function testOf(
  { Package: home = '', Test: test, Elapsed: seconds }: Event,
  outcome: TestOutcome,
  printed: string,
) {
  return {
    name: [home, ...(test?.split('/') ?? ['(the package)'])].join(nameSeparator),
    file: null,
    outcome,
    ms: seconds === undefined ? null : seconds * 1_000,
    message: outcome === 'passed' ? '' : printed,
  };
}

const outcomes: ReadonlyMap<string, TestOutcome> = new Map([
  ['pass', 'passed'],
  ['fail', 'failed'],
  ['skip', 'skipped'],
]);
