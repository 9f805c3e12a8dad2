import { createHash } from 'node:crypto';
import { z } from 'zod';
import { changedFiles } from '../../checks/changed-file.ts';
import type { ChangeFault } from '../../checks/change-fault.ts';
import { changeFaults } from '../../checks/change-faults.ts';
import { changeFaultSentence } from '../../checks/change-sentence.ts';
import { changeDiff } from '../../core/change-diff.ts';
import type { Diff } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import { Verification } from '../../core/implemented.ts';
import { codeSpan } from '../../core/fence.ts';
import type { Analyzer } from '../../ports/analyzer.ts';
import { Fault } from './fault.ts';
import { runGates } from './gate-runs.ts';
import { ownChanges, type Work } from './work.ts';

/** What came of all that can be checked of the files as they are. */
export const Gated = z.object({ faults: z.array(Fault).readonly(), verification: Verification }).readonly();
export type Gated = z.infer<typeof Gated>;

/** Holds the change against rules, analyzers, the project's tests and its checks. The same files are checked once, where all went well. */
export function gates(work: Work): Promise<Gated> {
  const { parts, name, gated } = work;
  const inputs = inputsOf(work);
  const key = JSON.stringify(inputs);
  const known = gated.get(key) ?? parts.steps.once(`${name}/gates`, inputs, Gated, () => checked(work));
  gated.set(key, known);
  return known;
}

/** Has tests that failed run anew, once, where the same files are handed in again: whoever hands them in may know better. */
export function doubt(work: Work, { verification: { suites, reproduction } }: Gated): void {
  const isRed = suites.some(
    ({ before, after, broken }) =>
      broken.length > 0 || after?.failed.some((name) => !before.failed.includes(name)),
  );
  if (isRed || reproduction?.after === 'failed')
    work.notes.doubted = [...new Set([...work.notes.doubted, stateOf(work)])];
}

function inputsOf(work: Work): readonly unknown[] {
  const { parts, notes, sha } = work;
  const isDoubted = notes.doubted.includes(stateOf(work));
  return [sha, parts.workspace.changes(), notes.kind, notes.reproduction, notes.noReproduction, isDoubted];
}

function stateOf({ parts }: Work): string {
  return createHash('sha256').update(JSON.stringify(parts.workspace.changes())).digest('hex');
}

async function checked(work: Work): Promise<Gated> {
  const written = await writtenFaults(work);
  const analyzed = await analyzedFaults(changeDiff(ownChanges(work)), work);
  const { faults, verification } = await runGates(work);
  return { faults: [...written, ...analyzed, ...faults], verification };
}

/** What the texts alone tell. */
async function writtenFaults(work: Work): Promise<readonly Fault[]> {
  const { parts, asked, terms } = work;
  const base = await parts.base();
  const files = await changedFiles(ownChanges(work), parts.syntax);
  const { isAllowed, isIgnored } = terms;
  return changeFaults(files, { issue: asked, files: base.files(), isAllowed, isIgnored }).map((fault) => ({
    text: changeFaultSentence(fault),
    weight: fault.weight,
    undo: undoable.has(fault.is) ? fault.path : null,
  }));
}

/** Kinds of faults that are gone when the file is as it was. */
const undoable: ReadonlySet<ChangeFault['is']> = new Set([
  'protected-path',
  'release-setting',
  'lockfile-alone',
  'foreign-lockfile',
  'tool-output',
  'editor-leftover',
  'ignored-file',
  'experiment',
  'report-file',
  'test-file-removed',
  'tests-excluded',
  'threshold-lowered',
]);

/** Those that run the project's own checkers would install it once more; they are run beside the tests. */
const ownCheckers: ReadonlySet<string> = new Set(['types', 'linters']);

const sureEnough = 0.7;

async function analyzedFaults(diff: Diff, { parts }: Work): Promise<readonly Fault[]> {
  const { analyzers, workspace, base, steps } = parts;
  const change = { diff, head: workspace, base };
  const all = analyzers.filter(({ name }) => !ownCheckers.has(name));
  // Who stopped the work wants what there is, and wants it looked at.
  const signal = steps.signal.aborted ? new AbortController().signal : steps.signal;
  const analyses = await Promise.all(all.map((analyzer) => findingsOf(analyzer, change, signal)));
  return analyses.flat().map((finding) => ({
    text: findingSentence(finding),
    weight: finding.confidence >= sureEnough && finding.severity !== 'low' ? 'refuse' : 'justify',
    undo: null,
  }));
}

async function findingsOf(
  analyzer: Analyzer,
  change: Parameters<Analyzer['analyze']>[0],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return (await analyzer.analyze(change, signal)).findings;
}

/** A finding as a sentence of the draft or of the model's next turn. */
export function findingSentence({ path, anchor, title, body }: Finding): string {
  const where = anchor === null ? codeSpan(path) : `${codeSpan(path)}, line ${anchor.start}`;
  return `${where}: ${title.replace(/\.$/, '')}. ${body}`.trim();
}
