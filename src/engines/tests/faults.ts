import { z } from 'zod';
import type { SyntaxTree } from '../../core/syntax-tree.ts';
import { chosenMutants, type Mutant, mutantsOf, mutated } from '../../project/mutate.ts';
import type { TestResult } from '../../project/test-result.ts';
import type { TestRun } from '../../project/run-tests.ts';
import type { Bench, Files } from './bench.ts';
import type { Target } from './targets.ts';

/** A small fault to be put into the code under test. */
export interface Fault {
  readonly id: string;
  readonly line: number;
  /** What a test that misses it is told: `line 3: "<" in place of "<=", so that it reads: if (a < b) {`. */
  readonly text: string;
  readonly mutant: Mutant;
}

/**
 * The faults that a target's tests are tried on: in the lines that the change touched, and where none can be put into those, in the whole of
 * the target.
 */
export function faultsFor(target: Target, most: number): readonly Fault[] {
  const { tree, line, lastLine, changed } = target;
  const own = mutantsOf(tree, (each) => changed.includes(each));
  const mutants = own.length > 0 ? own : mutantsOf(tree, (each) => line <= each && each <= lastLine);
  return chosenMutants(mutants, most).map((mutant) => ({
    id: `${mutant.start} ${mutant.end} ${mutant.replacement}`,
    line: mutant.line,
    text: faultText(mutant, tree),
    mutant,
  }));
}

/** What changes, and the line as it would read. */
function faultText(mutant: Mutant, { text }: SyntaxTree): string {
  const { line, start, end, replacement } = mutant;
  const reads = mutated(text, mutant).split('\n')[line - 1]?.trim() ?? '';
  const what = `${JSON.stringify(replacement)} in place of ${JSON.stringify(text.slice(start, end))}`;
  return `line ${line}: ${what}, so that it reads: ${reads.slice(0, mostRead)}`;
}

/** Of a line, in characters: code that a machine made has long ones. */
const mostRead = 200;

/** Ids of faults. */
export const FaultIds = z.array(z.string()).readonly();

/** The faults with which a run says something else than without them. Whoever calls puts the files back. */
export async function noticed(
  faults: readonly Fault[],
  { target, files, bench }: { readonly target: Target; readonly files: Files; readonly bench: Bench },
  notices: () => Promise<boolean>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { id, mutant } of faults) {
    await bench.put(new Map([...files, [target.path, mutated(target.tree.text, mutant)]]));
    if (await notices()) found.push(id);
  }
  return found;
}

/** Whether a test that passed does not any more, or the run does not come to its end. */
export function isWorse(before: readonly TestResult[], { verdict, tests }: TestRun): boolean {
  if (verdict.is === 'stopped' && verdict.ended.is !== 'cancelled') return true;
  const passed = before.filter(({ outcome }) => outcome === 'passed');
  return passed.some(({ name, file }) =>
    tests.some((test) => test.name === name && test.file === file && test.outcome === 'failed'),
  );
}
