import { nameSeparator, type ReportedTest } from '../test-result.ts';
import { linesOf } from './text.ts';

const outcomes: ReadonlyMap<string, 'passed' | 'failed' | 'skipped'> = new Map([
  ['.', 'passed'],
  ['F', 'failed'],
  ['E', 'failed'],
  ['S', 'skipped'],
]);

/** What minitest prints with `--verbose`: `Class#test_name = 0.01 s = .`, and below what went wrong. */
export function minitestTests(text: string): readonly ReportedTest[] | undefined {
  if (!/^# Running:$/m.test(text)) return undefined;
  const faults = faultsIn(text);
  return [...linesOf(text)].flatMap((line) => {
    const [, full = '', seconds, letter = ''] = /^(\S.{0,400}) = (\d+\.\d+) s = ([.FES])$/.exec(line) ?? [];
    const outcome = outcomes.get(letter);
    if (outcome === undefined) return [];
    const { file = null, message = '' } = faults.get(full) ?? {};
    const name = full.replace('#', nameSeparator);
    return [{ name, file, outcome, ms: Number(seconds) * 1_000, message }];
  });
}

interface Fault {
  readonly file: string | null;
  readonly message: string;
}

/** `  1) Failure:`, the test with its place (`[test/a_test.rb:7]:`) or a colon, and the message. */
function faultsIn(text: string): ReadonlyMap<string, Fault> {
  const blocks = text.split(/^ {2}\d+\) (?:Failure|Error|Skipped):\n/m).slice(1);
  return new Map(
    blocks.flatMap((block) => {
      const [, name, file = null] = /^(\S.{0,400}?)(?: \[(.{1,400}?):\d+\])?:$/m.exec(block) ?? [];
      const [message = ''] = block.slice(block.indexOf('\n') + 1).split('\n\n');
      return name === undefined ? [] : [[name, { file, message }] as const];
    }),
  );
}
