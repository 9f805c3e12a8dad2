import { z } from 'zod';
import { type LeftOut, leftOut } from '../../config/left-out.ts';
import type { ReviewConfig } from '../../config/review.ts';
import type { Diff } from '../../core/diff.ts';
import { fileKind } from '../../core/file-kind.ts';
import { Finding } from '../../core/finding.ts';
import { headerOf } from '../../core/machine-made.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { AnalyzedChange, Analyzer } from '../../ports/analyzer.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Task } from '../command.ts';

const Analyzed = z.object({
  findings: z.array(Finding).readonly(),
  notRun: z.array(z.string()).readonly(),
});
type Analyzed = Readonly<z.infer<typeof Analyzed>>;

export const nothingAnalyzed: Analyzed = { findings: [], notRun: [] };

/** Runs one analyzer; on GitHub what it gave is kept, so that a run that is taken up again need not look anew. */
export type Look = (name: string, look: () => Promise<Analyzed>) => Promise<Analyzed>;

/** What those analyzers found that the repository has not switched off, and what could not be looked at, by name. */
export async function analyzeAll(
  { diff, head, base }: AnalyzedChange,
  { analyzers, review, look, signal }: AnalyzeParts,
): Promise<Analyzed> {
  const written = writtenIn(diff, leftOut(review));
  const change = { diff: written, head, base };
  const findings: Finding[] = [];
  const notRun: string[] = [];
  for (const analyzer of analyzers.filter(({ name }) => isDue(name, written, review))) {
    const { name } = analyzer;
    const found = await look(name, () => analyzer.analyze(change, signal));
    findings.push(...found.findings);
    notRun.push(...found.notRun.map((sentence) => `${name}: ${sentence}`));
  }
  return { findings, notRun };
}

interface AnalyzeParts {
  readonly analyzers: readonly Analyzer[];
  readonly review: ReviewConfig;
  readonly look: Look;
  readonly signal: AbortSignal;
}

/** As `analyzeAll`, for a pull request. Its base is opened only if somebody wants it. */
export async function analyzePull(
  diff: Diff,
  { pull, head }: { readonly pull: PullRequest; readonly head: Workspace },
  task: Task<unknown>,
): Promise<Analyzed> {
  const { analyzers, config, signal, forge } = task;
  await using base = lazily(() => forge.workspace(pull.base.sha, signal));
  const inputs = [pull.base.sha, pull.head.sha];
  const { review } = config;
  return await analyzeAll(
    { diff, head, base: base.open },
    { analyzers, review, signal, look: (name, look) => task.once(`analyze ${name}`, inputs, Analyzed, look) },
  );
}

/** Rules are about what people write. */
function writtenIn(diff: Diff, leaves: LeftOut): Diff {
  return diff.filter((file) => leaves(file.path, headerOf(file, undefined)) === undefined);
}

/** What installs a project's packages and runs its checks is worth that only where code was changed. */
const runners: ReadonlySet<string> = new Set(['types', 'linters']);

function isDue(name: string, diff: Diff, { analyzers }: Pick<ReviewConfig, 'analyzers'>): boolean {
  const wanted: Readonly<Record<string, boolean>> = analyzers;
  if (wanted[name] === false) return false;
  return !runners.has(name) || diff.some(({ path }) => ['code', 'test'].includes(fileKind(path)));
}

/** Opened when it is first asked for, and disposed of if it was. */
function lazily(
  open: () => Promise<Workspace>,
): AsyncDisposable & { readonly open: () => Promise<Workspace> } {
  let opened: Promise<Workspace> | undefined;
  return {
    open: () => (opened ??= open()),
    [Symbol.asyncDispose]: async () => (await opened?.catch(() => undefined))?.[Symbol.asyncDispose](),
  };
}
