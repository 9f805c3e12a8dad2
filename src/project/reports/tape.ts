import type { ReportedTest, TestOutcome } from '../test-result.ts';
import { linesOf } from './text.ts';

/**
 * TAP as tape prints it: a comment begins a test, and the points that follow are what it asserts. Of tests in tests, nothing tells
 * which is in which.
 */
export function tapeTests(text: string): readonly ReportedTest[] | undefined {
  if (!/^TAP version 13$/m.test(text)) return undefined;
  const tests: Reading[] = [];
  for (const line of linesOf(text)) {
    if (/^1\.\.\d+$/.test(line) || tests.length > mostTests) break;
    const [, directive, title] = /^# (?:(SKIP|TODO) )?(.+)$/.exec(line) ?? [];
    if (title !== undefined) tests.push({ title, directive, points: 0, hasFailed: false, message: '' });
    else readLine(line, tests.at(-1));
  }
  return tests.filter(({ points, directive }) => points > 0 || directive !== undefined).map(testOf);
}

interface Reading {
  readonly title: string;
  readonly directive: string | undefined;
  points: number;
  hasFailed: boolean;
  message: string;
}

const mostTests = 100_000;
const longestMessage = 4_000;

/** A point, or a line of the block below one that has failed. */
function readLine(line: string, test: Reading | undefined): void {
  if (test === undefined) return;
  const [point, not] = /^(not )?ok\b/.exec(line) ?? [];
  if (point !== undefined) {
    test.points += 1;
    const isMeant = /# TODO\b/i.test(line);
    if (not === undefined || isMeant) return;
    addMessage(line.replace(/^not ok \d+ ?-? ?/, ''), test);
    test.hasFailed = true;
  } else if (test.hasFailed && line.startsWith('  ') && !/^ {2}(?:---|\.\.\.)$/.test(line))
    addMessage(line.slice(2), test);
}

function addMessage(line: string, test: Reading): void {
  if (test.message.length < longestMessage) test.message += `${test.message && '\n'}${line}`;
}

function testOf({ title, directive, hasFailed, message }: Reading): ReportedTest {
  const outcome: TestOutcome =
    directive === 'SKIP' ? 'skipped' : directive === 'TODO' ? 'todo' : hasFailed ? 'failed' : 'passed';
  return { name: title, file: null, outcome, ms: null, message };
}
