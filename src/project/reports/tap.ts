import { longestName, nameSeparator, type ReportedTest, type TestOutcome } from '../test-result.ts';
import { linesOf } from './text.ts';

/**
 * TAP 13 and 14. A subtest is a test, and its name goes before those of the subtests in it; points inside that are no subtests are what
 * it asserts. At the outermost level, and in a subtest that is a whole script, points are tests themselves.
 */
export function tapTests(text: string): readonly ReportedTest[] | undefined {
  if (!/^(?:TAP version 1[34]$|1\.\.\d+|(?:not )?ok\b)/m.test(text)) return undefined;
  const reading: Reading = { tests: [], starts: [], waiting: [], last: undefined };
  for (const line of linesOf(text)) {
    readLine(line, reading);
    if (reading.tests.length > mostPoints) break;
  }
  return reading.tests.map(testOf);
}

interface Point {
  readonly level: number;
  readonly names: readonly string[];
  readonly outcome: TestOutcome;
  readonly ms: number | null;
  message: string;
  /** Not a subtest, and nothing is said of it: a test only where it stands by itself. */
  readonly isPlain: boolean;
}

interface Reading {
  readonly tests: Point[];
  /** How many tests there were when the open subtest of a level began. */
  readonly starts: (number | undefined)[];
  /** Points that came before their subtests, as `ok 1 - name {`. */
  readonly waiting: (Point | undefined)[];
  last: Point | undefined;
}

const deepest = 20;

/** More than are kept of any report. */
const mostPoints = 200_000;

function readLine(line: string, reading: Reading): void {
  const indent = /^(?: {4})*/.exec(line)?.[0].length ?? 0;
  const [level, rest] = [indent / 4, line.slice(indent)];
  if (level > deepest) return;
  const point = pointOf(rest, level);
  if (point === undefined) readOther(line, { level, rest }, reading);
  else if (rest.endsWith(' {')) {
    reading.starts[level] = reading.tests.length;
    reading.waiting[level] = point;
  } else add(point, reading);
}

interface Place {
  readonly level: number;
  /** The line without what it is indented by. */
  readonly rest: string;
}

function readOther(line: string, { level, rest }: Place, reading: Reading): void {
  if (/^# Subtest(?::|$)/.test(rest)) reading.starts[level] ??= reading.tests.length;
  else if (rest === '}') close(level, reading);
  else if (reading.last !== undefined) addMessage(line, reading.last);
}

/** `ok 1 - name # time=2ms`, with `# SKIP why`, `# TODO why`. An escaped `\#` is part of the name. */
function pointOf(text: string, level: number): Point | undefined {
  const [start, not] = /^(not )?ok\b(?: \d+)?(?: -)?(?: |$)/.exec(text) ?? [];
  if (start === undefined) return undefined;
  const whole = text.slice(start.length, 2_000).replace(/ \{$/, '');
  const [title = '', ...directives] = whole.split(/(?:^| )#(?= ?[A-Za-z])/);
  const told = directives.join(' #');
  const [, kind, why = ''] = /^ ?(skip|todo)\S*(?: (.*))?$/i.exec(told) ?? [];
  return {
    level,
    names: [title.replaceAll(/\\([\\#])/g, '$1').trim()],
    outcome: outcomeOf(kind?.toLowerCase(), not !== undefined),
    ms: milliseconds(told),
    message: why,
    isPlain: kind === undefined,
  };
}

function outcomeOf(directive: string | undefined, hasFailed: boolean): TestOutcome {
  if (directive === 'skip') return 'skipped';
  if (directive === 'todo') return 'todo';
  return hasFailed ? 'failed' : 'passed';
}

function milliseconds(text: string): number | null {
  const [, number, unit] = /^ ?time=(\d+(?:\.\d+)?)(ms|s)\b/.exec(text) ?? [];
  return number === undefined ? null : Number(number) * (unit === 's' ? 1_000 : 1);
}

function close(level: number, reading: Reading): void {
  const point = reading.waiting[level];
  reading.waiting[level] = undefined;
  if (point !== undefined) add(point, reading);
}

function add(point: Point, reading: Reading): void {
  const start = reading.starts[point.level];
  reading.starts.length = Math.min(reading.starts.length, point.level);
  reading.last = point;
  if (start === undefined) reading.tests.push(point);
  else addSubtest(point, reading.tests, start);
}

/** A subtest stands for what it asserts; it goes where the tests inside it say all that there is to say. */
function addSubtest(point: Point, tests: Point[], start: number): void {
  const inner = tests.splice(start);
  const isScript = scriptName.test(point.names.join(''));
  const kept = isScript ? inner : inner.filter(({ isPlain }) => !isPlain);
  for (const test of kept) tests.push({ ...test, names: [...point.names, ...test.names] });
  const broken = inner.filter((test) => test.outcome === 'failed' && !kept.includes(test));
  const isExplained = point.outcome !== 'failed' || kept.some(({ outcome }) => outcome === 'failed');
  if (kept.length > 0 && broken.length === 0 && isExplained) return;
  const message = broken.slice(0, mostBroken).map(brokenText).join('\n\n');
  tests.push({ ...point, message: message || point.message, isPlain: false });
}

/** Assertions of one test that are told: rows of a table tend to fail alike. */
const mostBroken = 3;

/** What an assertion is called tells apart those that stand on the same line. */
function brokenText({ names, message }: Point): string {
  return [names.join(nameSeparator).slice(0, longestName), message].filter(Boolean).join('\n');
}

const scriptName = /^[^\s>]+\.[cm]?[jt]sx?$/;

const longestMessage = 4_000;

/** The block of YAML below a point. */
function addMessage(line: string, point: Point): void {
  const own = line.slice(point.level * 4);
  if (!own.startsWith('  ') || /^ {2}(?:---|\.\.\.)$/.test(own) || point.outcome === 'passed') return;
  if (point.message.length < longestMessage) point.message += `${point.message && '\n'}${own.slice(2)}`;
}

/** A name of the outermost level that is a script's path is the file of the tests in it. */
function testOf({ names, outcome, ms, message }: Point): ReportedTest {
  const [first = '', ...rest] = names;
  const file = scriptName.test(first) ? first : null;
  const own = file === null ? names : rest;
  const name = own.length === 0 ? '(the file)' : own.join(nameSeparator);
  return { name: name.replaceAll(' › ', nameSeparator), file, outcome, ms, message };
}
