/** What became of one test. `todo` is a test that its author has announced and not finished. */
export type TestOutcome = 'passed' | 'failed' | 'skipped' | 'todo';

/** One test by name. Nested names are joined by ` > `, where the report keeps them apart. */
export interface TestResult {
  readonly name: string;
  /** From the root of the tree; null where the report names none, or none inside. */
  readonly file: string | null;
  readonly outcome: TestOutcome;
  readonly ms: number | null;
  /** Why it failed or was left out, as the runner says; empty for most. */
  readonly message: string;
}

/** The same as a report has it: nothing in it is to be trusted. */
export interface ReportedTest {
  readonly name: string;
  readonly file: string | null;
  readonly outcome: TestOutcome;
  readonly ms: number | null;
  readonly message: string;
}

/** Between the parts of a nested name. */
export const nameSeparator = ' > ';

export const longestName = 500;
const longestMessage = 4_000;

/** A test's name in one line: nothing in it moves a cursor, hides or turns text. */
export function cleanName(name: string): string {
  const line = withoutEscapes(name).replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\s]+/gu, ' ');
  return cut(line.trim(), longestName) || '(no name)';
}

/** A message of several lines; its beginning, where it is too long. */
export function cleanMessage(message: string): string {
  const text = withoutEscapes(message.slice(0, 4 * longestMessage)).replaceAll('\r\n', '\n');
  return cut(
    text.replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, '').trim(),
    longestMessage,
  );
}

/** A duration that can be one. */
export function cleanMs(ms: number | null): number | null {
  return ms !== null && Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** What colours text and moves the cursor of a terminal: ESC and `[`, or ESC and `]` up to a bell. */
const [escape, bell] = [String.fromCharCode(0x1b), String.fromCharCode(0x07)];
const escapes = new RegExp(
  String.raw`${escape}(?:\[[0-?]*[ -/]*[@-~]|\][^${bell}${escape}]{0,200}${bell}?)`,
  'g',
);

function withoutEscapes(text: string): string {
  return text.toWellFormed().replaceAll(escapes, '');
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
