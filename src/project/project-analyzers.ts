import { addedLines } from '../core/added-lines.ts';
import type { FileDiff } from '../core/diff.ts';
import type { Finding } from '../core/finding.ts';
import { remembered } from '../core/remembered.ts';
import type { AnalyzedChange, Analysis, Analyzer } from '../ports/analyzer.ts';
import { type Fact, factAbout, factOn } from '../checks/fact.ts';
import type { CheckerMessage } from './checker-messages.ts';
import { type Checked, type CheckParts, checkProjects, type Task } from './check-projects.ts';

/**
 * The project's own type checker and linters, where it has them: run in the sandbox on the files before and after the change. What they
 * said before is nobody's news. Both share one installation.
 */
export function openProjectAnalyzers(parts: CheckParts): readonly Analyzer[] {
  const signals = new WeakMap<AnalyzedChange, AbortSignal>();
  const checked = remembered((change: AnalyzedChange) =>
    checkProjects(parts, change, signals.get(change) ?? AbortSignal.abort()),
  );
  function analyzer(name: string, task: Task, tell: Telling): Analyzer {
    return {
      name,
      analyze: async (change, signal): Promise<Analysis> => {
        if (!signals.has(change)) signals.set(change, signal);
        const own = (await checked(change)).filter((each) => each.task === task);
        return {
          findings: own.flatMap((each) => news(each, change, tell)),
          notRun: own.flatMap((each) => each.notRun),
        };
      },
    };
  }
  return [analyzer('types', 'types', typeFinding), analyzer('linters', 'lint', lintFinding)];
}

type Telling = (said: CheckerMessage, file: FileDiff | undefined, checker: string) => Finding | undefined;

/** More than these of one checker are one mistake, told many times. */
const mostTold = 30;

/** What was not said before, whatever line it stood on. */
function news(
  { before, after, checker }: Checked,
  { diff }: AnalyzedChange,
  tell: Telling,
): readonly Finding[] {
  const known = new Map<string, number>();
  for (const each of before) {
    const path =
      diff.find(({ oldPath, status }) => oldPath === each.path && status === 'renamed')?.path ?? each.path;
    const key = keyOf({ ...each, path });
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  const fresh = after.filter((each) => {
    const count = known.get(keyOf(each)) ?? 0;
    known.set(keyOf(each), count - 1);
    return count <= 0;
  });
  return fresh
    .flatMap(
      (each) =>
        tell(
          each,
          diff.find(({ path }) => path === each.path),
          checker,
        ) ?? [],
    )
    .slice(0, mostTold);
}

function keyOf({ path, rule, text }: CheckerMessage): string {
  return JSON.stringify([path, rule, text]);
}

/** An error of types may show in another file than the one that made it. */
function typeFinding(said: CheckerMessage, file: FileDiff | undefined, checker: string): Finding | undefined {
  if (!said.isError) return undefined;
  const where = `\`${said.path}\`, line ${said.line}`;
  const fact: Fact = {
    rule: `types: ${said.rule ?? checker}`,
    severity: 'high',
    category: 'bug',
    confidence: 0.95,
    title: titleOf(said),
    body: `\`${checker}\` says so of ${where}, and did not before this change.`,
  };
  const told = file && factOn(file, { from: said.line, to: said.line }, fact);
  return told ?? factAbout(said.path, fact);
}

/** Rules of style speak of what was written now, and of nothing else. */
function lintFinding(said: CheckerMessage, file: FileDiff | undefined, checker: string): Finding | undefined {
  if (file === undefined || !addedLines(file).has(said.line)) return undefined;
  return factOn(
    file,
    { from: said.line, to: said.line },
    {
      rule: `linters: ${said.rule ?? checker}`,
      severity: said.isError ? 'medium' : 'low',
      category: 'maintainability',
      confidence: 0.9,
      title: titleOf(said),
      body: `The project's own \`${checker}\` says so${said.rule === null ? '' : ` (${said.rule})`}, and did not before this change.`,
    },
  );
}

const longestTitle = 160;

function titleOf({ text }: CheckerMessage): string {
  return text.length <= longestTitle ? text : `${text.slice(0, longestTitle - 1).toWellFormed()}…`;
}
