import { addedLines, removedCode } from '../../core/added-lines.ts';
import type { FileDiff } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import { type SyntaxNode, textAt } from '../../core/syntax-tree.ts';
import type { AnalyzedChange, Analyzer } from '../../ports/analyzer.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { factOn } from '../../checks/fact.ts';
import { isTestFood, isTestPath } from '../../checks/test-path.ts';
import { type Hit, hitsIn, type ReadRule, readRules, type RulesOf } from './weakness-search.ts';
import { treeOf } from './trees.ts';

/** Common weaknesses, by rules of our own, where the change brings in code that has them. */
export function openWeaknesses(syntax: Syntax): Analyzer {
  const rulesOf = readRules(syntax);
  return {
    name: 'weaknesses',
    analyze: async (change, signal) => {
      const findings: Finding[] = [];
      const removed = new Set(change.diff.flatMap(removedCode));
      for (const file of change.diff) {
        signal.throwIfAborted();
        findings.push(...(await lookAt(file, { change, syntax, rulesOf, removed })));
      }
      return { findings, notRun: [] };
    },
  };
}

interface Looking {
  readonly change: AnalyzedChange;
  readonly syntax: Syntax;
  readonly rulesOf: RulesOf;
  /** Lines that the change took away somewhere: what stands there again was moved. */
  readonly removed: ReadonlySet<string>;
}

async function lookAt(file: FileDiff, looking: Looking): Promise<readonly Finding[]> {
  const added = addedLines(file);
  const isRead = added.size > 0 && !isTestFood(file.path);
  const head = isRead ? await treeOf(looking.change.head, file.path, looking.syntax) : undefined;
  if (head === undefined) return [];
  const rules = await looking.rulesOf(head.language);
  const hits = hitsIn(head, rules, isTestPath(file.path)).slice(0, mostHits);
  const [touched, others] = [hits.filter((hit) => isTouched(hit)), hits.filter((hit) => !isTouched(hit))];
  if (touched.length === 0) return [];
  const known = await knownIn(file, looking, rules);
  for (const hit of others) takeOne(known, codeOf(hit));
  return touched.flatMap((hit) => {
    const isKnown = takeOne(known, codeOf(hit));
    return isKnown || isMoved(hit.node) ? [] : (found(file, hit) ?? []);
  });

  function isTouched({ node }: Hit): boolean {
    return linesOf(node).some((line) => added.has(line));
  }
  function isMoved(node: SyntaxNode): boolean {
    const lines = linesOf(node).flatMap((line) => added.get(line) ?? []);
    return lines.every((line) => looking.removed.has(line.trim()));
  }
}

/** More than these in one file are one habit, told often enough. */
const mostHits = 200;

function linesOf({ line, lastLine }: SyntaxNode): readonly number[] {
  return Array.from({ length: lastLine - line + 1 }, (_, index) => line + index);
}

/** How often each piece of code stands in the file before the change. */
async function knownIn(
  file: FileDiff,
  { change, syntax }: Looking,
  rules: readonly ReadRule[],
): Promise<Map<string, number>> {
  const known = new Map<string, number>();
  if (file.status === 'added') return known;
  const tree = await treeOf(await change.base(), file.oldPath, syntax);
  const hits = tree === undefined ? [] : hitsIn(tree, rules, isTestPath(file.path));
  for (const code of hits.map(codeOf)) known.set(code, (known.get(code) ?? 0) + 1);
  return known;
}

function takeOne(known: Map<string, number>, code: string): boolean {
  const count = known.get(code) ?? 0;
  if (count > 0) known.set(code, count - 1);
  return count > 0;
}

function codeOf({ rule, tree, node }: Hit): string {
  return `${rule.id} ${textAt(tree, node)}`;
}

function found(file: FileDiff, { rule, node }: Hit): Finding | undefined {
  const { id, cwe, severity, category, confidence, title, body } = rule;
  const named = cwe === undefined ? id : `${id} (CWE-${cwe})`;
  const told = cwe === undefined ? body : `${body} (CWE-${cwe})`;
  return factOn(
    file,
    { from: node.line, to: node.lastLine },
    {
      rule: `weaknesses: ${named}`,
      severity,
      category,
      confidence,
      title,
      body: told,
    },
  );
}
