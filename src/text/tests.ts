import type { Change } from '../core/change.ts';
import { patchText } from '../core/change-diff.ts';
import { codeSpan, fence } from '../core/fence.ts';
import type { Figures, Generated, JudgedTest, SuiteRun } from '../core/generated-tests.ts';
import { findingText } from './inline.ts';

type Done = Extract<Generated, { is: 'generated' }>;

/** What came of a request for tests, for people: what could not be proven first, then a table, what was caught, and the files. */
export function testsBody(generated: Generated): string {
  switch (generated.is) {
    case 'nothing-to-test':
      return `There is nothing to test here. ${generated.because}`;
    case 'unknown-target':
      return unknownTarget(generated);
    case 'unknown-framework':
      return `There is no test runner ${codeSpan(generated.name)} that is known here. Those that are: ${spans(generated.known)}.`;
    case 'generated':
      return doneBody(generated);
  }
}

/** A file that was changed in the folder is not written over. */
export function notWritten(path: string): string {
  return `${codeSpan(path)} was not written: in the folder it is not as it is at the head.`;
}

function unknownTarget({ unknown, there }: Extract<Generated, { is: 'unknown-target' }>): string {
  const lines = there.slice(0, mostListed).map((name) => `- ${codeSpan(name)}`);
  const more = there.length - lines.length;
  return [
    `The change has no ${spans(unknown)} that could be tested. Name a path or one of these:`,
    [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'),
  ].join('\n\n');
}

const mostListed = 40;

function spans(names: readonly string[]): string {
  return names.map((name) => codeSpan(name)).join(', ');
}

function doneBody(done: Done): string {
  const { tests, changes, before, after, assumed, notDone, dropped } = done;
  return [
    ...(done.unverified === null ? [] : [`**Not verified.** ${done.unverified}`]),
    tally(done),
    ...table(tests),
    ...caught(tests),
    ...unverified(tests),
    ...suites(before, after),
    ...changes.map(fileText),
    ...droppedLine(dropped),
    ...list('**Assumed**', assumed),
    ...list('**Not done**', notDone),
  ].join('\n\n');
}

function tally({ tests, runner }: Done): string {
  if (tests.length === 0) return 'No test came of it that is worth showing.';
  const counts = (['verified', 'catches', 'unverified'] as const).flatMap((verdict) => {
    const count = tests.filter((test) => test.verdict.is === verdict).length;
    return count === 0 ? [] : [tallies[verdict](count)];
  });
  const by = runner === null ? '' : `, written for ${codeSpan(runner)}`;
  return `${counts.join(', ')}${by}.`;
}

const tallies = {
  verified: (count: number) => `${counted(count, 'test')} verified`,
  catches: (count: number) => `${counted(count, 'test')} that ${count === 1 ? 'catches' : 'catch'} a defect`,
  unverified: (count: number) => `${counted(count, 'test')} not verified`,
} as const;

function table(tests: readonly JudgedTest[]): readonly string[] {
  const rows = tests.flatMap(({ name, checks, verdict }) =>
    verdict.is === 'verified' ? [row([codeSpan(name), checks, ...figureCells(verdict.figures)])] : [],
  );
  if (rows.length === 0) return [];
  const head = [
    'Test',
    'What it checks',
    'Lines',
    'Branches',
    'Faults noticed',
    'Passed',
    'Before the change',
  ];
  return [[row(head), row(head.map(() => '---')), ...rows].join('\n')];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll(/[\r\n]+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}

function figureCells({ runs, lines, branches, isMeasured, mutants, onBase }: Figures): readonly string[] {
  const { seeded, killed } = mutants;
  return [
    isMeasured ? gained(lines.length) : 'not measured',
    isMeasured ? gained(branches) : 'not measured',
    seeded === 0 ? 'none could be made' : `${killed} of ${seeded}`,
    `${runs} of ${runs} runs`,
    onBase,
  ];
}

function gained(count: number): string {
  return count === 0 ? '0' : `+${count}`;
}

/** Tests that are right where the code is not: shown with how they fail, and never committed. */
function caught(tests: readonly JudgedTest[]): readonly string[] {
  return tests.flatMap(({ verdict, code, path, checks }) => {
    if (verdict.is !== 'catches') return [];
    const { finding, command, message, onBase, stated } = verdict;
    const because =
      stated === null
        ? 'It passes on the code from before the change.'
        : `What it expects is said in words: ${codeSpan(stated)}`;
    const failing = fence(message.slice(0, mostMessage), 'text');
    return [
      findingText(finding),
      `${checks.trim()} ${because}${onBase === 'fails' ? ' It fails on the code from before the change, too.' : ''}`,
      fence(code, languageOf(path)),
      `${codeSpan(command)} ends with:`,
      failing,
    ];
  });
}

const mostMessage = 1_500;

function unverified(tests: readonly JudgedTest[]): readonly string[] {
  return tests.flatMap(({ verdict, name, code, path, checks }) =>
    verdict.is === 'unverified'
      ? [
          `Not verified: ${codeSpan(name)}, for ${codeSpan(path)}. ${checks.trim()} ${verdict.because}`,
          fence(code, languageOf(path)),
        ]
      : [],
  );
}

function suites(before: SuiteRun | null, after: SuiteRun | null): readonly string[] {
  if (before === null) return [];
  const lines = [
    `The suite as it was: ${suiteText(before)}.`,
    ...(after === null ? [] : [`With these tests: ${suiteText(after)}.`]),
  ];
  const failing =
    before.failed.length === 0
      ? []
      : list(
          'Failing already, and not because of these tests:',
          before.failed.slice(0, mostListed).map((name) => codeSpan(name)),
        );
  return [lines.join(' '), ...failing];
}

function suiteText({ passed, failed, because, command }: SuiteRun): string {
  if (because !== null) return `${codeSpan(command)} came to no result (${because.replace(/\.$/, '')})`;
  return `${passed} passed, ${failed.length} failed`;
}

/** To be copied: a file, or of one that nobody would want to copy whole, what `git apply` adds to it. */
function fileText(change: Change): string {
  const { path, before, after } = change;
  if (isLong(change)) return folded(`${path}, as a patch for git apply`, fence(patchText(change), 'diff'));
  const what = before === null ? 'a new file' : 'with the new tests in it';
  return folded(`${path}, ${what}`, fence(after ?? '', languageOf(path)));
}

function isLong({ before, after }: Change): boolean {
  const isWhole = [before, after].every((text) => text?.endsWith('\n') === true);
  return isWhole && (after?.length ?? 0) > longestFile;
}

/** In characters: about two hundred lines. */
const longestFile = 8_000;

function folded(title: string, text: string): string {
  return [`<details><summary>${title}</summary>`, text, '</details>'].join('\n\n');
}

function droppedLine(dropped: Done['dropped']): readonly string[] {
  if (dropped.length === 0) return [];
  const total = dropped.reduce((sum, { count }) => sum + count, 0);
  return [
    `${counted(total, 'more test')} ${total === 1 ? 'was' : 'were'} written and dropped: ${dropped.map(({ because, count }) => `${count} ${because}`).join('; ')}.`,
  ];
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [title, items.map((item) => `- ${item}`).join('\n')];
}

function languageOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
