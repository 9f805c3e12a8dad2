import { fileKind, isTestPath, subjectOf } from '../core/file-kind.ts';
import { machineOrigin } from '../core/machine-made.ts';
import { asksToRemove, weakenedAssertions } from './change-assertions.ts';
import { type ChangeFault, shown } from './change-fault.ts';
import { leftOutTests } from './change-left-out.ts';
import { pairedUnits, type UnitPair } from './change-test-units.ts';
import type { ChangedFile } from './changed-file.ts';
import { linesAdded, linesRemoved } from './changed-lines.ts';

/** How a change made the project's own tests say less: taken away, left out, or asking for less than they did. */
export function weakenedTests(
  files: readonly ChangedFile[],
  { issue }: { readonly issue: string },
): readonly ChangeFault[] {
  const tests = files.filter(({ path }) => fileKind(path) === 'test' && !snapshotFolder.test(path));
  const { pairs, added } = pairedUnits(tests.filter(isRead));
  const weight: ChangeFault['weight'] = asksToRemove(issue) ? 'justify' : 'refuse';
  const gone = goneFiles(tests, pairs);
  const lost = pairs.filter(
    ({ before, after }) => after === undefined && before.title !== '' && !before.isLeftOut,
  );
  const removed = lost
    .filter(({ before }) => !gone.includes(before.path))
    .map(({ before }) => ({ path: before.path, line: before.line, what: shown(before.title), weight }));
  return [
    ...gone.map((path) => ({
      is: 'test-file-removed' as const,
      path,
      line: null,
      what: '',
      weight: isOfGone(path, files) ? ('justify' as const) : weight,
    })),
    ...removed.map((test) => ({ is: 'test-removed' as const, ...test })),
    ...weakenedAssertions(pairs, added, issue),
    ...leftOutTests(files),
    ...fewerAssertions(tests, weight),
    ...rewrittenSnapshots(files),
  ];
}

/** Whether what a test file tests went with it. */
function isOfGone(test: string, files: readonly ChangedFile[]): boolean {
  return files.some(
    ({ path, after }) => after === null && fileKind(path) === 'code' && subjectOf(path) === subjectOf(test),
  );
}

/** Test files that are there no longer, and nothing of them elsewhere. */
function goneFiles(files: readonly ChangedFile[], pairs: readonly UnitPair[]): readonly string[] {
  const kept = new Set(pairs.flatMap(({ before, after }) => (after === undefined ? [] : [before.path])));
  return files
    .filter((file) => file.after === null && !kept.has(file.path) && !movedIn(files, file))
    .map(({ path }) => path);
}

function movedIn(files: readonly ChangedFile[], { path, before }: ChangedFile): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return files.some(
    (other) => other.before === null && (other.after === before || other.path.endsWith(`/${name}`)),
  );
}

/** Whether tests of its language are read one by one, and both of its texts could be. */
function isRead({ before, after, trees }: ChangedFile): boolean {
  const isWhole =
    (before === null || trees.before !== undefined) && (after === null || trees.after !== undefined);
  return (
    isWhole && /^(?:javascript|typescript|tsx|python)$/.test((trees.before ?? trees.after)?.language ?? '')
  );
}

/** Where tests are not read one by one, the lines that claim something are counted. */
function fewerAssertions(
  files: readonly ChangedFile[],
  weight: ChangeFault['weight'],
): readonly ChangeFault[] {
  const others = files.filter((file) => !isRead(file) && file.before !== null && file.after !== null);
  const lost = linesRemoved(others).filter(({ text }) => claiming.test(text));
  const gained = linesAdded(others).filter(({ text }) => claiming.test(text));
  return lost
    .slice(gained.length)
    .map(({ path, line, text }) => ({ is: 'assertion-removed', path, line, what: shown(text), weight }));
}

const claiming =
  /\b(?:assert\w*!?|expect\w*|ASSERT_\w+|EXPECT_\w+|should|require)\s*[.(!]|\bt\.(?:Error|Fatal)f?\(|\bAssert\.\w+\(|\.should\b/;

/** Only what a snapshot lost counts: new entries are new tests' own. */
function rewrittenSnapshots(files: readonly ChangedFile[]): readonly ChangeFault[] {
  const kept = files.filter(
    ({ path, before, after }) => before !== null && after !== null && isSnapshot(path),
  );
  const firsts = new Map(
    linesRemoved(kept)
      .toReversed()
      .map((line) => [line.path, line]),
  );
  return [...firsts.values()].map(({ path, line, text }) => ({
    is: 'snapshot-rewritten',
    path,
    line,
    what: shown(text),
    weight: 'justify',
  }));
}

/** Where runners keep snapshots, some of which are named like the tests that wrote them. */
const snapshotFolder = /(?:^|\/)(?:tap-snapshots|__snapshots__)\//;

function isSnapshot(path: string): boolean {
  if (machineOrigin(path, [])?.startsWith('a snapshot') === true) return true;
  return isTestPath(path) && /(?:^|[/._-])(?:golden|expected|snapshots?|baselines?)(?:[/._-]|$)/i.test(path);
}
