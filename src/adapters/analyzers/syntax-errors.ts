import { addedLines } from '../../core/added-lines.ts';
import { type FileDiff, hunksOf } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import { languageOf } from '../../core/languages.ts';
import { newFaults, type SyntaxFault } from '../../core/syntax-tree.ts';
import type { AnalyzedChange, Analyzer } from '../../ports/analyzer.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { type Fact, factAbout, factOn } from '../../checks/fact.ts';
import { isTestFood } from '../../checks/test-path.ts';
import { treeOf } from './trees.ts';

/** Code that its language does not understand any more, since the change. */
export function openSyntaxErrors(syntax: Syntax): Analyzer {
  return {
    name: 'syntax',
    analyze: async (change, signal) => {
      const findings: Finding[] = [];
      for (const file of change.diff) {
        signal.throwIfAborted();
        const fault = await newFaultIn(file, change, syntax);
        if (fault !== undefined) findings.push(found(file, fault));
      }
      return { findings, notRun: [] };
    },
  };
}

/** The first one; those behind it often follow from it. What tests are fed with may be broken on purpose. */
async function newFaultIn(
  file: FileDiff,
  { head, base }: AnalyzedChange,
  syntax: Syntax,
): Promise<SyntaxFault | undefined> {
  const [hunk] = hunksOf(file);
  if (hunk === undefined || file.status === 'removed' || isTestFood(file.path)) return undefined;
  const after = await treeOf(head, file.path, syntax);
  if (after === undefined || after.faults.length === 0 || !languageOf(after.language).isJudged)
    return undefined;
  const before = file.status === 'added' ? undefined : await treeOf(await base(), file.oldPath, syntax);
  const known = before?.faults ?? [];
  const added = addedLines(file);
  // In a file that was broken before, an old fault may reach elsewhere now.
  return newFaults(known, after.faults).find(({ line }) =>
    known.length === 0 ? line >= hunk.newStart : added.has(line),
  );
}

/** On the fault's own line, or on the nearest one above it that was added. */
function found(file: FileDiff, { line, what }: SyntaxFault): Finding {
  const near = [...addedLines(file).keys()].findLast((added) => added <= line) ?? line;
  const fact: Fact = {
    rule: 'syntax',
    severity: 'critical',
    category: 'bug',
    confidence: 0.95,
    title: 'This file cannot be parsed any more',
    body: `Line ${line}: ${what} does not belong there, as the language's grammar has it.`,
  };
  return factOn(file, { from: near, to: near }, fact) ?? factAbout(file.path, fact);
}
