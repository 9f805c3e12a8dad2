import { cargoTests } from './reports/cargo-text.ts';
import { goTests } from './reports/go-json.ts';
import { jestTests } from './reports/jest-json.ts';
import { junitTests } from './reports/junit.ts';
import { minitestTests } from './reports/minitest-text.ts';
import { mochaTests } from './reports/mocha-json.ts';
import { ownTests } from './reports/own-lines.ts';
import { rspecTests } from './reports/rspec-json.ts';
import { tapTests } from './reports/tap.ts';
import { tapeTests } from './reports/tape.ts';
import { cleanMessage, cleanMs, cleanName, type ReportedTest, type TestResult } from './test-result.ts';
import { type ReportPlace, treePath } from './reported-path.ts';

/** Tests one by one, `undefined` for what stands in the place of one and is none; undefined for what is no such report. */
export type ReportedTests = Iterable<ReportedTest | undefined> | undefined;

/** Every form of report that is read, by the parser that reads it. */
const parsers = {
  'own lines': ownTests,
  'jest json': jestTests,
  'mocha json': mochaTests,
  tap: tapTests,
  'tape tap': tapeTests,
  junit: junitTests,
  'go json': goTests,
  'cargo text': cargoTests,
  'rspec json': rspecTests,
  'minitest text': minitestTests,
} as const satisfies Readonly<Record<string, (text: string) => ReportedTests>>;

export type ReportFormat = keyof typeof parsers;

export type Report =
  | {
      readonly is: 'report';
      readonly tests: readonly TestResult[];
      /** In words, what of the report is not among the tests, and why. */
      readonly leftOut: readonly string[];
    }
  | { readonly is: 'unreadable' };

/** So many tests are kept of a report. */
export const mostTests = 100_000;
const mostUnreadable = 10_000;

/** Reads what a runner reported. Whoever ran in the jail can have written it: it is cleaned, cut and kept inside the tree. */
export function readReport(format: ReportFormat, text: string, place: ReportPlace): Report {
  const reported = parsers[format](text);
  if (reported === undefined) return { is: 'unreadable' };
  const tests: TestResult[] = [];
  const counts = { unreadable: 0, outside: 0, over: -1 };
  for (const test of reported) {
    if (tests.length === mostTests || counts.unreadable === mostUnreadable) {
      counts.over = tests.length;
      break;
    }
    if (test === undefined) counts.unreadable += 1;
    else {
      const file = test.file === null ? null : (treePath(test.file, place) ?? null);
      if (test.file !== null && file === null) counts.outside += 1;
      tests.push(clean(test, file));
    }
  }
  return { is: 'report', tests, leftOut: saying(counts) };
}

function clean({ name, outcome, ms, message }: ReportedTest, file: string | null): TestResult {
  return { name: cleanName(name), file, outcome, ms: cleanMs(ms), message: cleanMessage(message) };
}

function saying(counts: { readonly unreadable: number; readonly outside: number; readonly over: number }) {
  return [
    ...(counts.unreadable > 0 ? [`${counts.unreadable} results of the report cannot be read.`] : []),
    ...(counts.outside > 0 ? [`${counts.outside} results name a file outside of the repository.`] : []),
    ...(counts.over >= 0 ? [`The report has more than ${counts.over} results; the rest is left out.`] : []),
  ];
}
